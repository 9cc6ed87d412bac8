using System.Net;
using Convos.Data;
using Convos.Web;

namespace Convos.Tests;

/// <summary>Blocking through the real webhook and the real pages, while somebody watches the stream.</summary>
public sealed class BlockingPagesTests(TestApp app) : IClassFixture<TestApp>
{
    private static DateTime Now => DateTime.UtcNow;

    [Fact]
    public async Task Ten_messages_of_a_blocked_contact_move_nothing_and_lie_in_quarantine()
    {
        var (inbox, channel) = await Desk();
        var (ana, session) = await Person(Role.Operator, inbox);
        var (lead, leading) = await Person(Role.Supervisor, inbox);
        using var reader = session;
        using var leader = leading;
        var (phone, ticket) = await Writes(channel, "hola");
        await Tickets.Apply(app.Database, TicketMove.Take, ana, ticket.Id, Now);
        Assert.Null(await Contacts.Block(app.Database, ana, ticket.ContactId, "Insulta", Now));
        await using var stream = await LiveStream.Of(session, $"/inbox/all/{ticket.Id}");
        // Behind all that happened before the page was opened, which a busy machine tells late.
        var (_, earlier) = await Writes(channel, "antes");
        await stream.Next(item => item.Data.Contains($"id=\"ticket-{earlier.Id}\"", StringComparison.Ordinal));
        var (heard, before) = (stream.Heard.Count, await Figures(ticket));

        for (var one = 0; one < 10; one++)
        {
            phone.Write($"insulto {one}");
        }

        await Until.True(async () => await Kept(ticket) == 10);
        var after = await Figures(ticket);
        // The line is alive: what somebody else writes comes over it.
        var (_, other) = await Writes(channel, "otra persona");
        await stream.Next(item => item.Data.Contains($"id=\"ticket-{other.Id}\"", StringComparison.Ordinal));

        Assert.Equal(before, after);
        Assert.DoesNotContain(stream.Heard.Skip(heard), item =>
            item.Data.Contains("insulto", StringComparison.Ordinal) || item.Data.Contains($"ticket-{ticket.Id}\"", StringComparison.Ordinal)
            || item.Data.Contains($"block-{ticket.ContactId}\"", StringComparison.Ordinal));
        Assert.DoesNotContain("insulto", (await session.Get($"/inbox/all/{ticket.Id}")).Body);
        Assert.NotEqual(HttpStatusCode.OK, (await session.Get($"/contacts/{ticket.ContactId}/withheld")).Status);
        var read = await leading.Get($"/contacts/{ticket.ContactId}/withheld");
        Assert.Equal(10, read.Document.QuerySelectorAll("li.message").Length);
        Assert.Contains("insulto 9", read.Body);
        Assert.Equal("Mensajes apartados: 10, desde", read.Document.QuerySelector($"#block-{ticket.ContactId} > .quiet")!.FirstChild!.TextContent.Trim());

        Assert.Null(await Contacts.Unblock(app.Database, lead, ticket.ContactId, Now));
        phone.Write("perdón");
        await Until.True(async () => (await Make.Ticket(app.Database, ticket.Id)).Status != TicketStatus.Closed);
        Assert.Equal(10, await Kept(ticket));
        Assert.DoesNotContain("insulto", (await session.Get($"/inbox/all/{ticket.Id}")).Body);
    }

    [Fact]
    public async Task Without_scripts_the_sheet_is_a_page_that_asks_for_a_reason_and_leads_back()
    {
        var (inbox, channel) = await Desk();
        var (_, session) = await Person(Role.Operator, inbox);
        using var reader = session;
        var (phone, ticket) = await Writes(channel, "hola");

        var empty = await session.Get($"/contacts/{ticket.ContactId}/block");
        var wrong = await session.Post($"/contacts/{ticket.ContactId}/block", ("reason", " "), ("back", $"/inbox/all/{ticket.Id}"));
        var done = await session.Post($"/contacts/{ticket.ContactId}/block", ("reason", "Spam"), ("back", $"/inbox/all/{ticket.Id}"));
        var outward = await session.Post($"/contacts/{ticket.ContactId}/block", ("reason", "Spam"), ("back", "https://example.org/"));
        var list = await session.Get("/contacts/blocked?q=" + Uri.EscapeDataString(ticket.ContactPhone![^6..]));
        var card = await session.Get($"/inbox/all/{ticket.Id}");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity), (empty.Status, wrong.Status));
        Assert.Equal("Falta el motivo.", wrong.Document.QuerySelector("#block-problem")!.TextContent.Trim());
        Assert.Equal($"/inbox/all/{ticket.Id}", done.Location!.Split('?')[0]);
        Assert.Equal("/contacts/blocked", outward.Location);
        Assert.Contains("Spam", Assert.Single(list.Document.QuerySelectorAll(".blocked-row")).TextContent);
        Assert.NotNull(card.Document.QuerySelector($"#card #block-{ticket.ContactId} [formaction*=unblock]"));
        Assert.Equal(TicketStatus.Closed, (await Make.Ticket(app.Database, ticket.Id)).Status);
        Assert.Single(phone.Chat);
    }

    [Fact]
    public async Task Only_an_administrator_says_who_may_block()
    {
        var (inbox, channel) = await Desk();
        var (_, session) = await Person(Role.Operator, inbox);
        var (_, admin) = await Person(Role.Admin);
        using var reader = session;
        using var master = admin;
        var (_, ticket) = await Writes(channel, "hola");

        var none = (await session.Get("/contacts/blocked")).Document.QuerySelector("#role");
        var refused = await session.Post("/contacts/blocked?handler=who", ("role", "Admin"));
        await admin.Get("/contacts/blocked");
        await admin.Post("/contacts/blocked?handler=who", ("role", "Supervisor"));
        await session.Get("/inbox/all");
        var forbidden = await session.Htmx($"/contacts/{ticket.ContactId}/block", ("reason", "Spam"));
        await admin.Get("/contacts/blocked");
        await admin.Post("/contacts/blocked?handler=who", ("role", "Operator"));

        Assert.Null(none);
        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
        Assert.Equal(HttpStatusCode.Conflict, forbidden.Status);
        Assert.Contains("Tu rol no puede bloquear", forbidden.Body);
        Assert.Equal(TicketStatus.Queued, (await Make.Ticket(app.Database, ticket.Id)).Status);
    }

    private async Task<(long Inbox, Channel Channel)> Desk()
    {
        var inbox = await Make.Inbox(app.Database);
        return (inbox, await app.Channel(inbox));
    }

    private async Task<(Viewer Viewer, Session Session)> Person(Role role, params long[] inboxes)
    {
        var email = $"persona{Make.Number()}@convos.test";
        var viewer = await app.Person(email, role, inboxes);
        await Presences.Choose(app.Database, viewer.Id, available: true, Now);
        return (viewer, await Session.SignedIn(app, email));
    }

    private async Task<(FakePhone Phone, Ticket Ticket)> Writes(Channel channel, string text)
    {
        var number = $"+549115{Make.Number():D7}";
        var phone = app.Graph.Graph.Phone(channel.AccountId, number, "Marta");
        phone.Write(text);
        await Until.True(() => Make.One<bool>(app.Database,
            "select exists (select from contact_aliases a join tickets t on t.contact_id = a.contact_id where a.value = @value)", new { value = PhoneNumbers.Canonical(number) }));
        return (phone, await Make.Of(app.Database, channel, number));
    }

    // All that lists, counters and figures are made of.
    private Task<string> Figures(Ticket ticket) => Make.One<string>(app.Database,
        """
        select concat_ws(E'\n',
          (select string_agg(t::text, E'\n' order by t.id) from tickets t where t.contact_id = @ContactId),
          (select string_agg(th::text, E'\n' order by th.id) from threads th where th.contact_id = @ContactId),
          (select string_agg(cv::text, E'\n' order by cv.id) from conversations cv where cv.thread_id = @ThreadId),
          (select string_agg(c::text, E'\n') from contacts c where c.id = @ContactId),
          (select string_agg(e.kind, ',' order by e.id) from events e where e.contact_id = @ContactId or e.thread_id = @ThreadId or e.ticket_id = @Id),
          (select string_agg(concat(oi.operator_id, ':', oi.open_count), ',' order by oi.operator_id) from operator_inboxes oi where oi.inbox_id = @InboxId),
          (select count(*)::text from messages m where m.thread_id = @ThreadId and not m.withheld))
        """, new { ticket.ContactId, ticket.ThreadId, ticket.Id, ticket.InboxId });

    private Task<int> Kept(Ticket ticket) =>
        Make.One<int>(app.Database, "select count(*)::int from messages where thread_id = @ThreadId and withheld", new { ticket.ThreadId });
}
