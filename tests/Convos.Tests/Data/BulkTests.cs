using Convos.Data;
using Dapper;

namespace Convos.Tests;

[Trait("On", "PostgreSQL15")]
public sealed class BulkTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Fact]
    public async Task Each_ticket_is_taken_by_the_rules_of_the_move_and_each_refusal_says_which_and_why()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var (free, alsoFree) = (await Make.Ticket(Database, desk.Channel), await Make.Ticket(Database, desk.Channel));
        var held = await desk.Held(bruno);
        var unseen = await Make.Ticket(Database, (await Desk.Open(Database)).Channel);

        var outcome = await Bulk.Apply(Database, BulkAct.Take, ana, [free.Id, held.Id, unseen.Id, alsoFree.Id], Now);

        Assert.Equal(2, outcome.Done);
        Assert.Equal([(held.Id, RefusalReason.HeldByOther, bruno.Name), (unseen.Id, RefusalReason.NotFound, null)],
            outcome.Refused.Select(line => (line.TicketId, line.Refusal.Reason, line.Refusal.Name)));
        Assert.Null(outcome.Refused[1].Ticket);
        Assert.All(new[] { free, alsoFree }, ticket => Assert.Equal(ana.Id, Make.Ticket(Database, ticket.Id).Result.OperatorId));
        await using var db = await Database.Open();
        Assert.Empty(await TicketCounters.Differences(db));
    }

    public static TheoryData<string> Acts => ["take", "close", "to person", "to inbox", "to unseen inbox", "tag", "untag"];

    [Theory]
    [MemberData(nameof(Acts))]
    public async Task Posted_again_it_changes_nothing_and_refuses_nothing(string what)
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var unseen = await Make.Inbox(Database);
        var tag = await Tag();
        var first = what == "take" ? await Make.Ticket(Database, desk.Channel) : await desk.Held(ana);
        var second = what == "take" ? await Make.Ticket(Database, desk.Channel) : await desk.Held(ana);
        if (what == "untag")
        {
            await Tags.Add(Database, ana, first.Id, tag, Now);
        }

        var act = what switch
        {
            "take" => BulkAct.Take,
            "close" => BulkAct.Close(),
            "to person" => BulkAct.Transfer(bruno.Id, null),
            "to inbox" => BulkAct.Transfer(null, desk.Inbox),
            "to unseen inbox" => BulkAct.Transfer(null, unseen),
            "tag" => BulkAct.Tag(tag),
            _ => BulkAct.Untag(tag),
        };

        var once = await Bulk.Apply(Database, act, ana, [first.Id, second.Id], Now);
        var after = (await Make.Ticket(Database, first.Id), await Make.Ticket(Database, second.Id));
        var again = await Bulk.Apply(Database, act, ana, [first.Id, second.Id], Now.AddMinutes(1));

        Assert.Empty(once.Refused);
        Assert.Empty(again.Refused);
        Assert.Equal(after, (await Make.Ticket(Database, first.Id), await Make.Ticket(Database, second.Id)));
    }

    [Fact]
    public async Task A_closing_with_an_observation_closes_also_where_the_inbox_wants_one()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var (asked, free) = (await desk.Held(ana), await desk.Held(ana));
        await using var db = await Database.Open();
        await db.ExecuteAsync("update inboxes set requires_observation = true, closing_reasons = '{Resuelto}' where id = @id", new { id = desk.Inbox });

        var asks = await Bulk.AsksAtClosing(db, ana, [asked.Id, free.Id]);
        var without = await Bulk.Apply(Database, BulkAct.Close(), ana, [asked.Id, free.Id], Now);
        var with = await Bulk.Apply(Database, BulkAct.Close(Closing.Of("Resuelto", "Entregado")), ana, [asked.Id, free.Id], Now);

        Assert.True(asks.RequiresObservation);
        Assert.Equal(["Resuelto"], asks.Reasons);
        Assert.All(without.Refused, line => Assert.Equal(RefusalReason.NeedsObservation, line.Refusal.Reason));
        Assert.Equal((0, 2), (without.Done, with.Done));
        Assert.Equal(("Resuelto", "Entregado"), await Make.One<(string, string)>(Database, "select closing_reason, observation from tickets where id = @id", new { id = asked.Id }));
    }

    [Fact]
    public async Task A_transfer_that_somebody_undid_is_no_repetition()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);
        await Tickets.Apply(Database, TicketMove.Transfer, ana, ticket.Id, Now, toOperator: bruno.Id);
        await Tickets.Apply(Database, TicketMove.Release, bruno, ticket.Id, Now);
        await Tickets.Apply(Database, TicketMove.Take, bruno, ticket.Id, Now);

        var outcome = await Bulk.Apply(Database, BulkAct.Transfer(bruno.Id, null), ana, [ticket.Id], Now);

        Assert.Equal(RefusalReason.HeldByOther, Assert.Single(outcome.Refused).Refusal.Reason);
    }

    [Fact]
    public async Task Who_is_no_disponible_moves_nothing_but_may_tag()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator(online: false);
        var ticket = await Make.Ticket(Database, desk.Channel);

        var taken = await Bulk.Apply(Database, BulkAct.Take, ana, [ticket.Id], Now);
        var tagged = await Bulk.Apply(Database, BulkAct.Tag(await Tag()), ana, [ticket.Id], Now);

        Assert.Equal(RefusalReason.NotOnDuty, Assert.Single(taken.Refused).Refusal.Reason);
        Assert.Equal((1, 0), (tagged.Done, tagged.Refused.Count));
    }

    private async Task<long> Tag()
    {
        await using var db = await Database.Open();
        return (await Tags.Create(db, $"tag {Make.Number()}", "", 3, Now))!.Value;
    }
}
