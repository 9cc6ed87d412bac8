using Convos.Data;

namespace Convos.Tests;

/// <summary>Filters of the history by what few tickets have: how they were rated.</summary>
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
