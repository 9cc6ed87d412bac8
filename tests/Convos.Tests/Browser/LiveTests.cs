using Convos.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>After a cut of any length the page ends up equal to a fresh one, without being loaded anew.</summary>
public sealed class LiveTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    public override Task InitializeAsync()
    {
        // What Chromium and htmx say of a stream and of requests that meet a cut cable or a stopped server.
        Expected.AddRange(["net::ERR_", "htmx:sse:error: network error", "Failed to fetch"]);
        return base.InitializeAsync();
    }

    [Theory]
    [InlineData("all")]
    [InlineData("mine")]
    [InlineData("unassigned")]
    public async Task What_happened_while_the_cable_was_cut_is_on_the_page_as_on_a_fresh_one(string view)
    {
        using var cable = new Cable(() => App.Address);
        var (ana, desk) = await Desk(view, cable.Address);

        cable.Cut();
        await Happens(desk);
        cable.Mend();

        await IsAsFresh(ana, desk);
    }

    [Fact]
    public async Task What_happened_while_the_server_restarted_is_on_the_page_as_on_a_fresh_one()
    {
        var (ana, desk) = await Desk("all");

        await App.Restart(meanwhile: () => Happens(desk));

        await IsAsFresh(ana, desk);
    }

    [Fact]
    public async Task While_the_server_is_stopped_the_page_says_so_and_when_it_is_back_no_more()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await Marked(ana.Page);
        var notice = ana.Page.Locator("#notice");
        await Expect(notice).ToBeHiddenAsync();

        await App.Restart(meanwhile: async () => await Expect(notice).ToBeVisibleAsync());

        await Expect(notice).ToBeHiddenAsync();
        Assert.True(await IsMarked(ana.Page));
    }

    [Fact]
    public async Task A_page_that_missed_more_than_five_hundred_events_resyncs_once()
    {
        using var cable = new Cable(() => App.Address);
        var (ana, desk) = await Desk("all", cable.Address);
        await ana.Page.EvaluateAsync("() => { window.resyncs = 0; document.addEventListener('resync', () => resyncs++); }");

        cable.Cut();
        var more = Enumerable.Range(0, 12).Select(_ => Number()).ToList();
        await Make.Arrives(App.Database, Channel, Now,
            [.. from phone in more.Append(desk.OpenPhone) from i in Enumerable.Range(0, 40) select Make.Text(phone, $"Mensaje {i}", Now)]);
        cable.Mend();

        await IsAsFresh(ana, desk);
        await Make.Arrives(App.Database, Channel, Now, Make.Text(desk.OpenPhone, "Después de todo", Now));
        await Expect(ana.Bubble("Después de todo")).ToBeVisibleAsync();
        Assert.Equal(1, await ana.Page.EvaluateAsync<int>("() => resyncs"));
    }

    [Fact]
    public async Task A_draft_its_cursor_and_the_place_where_one_reads_survive_a_resync()
    {
        var ana = await Arrives("ana");
        var phone = Number();
        var ticket = await Ticket(ana.Viewer, phone);
        await Make.Arrives(App.Database, Channel, Now, [.. Enumerable.Range(0, 45).Select(i => Make.Text(phone, $"Renglón {i}", Now))]);
        await ana.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await Marked(ana.Page);
        await ana.Composer.FillAsync("Lo reviso y te digo");
        await ana.Composer.EvaluateAsync("box => box.setSelectionRange(3, 3)");
        await ana.Page.Locator(".scroll").EvaluateAsync("scroller => { scroller.scrollTop = -200; }");
        var elsewhere = await Make.Inbox(App.Database);
        var other = await Make.Ticket(App.Database, await App.Channel(elsewhere), Now);

        await using (var db = await App.Database.Open())
        {
            await Inboxes.AddMember(db, elsewhere, ana.Viewer.Id, attends: true);
        }

        await Expect(ana.Row(other)).ToBeVisibleAsync();
        await Expect(ana.Composer).ToHaveValueAsync("Lo reviso y te digo");
        await Expect(ana.Composer).ToBeFocusedAsync();
        Assert.Equal(3, await ana.Composer.EvaluateAsync<int>("box => box.selectionStart"));
        Assert.Equal(-200, await ana.Page.Locator(".scroll").EvaluateAsync<int>("scroller => scroller.scrollTop"));
        Assert.True(await IsMarked(ana.Page));
    }

    [Fact]
    public async Task Who_loses_the_inbox_loses_the_open_chat_and_what_comes_for_it()
    {
        Expected.Add("status of 404");
        var ana = await Arrives("ana");
        var ticket = await Ticket();
        await ana.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await Expect(ana.Move("take", ticket)).ToBeVisibleAsync();

        await using (var db = await App.Database.Open())
        {
            await Inboxes.RemoveMember(db, Inbox, ana.Viewer.Id);
        }

        await Expect(ana.Page.Locator("main h1")).ToHaveTextAsync("No lo encontramos.");
    }

    /// <summary>Ana reads an open chat beside a list.</summary>
    private async Task<(Workplace Ana, DeskState Desk)> Desk(string view, Uri? address = null)
    {
        var ana = await Arrives("ana", address);
        var bruno = await Colleague("bruno");
        var (openPhone, otherPhone) = (Number(), Number());
        var desk = new DeskState(
            ana.Viewer, bruno, await Ticket(ana.Viewer, openPhone), openPhone, otherPhone, await Ticket(phone: otherPhone), await Ticket(ana.Viewer),
            await Ticket(ana.Viewer), await Ticket(bruno), await Ticket());
        await ana.Page.GotoAsync($"/inbox/{view}/{desk.Open.Id}");
        await Expect(ana.Composer).ToBeVisibleAsync();
        await Marked(ana.Page);
        return (ana, desk);
    }

    private async Task Happens(DeskState desk)
    {
        await Make.Arrives(App.Database, Channel, Now, Make.Text(desk.OpenPhone, "Sigo esperando", Now), Make.Text(desk.OtherPhone, "¿Hay alguien?", Now));
        await Reply(desk.Ana, desk.Open, "Ya te atiendo");
        await Messages.Note(App.Database, desk.Bruno, desk.Open.Id, "Es cliente de años", Guid.NewGuid(), Now);
        await Move(TicketMove.Take, desk.Bruno, desk.Queued);
        await Move(TicketMove.Close, desk.Ana, desk.Closing);
        await Move(TicketMove.Release, desk.Ana, desk.Releasing);
        await Move(TicketMove.Transfer, desk.Bruno, desk.Brunos, toOperator: desk.Ana.Id);
        await Ticket();
        await Move(TicketMove.Transfer, desk.Ana, desk.Open, toOperator: desk.Bruno.Id);
        await Presences.Choose(App.Database, desk.Bruno.Id, available: false, Now);
    }

    private static async Task IsAsFresh(Workplace ana, DeskState desk)
    {
        await Screen.IsThatOfAFreshPage(ana);
        Assert.True(await IsMarked(ana.Page), "The page was loaded anew.");
        Assert.EndsWith($"/{desk.Open.Id}", ana.Page.Url, StringComparison.Ordinal);
    }

    private static Task Marked(IPage page) => page.EvaluateAsync("() => { window.marked = true; }");

    private static Task<bool> IsMarked(IPage page) => page.EvaluateAsync<bool>("() => window.marked === true");

    private sealed record DeskState(
        Viewer Ana, Viewer Bruno, Ticket Open, string OpenPhone, string OtherPhone, Ticket Waiting, Ticket Closing, Ticket Releasing, Ticket Brunos, Ticket Queued);
}
