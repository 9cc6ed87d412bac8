using Convos.Data;
using Dapper;

namespace Convos.Tests;

[Trait("On", "PostgreSQL15")]
public sealed class TagsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Fact]
    public async Task Whoever_sees_a_ticket_tags_it_on_duty_or_not_and_the_log_says_who()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator(online: false);
        var ticket = await Make.Ticket(Database, desk.Channel);
        var vip = await Tag();

        var tagged = await Tags.Add(Database, ana, ticket.Id, vip, Now);

        Assert.Equal([vip], tagged.Ticket!.Tags.Select(tag => tag.Id));
        Assert.Equal(ticket.Version + 1, tagged.Ticket.Version);
        Assert.Equal((ana.Id, vip), await Make.One<(long, long)>(Database, "select operator_id, tag_id from ticket_tags where ticket_id = @id", new { id = ticket.Id }));
        Assert.Equal(("tagged", ana.Id, vip), await LastEvent(ticket));
    }

    [Fact]
    public async Task A_tag_put_twice_is_there_once_and_taken_off_twice_is_gone_without_an_error()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await Make.Ticket(Database, desk.Channel);
        var vip = await Tag();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Tags.Add(Database, ana, ticket.Id, vip, Now)));
        var again = await Tags.Add(Database, ana, ticket.Id, vip, Now);
        var off = await Tags.Remove(Database, ana, ticket.Id, vip, Now);
        var offAgain = await Tags.Remove(Database, ana, ticket.Id, vip, Now);

        Assert.Equal(ticket.Version + 1, again.Ticket!.Version);
        Assert.Empty(off.Ticket!.Tags);
        Assert.Null(offAgain.Refusal);
        Assert.Equal(("untagged", ana.Id, vip), await LastEvent(ticket));
        Assert.Equal(2, await Make.One<int>(Database, "select count(*) from events where ticket_id = @id and kind in ('tagged', 'untagged')", new { id = ticket.Id }));
        await Agree();
    }

    [Fact]
    public async Task Of_a_ticket_that_one_does_not_see_nothing_is_changed()
    {
        var desk = await Desk.Open(Database);
        var stranger = await Make.Operator(Database, inboxes: await Make.Inbox(Database));
        var ticket = await Make.Ticket(Database, desk.Channel);
        var vip = await Tag();

        var refused = await Tags.Add(Database, stranger, ticket.Id, vip, Now);

        Assert.Equal(RefusalReason.NotFound, refused.Refusal?.Reason);
        Assert.Equal(ticket, await Make.Ticket(Database, ticket.Id));
    }

    [Fact]
    public async Task A_ticket_bears_twenty_tags_and_not_one_more_however_many_add_at_once()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await Make.Ticket(Database, desk.Channel);
        var tags = new List<long>();
        for (var number = 0; number < 24; number++)
        {
            tags.Add(await Tag());
        }

        var results = await Task.WhenAll(tags.Select(tag => Tags.Add(Database, ana, ticket.Id, tag, Now)));

        Assert.Equal(20, (await Make.Ticket(Database, ticket.Id)).Tags.Count);
        Assert.All(results.Where(result => result.Refusal is not null), result => Assert.Equal(RefusalReason.TooManyTags, result.Refusal!.Reason));
        Assert.Equal(4, results.Count(result => result.Refusal is not null));
        await Agree();
    }

    [Fact]
    public async Task An_archived_tag_is_offered_no_more_but_stays_and_can_be_taken_off()
    {
        var desk = await Desk.Open(Database);
        var lead = await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox);
        var (bears, other) = (await Make.Ticket(Database, desk.Channel), await Make.Ticket(Database, desk.Channel));
        var vip = await Tag();
        await Tags.Add(Database, lead, bears.Id, vip, Now);

        Assert.True(await Tags.Archive(Database, lead.Id, vip, archived: true, Now));

        await using var db = await Database.Open();
        Assert.DoesNotContain(await Tags.Offered(db), tag => tag.Id == vip);
        Assert.Equal(RefusalReason.NoSuchTag, (await Tags.Add(Database, lead, other.Id, vip, Now)).Refusal?.Reason);
        Assert.Single((await Make.Ticket(Database, bears.Id)).Tags);
        Assert.Equal(1, (await Tags.All(db)).Single(tag => tag.Id == vip).OpenTickets);
        Assert.Empty((await Tags.Remove(Database, lead, bears.Id, vip, Now)).Ticket!.Tags);
    }

    [Fact]
    public async Task Names_are_unique_whatever_their_case_and_every_change_is_in_the_audit()
    {
        var lead = await Make.Operator(Database, Role.Supervisor);
        var name = $"Envío {Make.Number()}";

        var made = await Tags.Save(Database, lead.Id, null, new TagSettings(name, "", 3), Now);
        var twice = await Tags.Save(Database, lead.Id, null, new TagSettings(name.ToUpperInvariant(), "", 4), Now);
        var other = await Tags.Save(Database, lead.Id, null, new TagSettings(name + " exprés", "", 4), Now);
        var renamed = await Tags.Save(Database, lead.Id, other.Id, new TagSettings(name, "", 4), Now);
        var edited = await Tags.Save(Database, lead.Id, made.Id, new TagSettings(name, "Entregas", 5), Now);
        await Tags.Archive(Database, lead.Id, made.Id!.Value, archived: true, Now);
        await Tags.Archive(Database, lead.Id, made.Id!.Value, archived: true, Now);
        await Tags.Archive(Database, lead.Id, made.Id!.Value, archived: false, Now);

        Assert.Equal((TagProblem.NameTaken, TagProblem.NameTaken, null), (twice.Problem, renamed.Problem, edited.Problem));
        await using var db = await Database.Open();
        var audit = await db.QueryAsync<string>("select action from audit where subject = 'tag' and subject_id = @id order by id", new { id = made.Id });
        Assert.Equal(["created", "edited", "disabled", "restored"], audit);
        Assert.Equal(new TagSettings(name, "Entregas", 5), await Tags.SettingsOf(db, made.Id!.Value));
    }

    private async Task<long> Tag()
    {
        await using var db = await Database.Open();
        return (await Tags.Create(db, $"tag {Make.Number()}", "", 3, Now))!.Value;
    }

    private Task<(string, long, long)> LastEvent(Ticket ticket) => Make.One<(string, long, long)>(Database,
        "select kind, actor_id, (data ->> 'tag')::bigint from events where ticket_id = @id order by id desc limit 1", new { id = ticket.Id });

    // What stands on the ticket for the lists, and who put it there when.
    private async Task Agree() => Assert.Equal(0, await Make.One<int>(Database,
        """
        select count(*)
        from (select id ticket_id, unnest(tag_ids) tag_id from tickets) shown
        full join ticket_tags kept using (ticket_id, tag_id)
        where shown is null or kept is null
        """));
}
