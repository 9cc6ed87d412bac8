using System.Net.ServerSentEvents;
using System.Text.Json;
using Convos.Data;
using Convos.Web;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Convos.Tests;

/// <summary>What of the rings reaches which stream, and when.</summary>
public sealed class RingingTests(TestApp app) : IClassFixture<TestApp>, IAsyncLifetime
{
    private readonly List<Session> sessions = [];
    private long inbox;
    private Channel channel = null!;

    public async Task InitializeAsync()
    {
        inbox = await Make.Inbox(app.Database);
        channel = await app.Channel(inbox);
    }

    public Task DisposeAsync()
    {
        sessions.ForEach(session => session.Dispose());
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_new_ticket_rings_with_what_a_page_needs_to_sound_and_show_it()
    {
        var (ana, session) = await Person();
        await using var stream = await LiveStream.Of(session, "/inbox/mine");
        await stream.Signal("hello");

        var ticket = await Make.Ticket(app.Database, channel, Now);
        var item = await stream.Signal("alert");

        var alert = Read(item);
        Assert.Equal((ticket.Id, "unassigned", "bell", 70, false), (alert.Ticket, alert.Kind, alert.Tone, alert.Volume, alert.Notices));
        Assert.Equal(($"Sin asignar: {ticket.ContactName} · {ticket.InboxName}", "hola", $"/inbox/unassigned/{ticket.Id}"), (alert.Title, alert.Words, alert.Address));
        Assert.StartsWith($"{ana.Id}-unassigned-", alert.Key, StringComparison.Ordinal);
        // How far the page has read is told by what it shows.
        Assert.Null(item.EventId);
    }

    [Fact]
    public async Task Nothing_rings_at_who_did_it_or_at_who_is_No_disponible_and_what_was_seen_to_is_taken_back()
    {
        var (ana, hers) = await Person();
        var (_, his) = await Person();
        var (away, theirs) = await Person();
        await using var doer = await LiveStream.Of(hers, "/inbox/mine");
        await using var hearer = await LiveStream.Of(his, "/inbox/mine");
        await using var absent = await LiveStream.Of(theirs, "/inbox/mine");
        await Presences.Choose(app.Database, away.Id, available: false, Now);
        var ticket = await Make.Ticket(app.Database, channel, Now);
        await hearer.Signal("alert");
        await doer.Signal("alert");

        await Tickets.Apply(app.Database, TicketMove.Take, ana, ticket.Id, Now);
        Assert.Equal(ticket.Id, Read(await hearer.Signal("alert-over")).Ticket);
        await Tickets.Apply(app.Database, TicketMove.Release, ana, ticket.Id, Now);
        await hearer.Signal("alert");
        var last = await Make.Ticket(app.Database, channel, Now);
        Assert.Equal(last.Id, Read(await doer.Signal("alert")).Ticket);
        await Presences.Choose(app.Database, away.Id, available: true, Now);
        var later = await Make.Ticket(app.Database, channel, Now);
        Assert.Equal(later.Id, Read(await absent.Signal("alert")).Ticket);
    }

    [Fact]
    public async Task The_backlog_does_not_ring_at_who_signs_in_nor_what_is_older_than_a_minute_but_what_was_missed_since_does()
    {
        await Make.Ticket(app.Database, channel, Now);
        await Make.Ticket(app.Database, channel, Now.AddMinutes(-2));
        await Past.Closed(app);
        var (ana, session) = await Person();
        // En línea all the while.
        await Run("update operators set available = true, presence_since = @since where id = @Id", new { since = Now.AddHours(-1), ana.Id });
        Ticket? missed = null;

        await using var stream = await LiveStream.Of(session, "/inbox/mine", async () =>
        {
            await Make.Ticket(app.Database, channel, Now.AddMinutes(-2));
            missed = await Make.Ticket(app.Database, channel, Now);
        });

        Assert.Equal(missed!.Id, Read(await stream.Signal("alert")).Ticket);
        var next = await Make.Ticket(app.Database, channel, Now);
        await stream.Next(item => item.EventType == "alert" && Read(item).Ticket == next.Id);
        Assert.Equal([missed.Id, next.Id], stream.Heard.Where(item => item.EventType == "alert").Select(item => Read(item).Ticket).Distinct());
    }

    [Fact]
    public async Task Whoever_wants_to_hear_of_some_things_only_hears_of_them_only()
    {
        var (ana, session) = await Person();
        await Save(ana, AlertSettings.Usual with { Volume = 20, Sounds = [.. AlertSettings.Usual.Sounds.Select(one => one with { Enabled = one.Kind == AlertKind.Message, Tone = AlertTone.Marimba })] });
        await using var stream = await LiveStream.Of(session, "/inbox/mine");
        await stream.Signal("hello");
        var phone = $"+549115{Make.Number():D7}";

        var ticket = await Make.Ticket(app.Database, channel, Now, phone);
        await Tickets.Apply(app.Database, TicketMove.Take, ana, ticket.Id, Now);
        await Make.Arrives(app.Database, channel, Now, Make.Text(phone, "¿Siguen ahí?", Now));
        var alert = Read(await stream.Signal("alert"));

        Assert.Equal(("message", "¿Siguen ahí?", "marimba", 20), (alert.Kind, alert.Words, alert.Tone, alert.Volume));
        await Save(ana, AlertSettings.Usual with { Sound = false, Notices = true });
        await Make.Ticket(app.Database, channel, Now);
        var quiet = Read(await stream.Signal("alert"));
        Assert.Null(quiet.Tone);
        Assert.True(quiet.Notices);
    }

    [Fact]
    public async Task Where_tickets_are_handed_out_by_themselves_only_one_that_still_waits_seconds_later_rings()
    {
        await Run("update inboxes set strategy = 'round_robin' where id = @inbox", new { inbox });
        // Who supervises belongs to it, and is given nothing.
        var (ana, _) = await Person(Role.Supervisor);
        await Presences.Choose(app.Database, ana.Id, available: true, Now);
        var clock = new FakeTimeProvider(new DateTimeOffset(Now));
        var hub = new LiveHub(app.Services.GetRequiredService<PartialRenderer>());
        var page = new Subscriber(ana, Guid.NewGuid(), new Showing(null, null));
        hub.Add(page);
        using var ringing = new Ringing(app.Database, hub, app.Services.GetRequiredService<IStringLocalizer<Texts>>(), clock, NullLogger<Ringing>.Instance);
        await ringing.StartAsync(default);
        var (given, waits) = (await Make.Ticket(app.Database, channel, clock.Now()), await Make.Ticket(app.Database, channel, clock.Now()));

        await ringing.Tell([.. await Log(given), .. await Log(waits)], hub.Subscribers, default);
        Assert.False(page.Items.TryRead(out _));
        await Tickets.Apply(app.Database, TicketMove.Take, ana, given.Id, clock.Now());
        clock.Advance(Alerts.Settling - TimeSpan.FromSeconds(1));
        // The clock that was put forward is looked at on another thread.
        await Task.Delay(50);
        Assert.False(page.Items.TryRead(out _));

        clock.Advance(TimeSpan.FromSeconds(1.5));
        await Until.True(() =>
        {
            // Hardly: long before it was seen it would be older than what rings.
            clock.Advance(TimeSpan.FromMilliseconds(10));
            return page.Items.TryPeek(out _);
        });
        page.Items.TryRead(out var only);
        Assert.Equal((waits.Id, "unassigned"), (Read(only.Item).Ticket, Read(only.Item).Kind));
        Assert.False(page.Items.TryRead(out _));
        await ringing.StopAsync(default);
    }

    [Fact]
    public async Task Those_who_lead_are_told_that_rotation_found_nobody_though_they_hear_of_no_other_new_ticket_and_once()
    {
        var ((anas, hers), (lead, theirs), (_, his)) = (await Person(Role.Supervisor), await Person(Role.Supervisor), await Person());
        await Save(anas, AlertSettings.Usual with { Sounds = [.. AlertSettings.Usual.Sounds.Select(one => one with { Enabled = one.Kind == AlertKind.Stranded })] });
        await Save(lead, AlertSettings.Usual with { Sounds = [.. AlertSettings.Usual.Sounds.Select(one => one with { Enabled = one.Kind != AlertKind.Stranded })] });
        await using var only = await LiveStream.Of(hers, "/inbox/mine");
        await using var others = await LiveStream.Of(theirs, "/inbox/mine");
        await using var member = await LiveStream.Of(his, "/inbox/mine");
        await only.Signal("hello");
        var ticket = await Make.Ticket(app.Database, channel, Now);
        foreach (var stream in new[] { others, member })
        {
            await stream.Signal("alert");
        }

        await Run("insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id) select @Now, 'rotated', id, thread_id, contact_id, inbox_id from tickets where id = @Id", new { Now, ticket.Id });

        var told = Read(await only.Signal("alert"));
        Assert.Equal(("stranded", "knock", $"La rotación no encontró a nadie: {ticket.ContactName} · {ticket.InboxName}", $"/inbox/unassigned/{ticket.Id}"), (told.Kind, told.Tone, told.Title, told.Address));
        foreach (var stream in new[] { others, member })
        {
            Assert.Equal($"Sin asignar: {ticket.ContactName} · {ticket.InboxName}", Read(await stream.Signal("alert")).Title);
        }

        // Who wants both hears the one.
        await Save(anas, AlertSettings.Usual);
        await Run("insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id) select @Now, 'rotated', id, thread_id, contact_id, inbox_id from tickets where id = @Id", new { Now, ticket.Id });
        Assert.Equal("stranded", Read(await only.Signal("alert")).Kind);
        var next = await Make.Ticket(app.Database, channel, Now);
        var queued = Read(await only.Signal("alert"));
        Assert.Equal((next.Id, "unassigned"), (queued.Ticket, queued.Kind));
    }

    private static DateTime Now => DateTime.UtcNow;

    private static Heard Read(SseItem<string> item) => JsonSerializer.Deserialize<Heard>(item.Data, JsonSerializerOptions.Web)!;

    private async Task<(Viewer, Session)> Person(Role role = Role.Operator)
    {
        var email = $"ana{Make.Number()}@convos.test";
        var viewer = await app.Person(email, role, inbox);
        var session = await Session.SignedIn(app, email);
        sessions.Add(session);
        return (viewer, session);
    }

    private async Task Save(Viewer viewer, AlertSettings settings)
    {
        await using var db = await app.Database.Open();
        await settings.Save(db, viewer.Id);
    }

    private async Task<IEnumerable<Event>> Log(Ticket ticket)
    {
        await using var db = await app.Database.Open();
        return await db.QueryAsync<Event>(
            """
            select id, xid::text xid, at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, message_id, data::text data
            from events where ticket_id = @Id
            """, new { ticket.Id });
    }

    private async Task Run(string sql, object parameters)
    {
        await using var db = await app.Database.Open();
        Assert.Equal(1, await db.ExecuteAsync(sql, parameters));
    }

    private sealed record Heard(string Key, string Kind, long Ticket, string Title, string Words, string Address, string? Tone, int Volume, bool Notices);
}
