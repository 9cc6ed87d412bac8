using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>«Tickets» by links, posts and reloads: found, filtered, kept, exported, printed; each as far as one may see.</summary>
public sealed class TicketsPageTests(TestApp app) : IClassFixture<TestApp>
{
    private static DateTime Now => DateTime.UtcNow;

    [Fact]
    public async Task What_was_said_is_found_in_its_context_which_runs_nothing_and_leads_to_it()
    {
        var (channel, inbox, _, session) = await Desk();
        using var ana = session;
        var ticket = await Says(channel, "¿Tienen <script>alert(1)</script> colibríes & más?");

        var page = await ana.Get("/tickets?q=colibri");
        var hit = page.Document.QuerySelector(".hit a")!;
        var chat = await ana.Get(hit.GetAttribute("href")!);

        Assert.Equal([$"#{ticket.Id}"], Numbers(page));
        Assert.Equal("colibríes", hit.QuerySelector("mark")!.TextContent);
        Assert.Contains("<script>alert(1)</script> colibríes & más", hit.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll(".hit script"));
        Assert.StartsWith($"/inbox/all/{ticket.Id}?around=", hit.GetAttribute("href"), StringComparison.Ordinal);
        Assert.NotNull(chat.Document.QuerySelector(new Uri(app.Address, hit.GetAttribute("href")!).Fragment));
        Assert.Contains("1", page.Document.QuerySelector("#tickets-head h1")!.TextContent, StringComparison.Ordinal);
        using var stranger = (await Desk()).Session;
        Assert.Empty(Numbers(await stranger.Get("/tickets?q=colibri")));
        Assert.Empty(Numbers(await stranger.Get($"/tickets?q=%23{ticket.Id}&inbox={inbox}")));
    }

    [Fact]
    public async Task Filters_add_up_in_the_address_and_are_kept_under_a_name()
    {
        var (channel, inbox, me, session) = await Desk(Role.Supervisor);
        using var lead = session;
        var (one, other) = (await Says(channel, "quiero tapires"), await Says(channel, "otros tapires"));
        await Presences.Choose(app.Database, me.Id, available: true, Now);
        await Tickets.Apply(app.Database, TicketMove.Take, me, one.Id, Now);
        await Tickets.Apply(app.Database, TicketMove.Close, me, one.Id, Now);

        Assert.Equal([$"#{other.Id}", $"#{one.Id}"], Numbers(await lead.Get("/tickets")));
        Assert.Equal([$"#{one.Id}"], Numbers(await lead.Get($"/tickets?q=tapir&state=Closed&closedby={me.Id}&took={me.Id}&inbox={inbox}")));
        Assert.Equal([$"#{other.Id}"], Numbers(await lead.Get("/tickets?unanswered=true")));
        Assert.Empty(Numbers(await lead.Get("/tickets?unanswered=true&state=Closed")));
        foreach (var nonsense in new[] { "openedfrom=nunca", "closedby=nadie", "score=9", "score=bad" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await lead.Get($"/tickets?{nonsense}")).Status);
        }

        var alone = (await lead.Get("/tickets?closedby=system&score=low")).Document;
        Assert.Empty(alone.QuerySelectorAll(".tickets .number"));
        Assert.Equal(("system", "low"), (Chosen(alone, "closedby"), Chosen(alone, "score")));
        Assert.Contains("closedby=system&score=low", alone.QuerySelector("#tickets-head a")!.GetAttribute("href"), StringComparison.Ordinal);
        await lead.Post("/tickets?handler=save&state=Closed&q=tapir", ("name", "Tapires"), ("shared", "true"));
        var kept = (await lead.Get("/tickets")).Document.QuerySelectorAll(".segment a").Single(link => link.TextContent.Contains("Tapires", StringComparison.Ordinal)).GetAttribute("href")!;
        Assert.Equal([$"#{one.Id}"], Numbers(await lead.Get(kept)));
        Assert.DoesNotContain("Tapires", (await lead.Get("/contacts")).Body, StringComparison.Ordinal);
        var id = await Make.One<long>(app.Database, "select id from segments where list = 'tickets' and name = 'Tapires'");
        await lead.Post("/tickets?handler=forget", ("segment", $"{id}"));
        Assert.Empty((await lead.Get("/tickets")).Document.QuerySelectorAll(".segment"));
    }

    [Fact]
    public async Task Page_by_page_a_browser_and_htmx_get_all_of_it_once()
    {
        var (channel, _, _, session) = await Desk();
        using var ana = session;
        for (var one = 0; one < 55; one++)
        {
            await Make.Ticket(app.Database, channel, Now.AddMinutes(-one));
        }

        var first = await ana.Get("/tickets");
        var next = first.Document.QuerySelector("#more-tickets a")!.GetAttribute("href")!;
        var second = await ana.Get(next);
        var rows = await ana.Get(next, htmx: true, target: "tr#more-tickets");

        Assert.Equal(50, Numbers(first).Length);
        Assert.Equal(55, Numbers(first).Concat(Numbers(second)).Distinct().Count());
        Assert.Contains("#past", rows.Body.Replace("id=\"past", "#past", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<main", rows.Body, StringComparison.Ordinal);
        Assert.Null(second.Document.QuerySelector("#more-tickets"));
    }

    [Fact]
    public async Task The_file_has_exactly_what_is_found_ends_with_its_sum_and_runs_nothing()
    {
        var (channel, _, me, session) = await Desk(Role.Supervisor);
        using var lead = session;
        var one = await Says(channel, "quiero quetzales");
        await Says(channel, "otra cosa");
        await Presences.Choose(app.Database, me.Id, available: true, Now);
        await Tickets.Apply(app.Database, TicketMove.Take, me, one.Id, Now);
        await Tickets.Apply(app.Database, TicketMove.Close, me, one.Id, Now, closing: new Closing(null, "=1+1"));

        var page = await lead.Get("/tickets?q=quetzal");
        var file = await lead.Get("/tickets.csv?q=quetzal&zone=America/Argentina/Buenos_Aires");
        var lines = file.Body.TrimStart('\uFEFF').TrimEnd().Split("\r\n");
        var all = (await lead.Get("/tickets.csv")).Body.TrimEnd().Split("\r\n");

        Assert.Equal([$"#{one.Id}"], Numbers(page));
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("N.º,Estado,Bandeja", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{one.Id},Finalizado,", lines[1], StringComparison.Ordinal);
        Assert.Contains("-03:00", lines[1], StringComparison.Ordinal);
        Assert.Contains(",'=1+1,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",Tiempo de atención (s),Tiempo de atención · horario de atención (s),Cierres,Reaperturas", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",1,0", lines[1], StringComparison.Ordinal);
        Assert.Equal("Total,1,Horas de America/Argentina/Buenos_Aires", lines[2]);
        Assert.StartsWith("Total,2,", all[^1], StringComparison.Ordinal);
        Assert.Equal("tickets.csv", await Make.One<string>(app.Database, "select subject_name from audit where actor_id = @Id order by id limit 1", new { me.Id }));
        using var ana = (await Desk()).Session;
        Assert.Contains("/error/403", (await ana.Get("/tickets.csv")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_said_and_observed_too_is_found_once()
    {
        var (channel, _, me, session) = await Desk();
        using var ana = session;
        var ticket = await Says(channel, "quiero ocelotes");
        await Presences.Choose(app.Database, me.Id, available: true, Now);
        await Tickets.Apply(app.Database, TicketMove.Take, me, ticket.Id, Now);
        await Tickets.Apply(app.Database, TicketMove.Close, me, ticket.Id, Now, closing: new Closing(null, "Se llevó los ocelotes"));

        var page = await ana.Get("/tickets?q=ocelotes");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal([$"#{ticket.Id}"], Numbers(page));
        Assert.Contains("quiero ocelotes", Assert.Single(page.Document.QuerySelectorAll(".hit")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_thousands_has_each_once_and_their_number()
    {
        var (channel, _, _, session) = await Desk(Role.Supervisor);
        using var lead = session;
        var one = await Says(channel, "hola");
        await Make.One<long>(app.Database,
            """
            with made as (
              insert into tickets (thread_id, contact_id, channel_id, inbox_id, conversation_id, origin, status, opened_at, closed_at, last_activity_at)
              select t.thread_id, t.contact_id, t.channel_id, t.inbox_id, t.conversation_id, 'inbound', 'closed', t.opened_at - n * interval '1 second', t.opened_at, t.opened_at
              from tickets t, generate_series(1, 2000) n
              where t.id = @Id
              returning 1)
            select count(*) from made
            """, new { one.Id });

        var lines = (await lead.Get("/tickets.csv")).Body.TrimStart('\uFEFF').TrimEnd().Split("\r\n");

        Assert.Equal(2001, lines[1..^1].Select(line => line.Split(',')[0]).Distinct().Count());
        Assert.Equal(2001, lines.Length - 2);
        Assert.StartsWith("Total,2001,", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transcript_says_who_wrote_what_and_when_with_notes_or_without_and_nothing_in_it_runs()
    {
        var (channel, _, me, session) = await Desk();
        using var ana = session;
        var ticket = await Says(channel, "<img src=x onerror=alert(1)>\n[2026-01-01 00:00:00] Ana: mentira");
        await Presences.Choose(app.Database, me.Id, available: true, Now);
        await Tickets.Apply(app.Database, TicketMove.Take, me, ticket.Id, Now);
        await Messages.Note(app.Database, me, ticket.Id, "entre nosotros", Guid.NewGuid(), Now);
        await Tickets.Apply(app.Database, TicketMove.Close, me, ticket.Id, Now, closing: Closing.Of(null, "cliente difícil"));

        var chat = await ana.Get($"/inbox/all/{ticket.Id}");
        var page = await ana.Get($"/tickets/{ticket.Id}/transcript");
        var noted = await ana.Get($"/tickets/{ticket.Id}/transcript?notes=true&zone=America/Bogota");
        var text = await ana.Get($"/tickets/{ticket.Id}/transcript.txt?notes=true");

        Assert.Equal($"/tickets/{ticket.Id}/transcript", chat.Document.QuerySelector($"#transcript-{ticket.Id}")!.GetAttribute("href"));
        Assert.Empty(page.Document.QuerySelectorAll("ol img"));
        Assert.Contains("<img src=x onerror=alert(1)>", page.Document.QuerySelector(".transcript")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("entre nosotros", page.Body, StringComparison.Ordinal);
        Assert.Contains("entre nosotros", noted.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("cliente difícil", page.Body, StringComparison.Ordinal);
        Assert.Contains("cliente difícil", noted.Body, StringComparison.Ordinal);
        Assert.Contains("America/Bogota", noted.Body, StringComparison.Ordinal);
        Assert.Contains($"{me.Name} (Nota interna): entre nosotros", text.Body, StringComparison.Ordinal);
        Assert.Contains("\n    [2026-01-01 00:00:00] Ana: mentira", text.Body, StringComparison.Ordinal);
        Assert.Contains("—", text.Body, StringComparison.Ordinal);
        using var stranger = (await Desk()).Session;
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"/tickets/{ticket.Id}/transcript")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"/tickets/{ticket.Id}/transcript.txt?notes=true")).Status);
    }

    private async Task<(Channel Channel, long Inbox, Viewer Me, Session Session)> Desk(Role role = Role.Operator)
    {
        var inbox = await Make.Inbox(app.Database);
        var email = $"quien{Make.Number()}@convos.test";
        var me = await app.Person(email, role, inbox);
        return (await app.Channel(inbox), inbox, me, await Session.SignedIn(app, email));
    }

    private async Task<Ticket> Says(Channel channel, string words)
    {
        var phone = $"+54911{Make.Number():D8}";
        await Make.Arrives(app.Database, channel, Now, Make.Text(phone, words, Now));
        return await Make.Of(app.Database, channel, phone);
    }

    private static string? Chosen(IDocument page, string name) => page.QuerySelector($"#filters [name={name}] option[selected]")?.GetAttribute("value");

    private static string[] Numbers(Answer page) => [.. page.Document.QuerySelectorAll(".tickets .number").Select(link => link.TextContent)];
}
