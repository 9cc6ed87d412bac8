using System.Diagnostics;
using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>«En vivo»: whose inboxes it shows, that each figure is that of the list behind it, and that looking from it tells customers nothing.</summary>
public sealed class SupervisionTests(TestApp app) : SupervisionTest(app)
{
    [Fact]
    public async Task An_operator_has_no_way_to_it_and_a_supervisor_sees_their_inboxes_and_people_alone()
    {
        var (own, foreign) = (await Desk(), await Desk());
        var (ana, bruno) = (await Operator(own), await Operator(foreign));
        await Make.Ticket(App.Database, foreign.Channel, Now);
        using var operators = await Session.SignedIn(App, ana.Email);
        using var supervisors = await Supervisor(own.Inbox);
        using var admins = await Admin();

        var refused = await operators.Get("/supervision");
        var hers = (await supervisors.Get("/supervision")).Document;
        var everything = (await admins.Get("/supervision")).Document;

        Assert.Equal(HttpStatusCode.Redirect, refused.Status);
        Assert.Null((await operators.Get("/inbox/mine")).Document.QuerySelector(".rail [href='/supervision']"));
        Assert.NotNull(hers.QuerySelector(".rail [href='/supervision'][aria-current=page]"));
        Assert.Equal([$"board-inbox-{own.Inbox}"], hers.QuerySelectorAll("tr[id^=board-inbox-]").Select(row => row.Id));
        Assert.Equal([$"board-person-{ana.Viewer.Id}"], hers.QuerySelectorAll("tr[id^=board-person-]").Select(row => row.Id));
        Assert.Empty(hers.QuerySelectorAll("tr[id^=board-ticket-]"));
        Assert.NotNull(everything.QuerySelector($"#board-inbox-{foreign.Inbox}"));
        Assert.NotNull(everything.QuerySelector($"#board-person-{bruno.Viewer.Id}"));
    }

    [Fact]
    public async Task Each_figure_is_that_of_the_list_to_which_it_leads_and_the_longest_wait_is_that_of_its_first_row()
    {
        var random = new Random(20260302);
        var desks = new[] { await Desk(), await Desk(), await Desk() };
        await Target(desks[1].Inbox, 10);
        var people = new[] { await Operator(desks[0]), await Operator(desks[0], desks[1]), await Operator(desks[2]) };
        foreach (var number in Enumerable.Range(0, 30))
        {
            await Something(random, desks[random.Next(3)], people);
        }

        using var supervisor = await Supervisor(desks[0].Inbox, desks[1].Inbox);
        using var admin = await Admin();
        foreach (var session in new[] { supervisor, admin })
        {
            var figures = (await session.Get("/supervision")).Document.QuerySelectorAll(".board-figure");

            Assert.True(figures.Length >= 12);
            Assert.Contains(figures, figure => figure.QuerySelector("a")!.TextContent != "0" && figure.QuerySelector("time") is not null);
            foreach (var figure in figures)
            {
                var link = figure.QuerySelector("a")!;
                var rows = await Rows(session, link.GetAttribute("href")!);
                Assert.Equal((link.GetAttribute("href"), link.TextContent), (link.GetAttribute("href"), $"{rows.Count}"));
                if (figure.QuerySelector("time") is { } longest)
                {
                    Assert.Equal(longest.GetAttribute("datetime"), rows[0].QuerySelector(".row-wait time")!.GetAttribute("datetime"));
                }
            }
        }
    }

    [Fact]
    public async Task A_wait_is_long_at_half_the_target_of_its_inbox_and_too_long_past_it_and_without_one_at_five_and_fifteen_minutes()
    {
        var (prompt, patient) = (await Desk(), await Desk());
        await Target(prompt.Inbox, 4);
        var (soon, later) = (await Make.Ticket(App.Database, prompt.Channel, Now), await Make.Ticket(App.Database, patient.Channel, Now));
        using var session = await Supervisor(prompt.Inbox, patient.Inbox);

        var list = (await session.Get("/inbox/unassigned")).Document;
        var board = (await session.Get("/supervision")).Document;

        foreach (var (row, soonAfter, lateAfter) in new[]
        {
            (list.QuerySelector($"#ticket-{soon.Id}")!, 2, 4), (list.QuerySelector($"#ticket-{later.Id}")!, 5, 15),
            (board.QuerySelector($"#board-ticket-{soon.Id}")!, 2, 4), (board.QuerySelector($"#board-ticket-{later.Id}")!, 5, 15),
            (board.QuerySelector($"#board-inbox-{prompt.Inbox}")!, 2, 4), (board.QuerySelector($"#board-inbox-{patient.Inbox}")!, 5, 15),
        })
        {
            var wait = row.QuerySelector(".row-wait time")!;
            Assert.Equal((soonAfter, lateAfter), (Minutes(wait, "data-soon"), Minutes(wait, "data-late")));
        }
    }

    [Fact]
    public async Task Those_who_are_there_come_first_and_whoever_has_no_page_is_disconnected()
    {
        var desk = await Desk();
        var (away, here) = (await Operator(desk, name: "aaa", online: false), await Operator(desk, name: "zzz"));
        await Run("update operators set cap = 8 where id = @Id", new { here.Viewer.Id });
        using var session = await Supervisor(desk.Inbox);

        var board = (await session.Get("/supervision")).Document;

        Assert.Equal([$"board-person-{here.Viewer.Id}", $"board-person-{away.Viewer.Id}"], board.QuerySelectorAll("tr[id^=board-person-]").Select(row => row.Id));
        Assert.Contains("En línea", board.QuerySelector($"#board-person-{here.Viewer.Id}")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("capacidad: 0 de 8", board.QuerySelector($"#board-person-{here.Viewer.Id}")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Desconectado", board.QuerySelector($"#board-person-{away.Viewer.Id}")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stream_says_within_seconds_that_the_figures_moved_and_nothing_of_foreign_inboxes()
    {
        var (own, foreign) = (await Desk(), await Desk());
        using var session = await Supervisor(own.Inbox);
        using var strangers = await Supervisor(foreign.Inbox);
        await using var stream = await LiveStream.Of(session, "/supervision");
        await using var other = await LiveStream.Of(strangers, "/supervision");
        await stream.Signal("hello");
        await other.Signal("hello");

        await Make.Ticket(App.Database, foreign.Channel, Now);
        await other.Signal("refresh");
        await Make.Ticket(App.Database, own.Channel, Now);
        await stream.Elements();
        var before = stream.Heard.Count;
        var told = stream.Heard.FirstOrDefault(item => item.EventType == "refresh") is { EventType: "refresh" } come ? come : await stream.Signal("refresh");

        // Every five seconds comes a tick: one may have been on its way, and one between.
        Assert.InRange(stream.Heard.Skip(before).Count(item => item.EventType == "tick"), 0, 2);
        Assert.Equal("#board", told.Data);
        Assert.Single(stream.Heard, item => item.EventType == "refresh");
    }

    [Fact]
    public async Task Whoever_dials_late_is_told_to_ask_again()
    {
        var desk = await Desk();
        using var session = await Supervisor(desk.Inbox);
        var address = (await session.Get("/supervision")).Document.QuerySelector("#live")!.GetAttribute("hx-sse:connect")!;
        await Make.Ticket(App.Database, desk.Channel, Now);

        await using var stream = await LiveStream.At(session, address);

        await stream.Signal("resync");
    }

    [Fact]
    public async Task A_chat_that_is_opened_from_it_tells_the_customer_nothing_even_when_it_was_taken_over()
    {
        var desk = await Desk();
        await Run("update inboxes set read_receipts = true where id = @Inbox", new { desk.Inbox });
        var ana = await Operator(desk);
        var ticket = await Make.Ticket(App.Database, desk.Channel, Now);
        await Move(TicketMove.Take, ana.Viewer, ticket);
        using var session = await Supervisor(desk.Inbox);
        var row = (await session.Get("/supervision")).Document.QuerySelector($"#board-ticket-{ticket.Id}")!;
        var chat = row.QuerySelector("td a")!.GetAttribute("href")!;

        await session.Get(chat);
        await session.Htmx(row.QuerySelector("[formaction$=takeover]")!.GetAttribute("formaction")!);
        var opened = await session.Get(chat);
        await session.Htmx(opened.Document.QuerySelector("#seen")!.GetAttribute("hx-post")!);
        await session.Htmx(chat.Replace("?", "?handler=typing&note=false&", StringComparison.Ordinal));

        Assert.Equal("assigned", await Make.One<string>(App.Database, "select status from tickets where id = @Id and operator_id <> @ana", new { ticket.Id, ana = ana.Viewer.Id }));
        Assert.Equal((0, 0), await Told(ticket));

        await session.Get($"/inbox/mine/{ticket.Id}");
        Assert.Equal((1, 0), await Told(ticket));
    }

    [Fact]
    public async Task A_note_to_whoever_holds_a_chat_begins_with_their_name_and_reaches_them()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        var ticket = await Make.Ticket(App.Database, desk.Channel, Now);
        await Move(TicketMove.Take, ana.Viewer, ticket);
        using var session = await Supervisor(desk.Inbox);
        var link = (await session.Get("/supervision")).Document.QuerySelector($"#board-ticket-{ticket.Id} [href*='mode=note']")!;

        var chat = (await session.Get(link.GetAttribute("href")!)).Document;
        var begun = chat.QuerySelector("#body")!.TextContent;
        await session.Htmx($"/inbox/all/{ticket.Id}?handler=note", ("body", $"{begun}ofrécele el envío"), ("clientKey", Guid.NewGuid().ToString()));

        Assert.True(chat.QuerySelector("[name=mode][value=note]")!.HasAttribute("checked"));
        Assert.Equal($"@{ana.Viewer.Name} ", begun);
        Assert.Equal(1, await Make.One<int>(App.Database, "select count(*)::int from mentions where operator_id = @Id", new { ana.Viewer.Id }));
    }

    private static async Task<IReadOnlyList<IElement>> Rows(Session session, string list)
    {
        var rows = new List<IElement>();
        for (string? page = list; page is not null;)
        {
            var part = (await session.Get(page)).Document;
            rows.AddRange(part.QuerySelectorAll("#tickets > .row"));
            page = part.QuerySelector("#more")?.GetAttribute("hx-get");
        }

        return rows;
    }

    private static int Minutes(IElement time, string until) => (int)(Instant(time, until) - Instant(time, "datetime")).TotalMinutes;

    private static DateTime Instant(IElement time, string attribute) =>
        DateTime.Parse(time.GetAttribute(attribute)!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    private async Task<(int Receipts, int Signs)> Told(Ticket ticket) => (
        await Make.One<int>(App.Database, "select count(*)::int from read_receipts where thread_id = @ThreadId", new { ticket.ThreadId }),
        await Make.One<int>(App.Database, "select count(*)::int from typing_signs where thread_id = @ThreadId", new { ticket.ThreadId }));

    // A customer writes; perhaps somebody takes it, answers, is asked again, finishes it.
    private async Task Something(Random random, (long Inbox, Channel Channel) desk, (Viewer Viewer, string Email)[] people)
    {
        var phone = $"+54911{Make.Number():D8}";
        var ticket = await Make.Ticket(App.Database, desk.Channel, Now.AddMinutes(-random.Next(1, 60)), phone);
        var takers = people.Where(person => person.Viewer.Inboxes.Contains(desk.Inbox)).ToList();
        if (random.Next(3) == 0)
        {
            return;
        }

        var (holder, _) = takers[random.Next(takers.Count)];
        await Move(TicketMove.Take, holder, ticket);
        if (random.Next(2) == 0)
        {
            Assert.Null((await Messages.Reply(App.Database, holder, ticket.Id, "Ya te digo", Guid.NewGuid(), Now)).Refusal);
        }

        if (random.Next(3) == 0)
        {
            await Make.Arrives(App.Database, desk.Channel, Now, Make.Text(phone, "¿y?", Now));
        }

        if (random.Next(5) == 0)
        {
            await Move(random.Next(2) == 0 ? TicketMove.Close : TicketMove.Release, holder, ticket);
        }
    }
}
