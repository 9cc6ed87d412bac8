using Convos.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>The list's head, its live rows in any order and filter, tags, and acts on many tickets.</summary>
public sealed class ListTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task A_filter_stands_in_the_address_survives_a_reload_and_is_remembered_until_it_is_taken_off()
    {
        var ana = await Arrives("ana");
        // A reply that fails leaves its customer waiting: this one has a phone.
        var (_, answered) = await Writes("Marta", "Hola");
        await Move(TicketMove.Take, ana.Viewer, answered);
        await Reply(ana.Viewer, answered, "Listo");
        var waiting = await Ticket(ana.Viewer);
        await ana.Page.GotoAsync($"/inbox/mine/{answered.Id}");
        await Expect(ana.Row(answered)).ToBeVisibleAsync();

        await ana.Page.ClickAsync("#filter-open");
        await ana.Page.CheckAsync("#filter [name=pending]");
        await ana.Page.ClickAsync("#filter .main");
        await Expect(ana.Page).ToHaveURLAsync(At($"/inbox/mine/{answered.Id}?pending=1"));
        await Expect(ana.Row(answered)).ToHaveCountAsync(0);
        await Expect(ana.Row(waiting)).ToBeVisibleAsync();
        await Expect(ana.Bubble("Listo")).ToBeVisibleAsync();

        await ana.Page.ReloadAsync();
        await Expect(ana.Page.Locator(".chip")).ToContainTextAsync("Pendientes");
        await ana.Page.ClickAsync("#rail a[href='/inbox/all']");
        await Expect(ana.Row(answered)).ToBeVisibleAsync();
        await ana.Page.ClickAsync("#rail a[aria-keyshortcuts='1']");
        await Expect(ana.Page).ToHaveURLAsync(At("/inbox/mine?pending=1"));
        await Expect(ana.Row(answered)).ToHaveCountAsync(0);

        await ana.Page.ClickAsync(".chip");
        await Expect(ana.Page).ToHaveURLAsync(At("/inbox/mine"));
        await Expect(ana.Row(answered)).ToBeVisibleAsync();
        await Expect(ana.Page.Locator("#rail a[aria-keyshortcuts='1']")).ToHaveAttributeAsync("href", "/inbox/mine");
        await ana.Page.GoBackAsync();
        await Expect(ana.Page.Locator(".chip")).ToContainTextAsync("Pendientes");
        await Expect(ana.Row(answered)).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("order=waiting")]
    [InlineData("order=closing")]
    [InlineData("order=waiting&pending=1")]
    [InlineData("unread=1")]
    [InlineData("operator=none")]
    [InlineData("tag={tag}")]
    public async Task However_a_list_is_set_what_happens_is_on_it_as_on_a_fresh_one(string query)
    {
        var ana = await Arrives("ana");
        var bruno = await Colleague("bruno");
        var tag = await Tag();
        var (first, second) = (Number(), Number());
        var (one, two, three, four) = (await Ticket(ana.Viewer, first), await Ticket(phone: second), await Ticket(bruno), await Ticket());
        await Tags.Add(App.Database, bruno, four.Id, tag, Now);
        await ana.Page.GotoAsync($"/inbox/all?{query.Replace("{tag}", $"{tag}", StringComparison.Ordinal)}");
        await ana.Page.EvaluateAsync("() => { window.marked = true; }");
        await Expect(ana.Page.Locator("#list-title")).ToBeVisibleAsync();

        await Reply(ana.Viewer, one, "Ya te atiendo");
        await Make.Arrives(App.Database, Channel, Now, Make.Text(second, "¿Hay alguien?", Now));
        await Tags.Add(App.Database, bruno, two.Id, tag, Now);
        await Tags.Remove(App.Database, bruno, four.Id, tag, Now);
        await Move(TicketMove.Take, bruno, four);
        await Move(TicketMove.Release, bruno, three);
        var fresh = await Ticket();
        await Make.Arrives(App.Database, Channel, Now, Make.Text(first, "Gracias", Now));
        await using (var db = await App.Database.Open())
        {
            await Messages.MarkRead(db, ana.Viewer, fresh.Id, Now);
        }

        await Screen.IsThatOfAFreshPage(ana);
        Assert.True(await ana.Page.EvaluateAsync<bool>("() => window.marked"));
    }

    [Fact]
    public async Task A_chat_opened_from_the_unread_stays_in_the_list_until_another_is_opened()
    {
        var ana = await Arrives("ana");
        var (first, second) = (await Ticket(), await Ticket());
        await ana.Page.GotoAsync("/inbox/unassigned?unread=1");

        await ana.Row(first).Locator(".row-link").ClickAsync();
        await Expect(ana.Page.Locator("#head-" + first.Id)).ToBeVisibleAsync();
        await Expect(ana.Row(first)).ToHaveAttributeAsync("data-unread", "0");
        await ana.Row(second).Locator(".row-link").ClickAsync();

        await Expect(ana.Page.Locator("#head-" + second.Id)).ToBeVisibleAsync();
        await Expect(ana.Row(first)).ToHaveCountAsync(0);
        await Screen.IsThatOfAFreshPage(ana);
    }

    [Fact]
    public async Task A_tag_put_on_in_the_head_is_on_every_page_and_its_new_name_too()
    {
        var ana = await Arrives("ana");
        var bruno = await Arrives("bruno");
        var (tag, ticket) = (await Tag("Reclamo"), await Ticket());
        await ana.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await bruno.Page.GotoAsync($"/inbox/all/{ticket.Id}");

        await ana.Page.ClickAsync($"#tag-{ticket.Id}");
        await Expect(ana.Page.Locator("[data-narrows]")).ToBeFocusedAsync();
        await ana.Page.Keyboard.TypeAsync((await Name(tag)).ToUpperInvariant());
        await ana.Page.Keyboard.PressAsync("Enter");

        await Expect(ana.Page.Locator($"#tag-choice-{tag}")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(bruno.Page.Locator(".head-tags .tag")).ToHaveTextAsync(await Name(tag));
        await Expect(bruno.Row(ticket).Locator(".tag")).ToHaveTextAsync(await Name(tag));
        await Tags.Save(App.Database, ana.Viewer.Id, tag, new TagSettings($"Queja {tag}", "", 5), Now);
        await Expect(bruno.Row(ticket).Locator(".tag")).ToHaveTextAsync($"Queja {tag}");
        await Expect(bruno.Page.Locator(".head-tags .tag")).ToHaveTextAsync($"Queja {tag}");
        await bruno.Page.ClickAsync($"#untag-{ticket.Id}-{tag}");
        await Expect(ana.Page.Locator(".head-tags")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Picked_rows_stay_picked_while_they_move_and_of_what_was_refused_each_has_its_line()
    {
        var ana = await Arrives("ana");
        var bruno = await Colleague("bruno");
        var (phone, now) = (Number(), Now);
        var oldest = await Make.Ticket(App.Database, Channel, now.AddMinutes(-3), phone);
        var (held, free) = (await Make.Ticket(App.Database, Channel, now.AddMinutes(-2), Number()), await Make.Ticket(App.Database, Channel, now.AddMinutes(-1), Number()));
        await Move(TicketMove.Take, bruno, held);
        await ana.Page.GotoAsync("/inbox/all");

        await ana.Row(free).HoverAsync();
        await ana.Row(free).Locator(".row-pick input").CheckAsync();
        await ana.Row(oldest).Locator(".row-pick input").ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(ana.Page.Locator("#bulk-count")).ToHaveTextAsync("3 seleccionados");
        await Make.Arrives(App.Database, Channel, Now, Make.Text(phone, "¿Hola?", Now));
        await Expect(ana.Page.Locator("#tickets > .row").First).ToHaveIdAsync($"ticket-{oldest.Id}");
        await Expect(ana.Page.Locator("#bulk-count")).ToHaveTextAsync("3 seleccionados");
        await ana.Page.ClickAsync("#bulk .main");

        await Expect(ana.Page.Locator("#sheet")).ToBeVisibleAsync();
        await Expect(ana.Page.Locator("#sheet .refusals li")).ToContainTextAsync($"Lo tiene {bruno.Name}.");
        await Expect(ana.Page.Locator("#sheet")).ToContainTextAsync("Listo en 2 tickets.");
        await ana.Page.Keyboard.PressAsync("Escape");
        await Expect(ana.Page.Locator("#bulk-count")).ToHaveTextAsync("1 seleccionado");
        await Expect(ana.Row(held).Locator(".row-pick input")).ToBeCheckedAsync();
        await Expect(ana.Count("mine")).ToHaveTextAsync("2");

        await ana.Page.ClickAsync("#rail a[aria-keyshortcuts='1']");
        // The list of before shows what is picked next, too.
        await Expect(ana.Row(held)).ToHaveCountAsync(0);
        await ana.Row(free).HoverAsync();
        await ana.Row(free).Locator(".row-pick input").CheckAsync();
        await ana.Page.ClickAsync("#bulk .bulk-close");
        await ana.Page.ClickAsync("#sheet .main");
        await Expect(ana.Toast).ToContainTextAsync("Ticket finalizado.");
        await Expect(ana.Row(free)).ToHaveCountAsync(0);
        await Expect(ana.Page.Locator("#sheet")).ToBeHiddenAsync();
    }

    private string At(string path) => new Uri(App.Address, path).ToString();

    private async Task<long> Tag(string name = "Envío")
    {
        await using var db = await App.Database.Open();
        return (await Tags.Create(db, $"{name} {Make.Number()}", "", 5, Now))!.Value;
    }

    private async Task<string> Name(long tag)
    {
        await using var db = await App.Database.Open();
        return (await Tags.Find(db, tag))!.Name;
    }
}
