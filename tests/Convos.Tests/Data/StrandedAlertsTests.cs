using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>A ticket for which rotation found nobody: it waits for everybody, and whoever leads is told so.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class StrandedAlertsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Fact]
    public async Task Whoever_leads_the_inbox_is_told_of_it_and_all_its_members_that_it_waits()
    {
        var desk = await Desk.Open(Database);
        var (ana, lead, administers) = (await desk.Operator(), await Lead(desk.Inbox), await Make.Operator(Database, Role.Admin, inboxes: desk.Inbox));
        var (elsewhere, admin) = (await Lead(await Make.Inbox(Database)), await Make.Operator(Database, Role.Admin));
        await Run("update inboxes set strategy = 'round_robin' where id = @Inbox", new { desk.Inbox });

        var alerts = await Rotates(desk, ana, lead, administers, elsewhere, admin);

        Assert.Equal(Order((AlertKind.Stranded, lead), (AlertKind.Stranded, administers)), alerts.Where(one => one.Kind == AlertKind.Stranded).Select(Whose).Order());
        Assert.Equal(Order((AlertKind.Unassigned, ana), (AlertKind.Unassigned, lead), (AlertKind.Unassigned, administers)), alerts.Where(one => one.Kind == AlertKind.Unassigned).Select(Whose).Order());
        Assert.All(alerts, alert => Assert.Equal(Now + Alerts.Settling, alert.Due));
    }

    [Fact]
    public async Task Where_nobody_leads_every_administrator_is_told_of_it()
    {
        var desk = await Desk.Open(Database);
        var (ana, gone, elsewhere) = (await desk.Operator(), await Lead(desk.Inbox), await Lead(await Make.Inbox(Database)));
        var admins = new[] { await Make.Operator(Database, Role.Admin), await Make.Operator(Database, Role.Admin) };
        await Run("update operators set available = false, disabled_at = @Now where id = @Id", new { Now, gone.Id });

        var alerts = await Rotates(desk, [ana, gone, elsewhere, .. admins]);

        Assert.Equal(Order([(AlertKind.Unassigned, ana), .. admins.Select(admin => (AlertKind.Stranded, admin))]), alerts.Select(Whose).Order());
    }

    [Fact]
    public async Task Where_whoever_leads_is_No_disponible_an_administrator_who_is_there_is_told()
    {
        var desk = await Desk.Open(Database);
        var (away, admin) = (await Make.Operator(Database, Role.Supervisor, online: false, inboxes: desk.Inbox), await Make.Operator(Database, Role.Admin));

        var alert = Assert.Single(await Rotates(desk, away, admin));
        Assert.Equal((AlertKind.Stranded, admin.Id), (alert.Kind, alert.OperatorId));
    }

    [Fact]
    public async Task Whoever_takes_it_meanwhile_ends_it()
    {
        var desk = await Desk.Open(Database);
        var (ana, lead) = (await desk.Operator(), await Lead(desk.Inbox));
        var ticket = await Rotated(desk);

        Assert.Null((await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Now)).Refusal);

        Assert.Empty(await Of(ticket, lead));
    }

    // As one had it who chose before there was such a kind.
    [Fact]
    public async Task It_is_on_for_whoever_chose_the_other_kinds_before()
    {
        var lead = await Make.Operator(Database, Role.Supervisor);
        var before = AlertSettings.Usual with { Sounds = [.. AlertSettings.Usual.Sounds.Where(one => one.Kind != AlertKind.Stranded).Select(one => one with { Enabled = false })] };
        await using var db = await Database.Open();

        await before.Save(db, lead.Id);
        var read = await AlertSettings.Read(db, lead.Id);

        Assert.Equal(AlertSettings.Usual.Of(AlertKind.Stranded), read.Of(AlertKind.Stranded));
        Assert.True(read.Wants(AlertKind.Stranded));
        Assert.False(read.Wants(AlertKind.Unassigned));
    }

    private Task<Viewer> Lead(long inbox) => Make.Operator(Database, Role.Supervisor, inboxes: inbox);

    private static (AlertKind, long) Whose(Alert alert) => (alert.Kind, alert.OperatorId);

    private static IEnumerable<(AlertKind, long)> Order(params (AlertKind Kind, Viewer Viewer)[] expected) => expected.Select(one => (one.Kind, one.Viewer.Id)).Order();

    private async Task<IReadOnlyList<Alert>> Rotates(Desk desk, params Viewer[] people) => await Of(await Rotated(desk), people);

    // As rotation writes it when nobody is left.
    private async Task<Ticket> Rotated(Desk desk)
    {
        var ticket = await Make.Ticket(Database, desk.Channel, Now);
        await Run("insert into events (at, kind, ticket_id) values (@Now, 'rotated', @Id)", new { Now, ticket.Id });
        return ticket;
    }

    private async Task<IReadOnlyList<Alert>> Of(Ticket ticket, params Viewer[] people)
    {
        await using var db = await Database.Open();
        var events = await db.QueryAsync<long>("select id from events where ticket_id = @Id", new { ticket.Id });
        return await Alerts.Of(db, [.. events], [.. people.Select(person => person.Id)], Now.AddSeconds(30));
    }

    private async Task Run(string sql, object parameters)
    {
        await using var db = await Database.Open();
        Assert.Equal(1, await db.ExecuteAsync(sql, parameters));
    }
}
