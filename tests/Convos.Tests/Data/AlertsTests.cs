using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>What rings, and at whom: one line of the log after the other, with everybody asked.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class AlertsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Fact]
    public async Task A_new_unassigned_ticket_rings_at_every_member_and_at_nobody_who_merely_sees_all_inboxes()
    {
        var desk = await Desk.Open(Database);
        var (ana, lead) = (await desk.Operator(), await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox));
        var (stranger, admin) = (await Make.Operator(Database, inboxes: await Make.Inbox(Database)), await Make.Operator(Database, Role.Admin));

        var ticket = await Make.Ticket(Database, desk.Channel, Now);

        Assert.Equal(Both(AlertKind.Unassigned, ana, lead), await Rung(ticket, ana, lead, stranger, admin));
        Assert.Equal("hola", (await All(ticket, ana)).Single().Words);
    }

    [Fact]
    public async Task An_administrator_hears_the_inboxes_that_they_belong_to()
    {
        var desk = await Desk.Open(Database);
        var admin = await Make.Operator(Database, Role.Admin, inboxes: desk.Inbox);

        Assert.Equal(Both(AlertKind.Unassigned, admin), await Rung(await Make.Ticket(Database, desk.Channel, Now), admin));
    }

    [Fact]
    public async Task A_ticket_that_comes_back_to_the_queue_is_new_there_but_not_for_whoever_let_it_go()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);
        var before = await Last(ticket);

        await Move(TicketMove.Release, ana, ticket, Now);

        Assert.Equal(Both(AlertKind.Unassigned, bruno), await Rung(ticket, before, ana, bruno));
    }

    [Fact]
    public async Task Whoever_takes_it_first_ends_what_it_would_have_rung_for()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await Make.Ticket(Database, desk.Channel, Now);

        await Move(TicketMove.Take, ana, ticket, Now.AddSeconds(1));

        Assert.Empty(await Rung(ticket, ana, bruno));
    }

    [Theory]
    [InlineData("manual", 0)]
    [InlineData("round_robin", 4)]
    [InlineData("least_busy", 4)]
    [InlineData("owner", 4)]
    public async Task Where_tickets_are_handed_out_by_themselves_one_that_waits_is_everybodys_concern_only_seconds_later(string strategy, int seconds)
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        await Run("update inboxes set strategy = @strategy where id = @Inbox", new { strategy, desk.Inbox });

        var alert = Assert.Single(await All(await Make.Ticket(Database, desk.Channel, Now), ana));

        Assert.Equal(Now.AddSeconds(seconds), alert.Due);
    }

    [Fact]
    public async Task Only_the_customers_words_ring_in_what_one_holds_and_only_at_its_holder()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var phone = $"+54911{Make.Number():D8}";
        var ticket = await Make.Ticket(Database, desk.Channel, Now, phone);
        await Move(TicketMove.Take, ana, ticket, Now.AddSeconds(1));
        var before = await Last(ticket);

        await Messages.Reply(Database, ana, ticket.Id, "Buenas", Guid.NewGuid(), Now.AddSeconds(2));
        await Messages.Note(Database, bruno, ticket.Id, "Es cliente", Guid.NewGuid(), Now.AddSeconds(3));
        Assert.Empty(await Rung(ticket, before, ana, bruno));
        await Make.Arrives(Database, desk.Channel, Now.AddSeconds(4), Make.Text(phone, "¿Hay stock?", Now.AddSeconds(4)), Make.Text(phone, "Dos", Now.AddSeconds(4)));

        Assert.Equal(Both(AlertKind.Message, ana), await Rung(ticket, before, ana, bruno));
        Assert.Equal(("Dos", false), (await All(ticket, before, ana)).Select(alert => (alert.Words, alert.Given)).Single());
    }

    [Fact]
    public async Task A_ticket_that_somebody_else_gives_to_one_rings_once_and_what_it_brought_along_does_not()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);

        var moved = await Tickets.Apply(Database, TicketMove.Transfer, ana, ticket.Id, Now, bruno.Id);

        Assert.Null(moved.Refusal);
        Assert.Equal(Both(AlertKind.Message, bruno), await Rung(ticket, ana, bruno));
        Assert.True((await All(ticket, bruno)).Single().Given);
    }

    [Theory]
    [InlineData("assigned")]
    [InlineData("rotated")]
    [InlineData("left")]
    public async Task A_ticket_that_is_handed_out_rings_at_its_receiver(string kind)
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);
        var before = await Last(ticket);

        await Log(kind, ticket, ana.Id);

        Assert.Equal(Both(AlertKind.Message, ana), await Rung(ticket, before, ana, bruno));
        Assert.True((await All(ticket, before, ana)).Single().Given);
    }

    [Fact]
    public async Task A_mention_rings_at_whom_it_calls_wherever_they_see_its_ticket()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno, admin) = (await desk.Operator(), await desk.Operator(), await Make.Operator(Database, Role.Admin));
        var ticket = await desk.Held(ana);
        var before = await Last(ticket);

        await Messages.Note(Database, ana, ticket.Id, $"@{bruno.Name} @{admin.Name} ¿lo ven?", Guid.NewGuid(), Now);

        Assert.Equal(Both(AlertKind.Mention, bruno, admin), await Rung(ticket, before, ana, bruno, admin));
        Assert.Equal(ana.Name, (await All(ticket, before, bruno)).Single().AuthorName);
    }

    [Fact]
    public async Task A_rotation_that_is_near_rings_at_the_holder_alone()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);
        var before = await Last(ticket);

        await Log("rotation_near", ticket, ana.Id);

        Assert.Equal(Both(AlertKind.Rotation, ana), await Rung(ticket, before, ana, bruno));
    }

    [Fact]
    public async Task A_ticket_that_waits_in_an_inbox_which_is_disabled_rings_once_at_the_members_of_the_one_that_receives_it()
    {
        var (desk, other) = (await Desk.Open(Database), await Desk.Open(Database));
        var (ana, bruno, admin) = (await desk.Operator(), await other.Operator(), await Make.Operator(Database, Role.Admin));
        var (waits, held) = (await Make.Ticket(Database, desk.Channel, Now), await desk.Held(ana));

        await using var db = await Database.Open();
        var closes = (await Inboxes.SettingsOf(db, desk.Inbox))! with { Enabled = false };
        var to = new InboxHandover(false, other.Inbox, other.Inbox, null);
        Assert.Null((await Inboxes.Save(Database, admin.Id, desk.Inbox, closes, new Dictionary<long, InboxDuty>(), Now, handover: to)).Problem);

        Assert.Equal(Both(AlertKind.Unassigned, bruno), await Rung(waits, ana, bruno));
        Assert.Empty(await Rung(held, ana, bruno));
    }

    [Fact]
    public async Task Nothing_rings_while_one_is_No_disponible_nor_later_for_what_happened_meanwhile()
    {
        var desk = await Desk.Open(Database);
        var (away, back) = (await desk.Operator(online: false), await desk.Operator(online: false));
        var ticket = await Make.Ticket(Database, desk.Channel, Now);

        await Presences.Choose(Database, back.Id, available: true, Now.AddSeconds(1));
        Assert.Empty(await Rung(ticket, away, back));

        var next = await Make.Ticket(Database, desk.Channel, Now.AddSeconds(2));
        Assert.Equal(Both(AlertKind.Unassigned, back), await Rung(next, away, back));
    }

    [Fact]
    public async Task What_is_older_than_a_minute_is_no_news()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await Make.Ticket(Database, desk.Channel, Now);

        Assert.Single(await All(ticket, 0, Now.AddSeconds(59), ana));
        Assert.Empty(await All(ticket, 0, Now.AddSeconds(60), ana));
    }

    [Fact]
    public async Task What_each_person_chose_is_kept_and_whoever_chose_nothing_has_the_usual()
    {
        var (ana, bruno) = (await Make.Operator(Database), await Make.Operator(Database));
        var chosen = new AlertSettings(Sound: false, Volume: 35, Notices: true,
            [.. AlertSettings.Usual.Sounds.Select(sound => new AlertSound(sound.Kind, sound.Kind != AlertKind.Mention, AlertTone.Knock))]);
        await using var db = await Database.Open();

        await AlertSettings.Usual.Save(db, ana.Id);
        await chosen.Save(db, ana.Id);
        var read = await AlertSettings.Read(db, [ana.Id, bruno.Id]);

        Assert.Equivalent(chosen, read[ana.Id], strict: true);
        Assert.Equivalent(AlertSettings.Usual, read[bruno.Id], strict: true);
        Assert.True(chosen.Wants(AlertKind.Message));
        Assert.False(chosen.Wants(AlertKind.Mention));
    }

    private static IEnumerable<(AlertKind, long)> Both(AlertKind kind, params Viewer[] people) => people.Select(person => (kind, person.Id)).Order();

    private Task<IEnumerable<(AlertKind, long)>> Rung(Ticket ticket, params Viewer[] people) => Rung(ticket, 0, people);

    /// <summary>By everything that the log tells of the ticket after that line.</summary>
    private async Task<IEnumerable<(AlertKind, long)>> Rung(Ticket ticket, long after, params Viewer[] people) =>
        (await All(ticket, after, people)).Select(alert => (alert.Kind, alert.OperatorId)).Order();

    private Task<IReadOnlyList<Alert>> All(Ticket ticket, params Viewer[] people) => All(ticket, 0, people);

    private Task<IReadOnlyList<Alert>> All(Ticket ticket, long after, params Viewer[] people) => All(ticket, after, null, people);

    private async Task<IReadOnlyList<Alert>> All(Ticket ticket, long after, DateTime? now, params Viewer[] people)
    {
        await using var db = await Database.Open();
        var events = await db.QueryAsync<long>("select id from events where ticket_id = @Id and id > @after", new { ticket.Id, after });
        return await Alerts.Of(db, [.. events], [.. people.Select(person => person.Id)], now ?? Now.AddSeconds(30));
    }

    private Task<long> Last(Ticket ticket) => Make.One<long>(Database, "select max(id) from events where ticket_id = @Id", new { ticket.Id });

    private async Task Move(TicketMove move, Viewer viewer, Ticket ticket, DateTime at) =>
        Assert.Null((await Tickets.Apply(Database, move, viewer, ticket.Id, at)).Refusal);

    // As assignment writes it.
    private Task Log(string kind, Ticket ticket, long receiver) =>
        Run("insert into events (at, kind, ticket_id, operator_id) values (@Now, @kind, @Id, @receiver)", new { Now, kind, ticket.Id, receiver });

    private async Task Run(string sql, object parameters)
    {
        await using var db = await Database.Open();
        Assert.Equal(1, await db.ExecuteAsync(sql, parameters));
    }
}
