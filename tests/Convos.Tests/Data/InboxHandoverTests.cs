using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>An inbox that is disabled asks where its tickets, channels and menus go, and all go at once or nothing does.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class InboxHandoverTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Fact]
    public async Task Whatever_it_holds_must_be_given_a_place_before()
    {
        var (desk, menu) = (await Desk.Open(Database), await DialogueDesk.Open(Database));
        var elsewhere = await Make.Inbox(Database);
        var bare = await Make.Inbox(Database);
        await Make.Ticket(Database, desk.Channel);

        Assert.Equal(InboxProblem.HandoverMissing, await Disable(desk.Inbox, null));
        Assert.Equal(InboxProblem.HandoverMissing, await Disable(desk.Inbox, new(TicketsStay: false, null, elsewhere, null)));
        Assert.Equal(InboxProblem.HandoverMissing, await Disable(desk.Inbox, new(TicketsStay: true, null, null, elsewhere)));
        Assert.Equal(InboxProblem.HandoverMissing, await Disable(menu.Support, new(TicketsStay: true, elsewhere, elsewhere, null)));
        Assert.Equal(InboxProblem.HandoverUnavailable, await Disable(desk.Inbox, new(TicketsStay: false, elsewhere, desk.Inbox, null)));
        Assert.True(await IsEnabled(desk.Inbox));
        Assert.Null(await Disable(bare, null));
        Assert.Equal(InboxProblem.HandoverUnavailable, await Disable(desk.Inbox, new(TicketsStay: false, elsewhere, bare, null)));
    }

    [Fact]
    public async Task Each_ticket_goes_with_one_event_who_holds_it_keeps_it_and_the_counters_are_right()
    {
        var (desk, elsewhere) = (await Desk.Open(Database), await Desk.Open(Database));
        var ana = await Make.Operator(Database, inboxes: [desk.Inbox, elsewhere.Inbox]);
        var bruno = await desk.Operator();
        Ticket[] held = [await desk.Held(ana), await desk.Held(ana), await desk.Held(bruno)];
        await elsewhere.Held(ana);
        var queued = await Make.Ticket(Database, desk.Channel);
        var closed = await desk.Held(bruno);
        await Tickets.Apply(Database, TicketMove.Close, bruno, closed.Id, Make.Noon);

        Assert.Null(await Disable(desk.Inbox, new(TicketsStay: false, elsewhere.Inbox, elsewhere.Inbox, null)));

        await using var db = await Database.Open();
        foreach (var ticket in held)
        {
            var now = await Make.Ticket(Database, ticket.Id);
            Assert.Equal((elsewhere.Inbox, ticket.OperatorId, TicketStatus.Assigned), (now.InboxId, now.OperatorId, now.Status));
        }

        Assert.Equal((elsewhere.Inbox, TicketStatus.Queued), ((await Make.Ticket(Database, queued.Id)).InboxId, (await Make.Ticket(Database, queued.Id)).Status));
        Assert.Equal(desk.Inbox, (await Make.Ticket(Database, closed.Id)).InboxId);
        Assert.Equal(4, await db.QuerySingleAsync<int>("select count(*)::int from events where kind = 'moved' and inbox_id = @Inbox", new { elsewhere.Inbox }));
        Assert.Empty(await TicketCounters.Differences(db));
        Assert.Equal((3, 3), await db.QuerySingleAsync<(int, int)>(
            "select o.open_count, oi.open_count from operators o join operator_inboxes oi on oi.operator_id = o.id where o.id = @Id and oi.inbox_id = @Inbox", new { ana.Id, elsewhere.Inbox }));
        var told = (await Happenings.Between(db, ana, held[0].ThreadId, null, null))[^1];
        Assert.Equal(("moved", await Name(desk.Inbox), await Name(elsewhere.Inbox)), (told.Kind, told.FromInbox, told.Inbox));
        Assert.Equal(elsewhere.Inbox, (await Channels.ByName(db, desk.Channel.Name))!.InboxId);
    }

    [Fact]
    public async Task Tickets_may_stay_until_they_are_closed_while_the_channels_and_the_menus_lead_elsewhere()
    {
        var menu = await DialogueDesk.Open(Database);
        var desk = menu.Desk;
        await using var db = await Database.Open();
        var ana = await desk.Operator();
        await menu.Writes(Desk.Phone(), "Hola", Make.Noon);
        var phone = Desk.Phone();
        await menu.Writes(phone, "Hola", Make.Noon);
        await menu.Writes(phone, "3", Make.Noon.AddMinutes(1));
        var ticket = await desk.Ticket(phone);

        Assert.Null(await Disable(desk.Inbox, new(TicketsStay: true, null, menu.Sales, menu.Support)));
        await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Now);

        Assert.Equal((desk.Inbox, ana.Id), ((await Make.Ticket(Database, ticket.Id)).InboxId, (await Make.Ticket(Database, ticket.Id)).OperatorId));
        var dialogue = (await Dialogues.Of(db, desk.Channel.Name))!;
        Assert.Equal((menu.Sales, menu.Support), (dialogue.InboxId, dialogue.Dialogue!.Person.InboxId));
        Assert.Equal([menu.Sales, menu.Support], dialogue.Dialogue.Options.Select(option => option.InboxId));
    }

    [Fact]
    public async Task The_audit_says_where_all_went_at_the_inbox_its_channels_and_their_menus()
    {
        var menu = await DialogueDesk.Open(Database);
        var (here, there) = (await Name(menu.Desk.Inbox), await Name(menu.Sales));
        await Make.Inbox(Database);

        Assert.Null(await Disable(menu.Desk.Inbox, new(TicketsStay: false, null, menu.Sales, menu.Sales)));

        var lines = await Make.One<string>(Database, "select string_agg(subject || ' ' || changes, E'\\n' order by id desc) from (select * from audit order by id desc limit 3) last");
        Assert.Contains($"\"channels_to\": [null, \"{there}\"]", lines);
        Assert.Contains($"channel {{\"inbox\": [\"{here}\", \"{there}\"]}}", lines);
        Assert.Contains($"\"person\": [\"Hablar con una persona → {here}\", \"Hablar con una persona → {there}\"]", lines);
        Assert.Contains("\"enabled\": [true, false]", lines);
    }

    [Fact]
    public async Task What_stays_is_said_and_what_was_closed_does_not_come_back()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var closed = await desk.Held(ana);
        await Tickets.Apply(Database, TicketMove.Close, ana, closed.Id, Make.Noon);
        await desk.Held(ana);
        var undone = await desk.Held(ana);
        await Tickets.Apply(Database, TicketMove.Close, ana, undone.Id, Now);
        var elsewhere = await Make.Inbox(Database);

        Assert.Null(await Disable(desk.Inbox, new(TicketsStay: true, null, elsewhere, null)));
        Assert.Equal(RefusalReason.InboxDisabled, (await Tickets.Apply(Database, TicketMove.UndoClose, ana, undone.Id, Now.AddSeconds(2))).Refusal!.Reason);

        Assert.Contains("\"tickets_stay\": [null, 1]", await Make.One<string>(Database, "select changes::text from audit where subject = 'inbox' and subject_id = @Inbox order by id desc limit 1", new { desk.Inbox }));
        Assert.Equal(RefusalReason.InboxDisabled, (await Tickets.Apply(Database, TicketMove.Reopen, ana, closed.Id, Now)).Refusal!.Reason);
    }

    private async Task<InboxProblem?> Disable(long inbox, InboxHandover? handover)
    {
        var admin = await Make.Operator(Database, Role.Admin, online: false);
        await using var db = await Database.Open();
        var people = (await Inboxes.Members(db, inbox)).Where(member => member.Duty is not null).ToDictionary(member => member.OperatorId, member => member.Duty!.Value);
        var settings = (await Inboxes.SettingsOf(db, inbox))! with { Enabled = false };
        return (await Inboxes.Save(Database, admin.Id, inbox, settings, people, Now, handover: handover)).Problem;
    }

    private Task<bool> IsEnabled(long inbox) => Make.One<bool>(Database, "select enabled from inboxes where id = @inbox", new { inbox });

    private Task<string> Name(long inbox) => Make.One<string>(Database, "select name from inboxes where id = @inbox", new { inbox });
}
