using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Filters of the history by what few tickets have: how they were rated, that they closed by themselves; and what filters offer of the past.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class TicketFilterTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Fact]
    public async Task Tickets_are_found_by_how_they_were_rated_last_or_that_nobody_answered()
    {
        var desk = await SurveyDesk.Open(Database);
        var (bad, good, changed, silent) = (await Rated(desk, "2"), await Rated(desk, "5"), await Rated(desk, "1"), await Rated(desk, null));
        var never = await desk.Desk.Held(desk.Ana);
        await Tickets.Apply(Database, TicketMove.Reopen, desk.Ana, changed.Id, SurveyDesk.At(20));
        await desk.Desk.Replies(desk.Ana, changed, "Ya está", SurveyDesk.At(21));
        await desk.Closes(changed, 22);
        await desk.Say(23);
        await desk.Writes(changed.ContactPhone!, "4", 24);
        Assert.Equal("1 4", await desk.Scores(changed));

        Task<IReadOnlyList<PastTicket>> By(TicketScore score, bool transferred = false) =>
            Lines(desk.Ana, new TicketFilter(Transferred: transferred) { Score = score });

        Assert.Equal([bad.Id], Ids(await By(TicketScore.Two)));
        Assert.Equal([bad.Id], Ids(await By(TicketScore.Low)));
        Assert.Equal([good.Id], Ids(await By(TicketScore.Five)));
        Assert.Equal([changed.Id], Ids(await By(TicketScore.Four)));
        Assert.Empty(await By(TicketScore.One));
        Assert.Equal([silent.Id], Ids(await By(TicketScore.None)));
        Assert.Empty(await By(TicketScore.Low, transferred: true));
        Assert.Equal(
            [(bad.Id, 2), (good.Id, 5), (changed.Id, 4), (silent.Id, null), (never.Id, (int?)null)],
            (await Lines(desk.Ana, new())).OrderBy(line => line.Id).Select(line => (line.Id, line.Score)));
    }

    [Fact]
    public async Task What_closed_by_itself_is_found_and_neither_what_a_person_closed_nor_what_a_block_did()
    {
        var desk = await Desk.Open(Database);
        await Make.Rules(Database, desk.Inbox, rules => rules with { AutoCloseHours = 4 });
        var (ana, admin) = (await desk.Operator(), await Make.Operator(Database, Role.Admin));
        var tickets = new List<Ticket>();
        for (var one = 0; one < 4; one++)
        {
            tickets.Add(await desk.Held(ana));
        }

        var (alone, byHand, blocked, again) = (tickets[0], tickets[1], tickets[2], tickets[3]);
        foreach (var ticket in new[] { alone, again })
        {
            await desk.Sends(ana, ticket, $"wamid.{Guid.NewGuid():N}", Make.Noon.AddMinutes(1));
        }

        await Tickets.CloseSilent(Database, Make.Noon.AddHours(5));
        await Tickets.Apply(Database, TicketMove.Close, ana, byHand.Id, Make.Noon.AddHours(5));
        await Contacts.Block(Database, admin, blocked.ContactId, "Insulta", Make.Noon.AddHours(5));
        Assert.Equal([again.Id, alone.Id], Ids(await Lines(ana, new TicketFilter { ClosedBySystem = true })));

        await Tickets.Apply(Database, TicketMove.Reopen, ana, again.Id, Make.Noon.AddHours(6));
        Assert.Equal([alone.Id], Ids(await Lines(ana, new TicketFilter { ClosedBySystem = true })));
        await Tickets.Apply(Database, TicketMove.Close, ana, again.Id, Make.Noon.AddHours(7));
        Assert.Equal([alone.Id], Ids(await Lines(ana, new TicketFilter { ClosedBySystem = true })));
    }

    [Fact]
    public async Task Reasons_that_were_used_and_people_who_worked_there_are_offered_to_whoever_leads_there_and_to_nobody_elsewhere()
    {
        var (desk, other) = (await Desk.Open(Database), await Desk.Open(Database));
        var (past, now) = ($"Mudanza {Make.Number()}", $"Resuelto {Make.Number()}");
        await Make.Rules(Database, desk.Inbox, rules => rules with { ClosingReasons = [past] });
        var (gone, stays) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(gone);
        await Tickets.Apply(Database, TicketMove.Close, gone, ticket.Id, Make.Noon.AddMinutes(1), closing: new Closing(past, null));
        await Make.Rules(Database, desk.Inbox, rules => rules with { ClosingReasons = [now] });
        var (lead, stranger) = (await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox), await Make.Operator(Database, Role.Supervisor, inboxes: other.Inbox));
        while (await Rollups.Roll(Database, 20_000) > 0)
        {
        }

        await using var db = await Database.Open();
        await db.ExecuteAsync("delete from inbox_people where operator_id = @Id", new { gone.Id });

        var (offered, elsewhere, own) = (await TicketChoices.For(db, lead), await TicketChoices.For(db, stranger), await TicketChoices.For(db, stays));
        Assert.Equal([past, now], offered.Reasons);
        Assert.Contains(gone.Id, offered.People.Select(person => person.Id));
        Assert.Contains(stays.Id, offered.People.Select(person => person.Id));
        Assert.Empty(elsewhere.Reasons);
        Assert.DoesNotContain(gone.Id, elsewhere.People.Select(person => person.Id));
        Assert.Equal([past, now], own.Reasons);
        Assert.DoesNotContain(gone.Id, own.People.Select(person => person.Id));
    }

    // Closed, asked about, and answered so.
    private static async Task<Ticket> Rated(SurveyDesk desk, string? answer)
    {
        var phone = Desk.Phone();
        var ticket = await desk.Asked(phone);
        if (answer is not null)
        {
            await desk.Writes(phone, answer, 8);
        }

        return ticket;
    }

    private static IEnumerable<long> Ids(IReadOnlyList<PastTicket> lines) => lines.Select(line => line.Id);

    private async Task<IReadOnlyList<PastTicket>> Lines(Viewer viewer, TicketFilter filter)
    {
        await using var db = await Database.OpenSession();
        filter = await Tickets.Narrow(db, filter);
        var lines = (await Tickets.History(db, viewer, filter, null, 50)).Lines;
        Assert.Equal(new Counted(lines.Count, false), await Tickets.Count(db, viewer, filter));
        return lines;
    }
}
