using Convos.Data;
using Convos.Web;
using Microsoft.Playwright;
using SkiaSharp;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>The 24-hour window and what goes through it when it is closed, with the customer's phone at the other end.</summary>
public sealed class TemplateTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    private const string Business = "200000000000001";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await using var db = await App.Database.Open();
        await Channels.Belongs(db, Channel.Id, Business);
        await Templates.Want(db, Channel.Id, Now);
        await Make.One<int>(App.Database, "with c as (update channels set display_address = '+54 9 11 5555-0001' where id = @Id returning 1) select count(*)::int from c", new { Channel.Id });
        await Until.True(() => Make.One<bool>(App.Database, "select exists (select from templates where channel_id = @Id)", new { Channel.Id }), "The templates are read");
    }

    [Fact]
    public async Task In_a_closed_window_a_template_leaves_the_phone_shows_it_and_the_customers_answer_opens_the_bar_again()
    {
        var ana = await Arrives("ana");
        var number = Number();
        var ticket = await Closed(ana, number);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await Expect(ana.Composer).ToBeHiddenAsync();

        await ana.Page.Locator($"#state-{ticket.Id}").GetByText("Enviar plantilla").ClickAsync();
        await ana.Page.FillAsync("#template-q", "retomar");
        await Expect(ana.Page.Locator("#template-list li")).ToHaveCountAsync(2);
        await ana.Page.Locator("#template-list li").Filter(new() { HasText = "quedó pendiente" }).Locator("a").ClickAsync();
        await ana.Page.FillAsync("#field-body-1", "Marta");
        await Expect(ana.Page.Locator(".template-preview .body")).ToContainTextAsync("Hola Marta, quedó pendiente tu consulta sobre {{2}}");
        await ana.Page.FillAsync("#field-body-2", "el envío");
        await ana.Page.Locator(".template .button.main").ClickAsync();

        await Expect(ana.Page.Locator("#sheet")).ToBeHiddenAsync();
        await Expect(ana.Bubble("consulta sobre el envío")).ToHaveAttributeAsync("data-delivery", "delivered");
        await Expect(ana.Bubble("consulta sobre el envío").Locator(".template-buttons li")).ToHaveTextAsync(["Sí, sigamos", "No, gracias"]);
        var phone = Phone("Marta", number);
        Assert.Contains(phone.Chat, bubble => !bubble.Mine && bubble.Text.Contains("Hola Marta, quedó pendiente tu consulta sobre el envío.", StringComparison.Ordinal));
        await Expect(ana.Composer).ToBeHiddenAsync();

        phone.Write("Sí, sigamos");

        await Expect(ana.Composer).ToBeVisibleAsync();
        await ana.Say("¡Genial!");
        await Expect(ana.Bubble("¡Genial!")).ToHaveAttributeAsync("data-delivery", "delivered");
    }

    [Fact]
    public async Task A_picture_over_a_templates_text_is_shown_as_it_is_chosen_and_stands_in_the_bubble_and_on_the_phone()
    {
        var ana = await Arrives("ana");
        var number = Number();
        var ticket = await Closed(ana, number);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await ana.Page.Locator($"#state-{ticket.Id}").GetByText("Enviar plantilla").ClickAsync();
        await ana.Page.Locator("#template-list li").Filter(new() { HasText = "mira lo nuevo" }).Locator("a").ClickAsync();

        await ana.Page.Locator("#field-file").SetInputFilesAsync(new FilePayload { Name = "vestido.jpg", MimeType = "image/jpeg", Buffer = Photo.Of(SKEncodedImageFormat.Jpeg, 640, 480) });
        await Expect(ana.Page.Locator(".template-media img")).ToBeVisibleAsync();
        await Expect(ana.Page.Locator(".template-media .clip")).ToHaveTextAsync("vestido.jpg");
        await ana.Page.FillAsync("#field-body-1", "Marta");
        await ana.Page.Locator(".template .button.main").ClickAsync();

        await Expect(ana.Page.Locator("#sheet")).ToBeHiddenAsync();
        await Expect(ana.Bubble("mira lo nuevo")).ToHaveAttributeAsync("data-delivery", "delivered");
        await Expect(ana.Bubble("mira lo nuevo").Locator(".media-picture img")).ToBeVisibleAsync();
        Assert.Contains(Phone("Marta", number).Chat, bubble => !bubble.Mine && bubble.Content.File is { Mime: "image/jpeg" });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_window_that_meta_calls_closed_closes_the_bar_on_every_page_and_the_failed_reply_offers_a_template(bool afterwards)
    {
        var ana = await Arrives("ana");
        var bruno = await Arrives("bruno");
        var (_, ticket) = await Writes("Marta", "Hola");
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");
        await bruno.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await Expect(bruno.Page.Locator("#chat .window .if-left")).ToBeVisibleAsync();
        await Expect(ana.Composer).ToBeVisibleAsync();
        App.Graph.Graph.FailNext(afterwards ? GraphFault.FailedAfterwards(131047) : GraphFault.Refusal(131047), Channel.AccountId);

        await ana.Say("Buenas");

        await Expect(ana.Bubble("Buenas")).ToHaveAttributeAsync("data-delivery", "failed");
        await Expect(ana.Composer).ToBeHiddenAsync();
        await Expect(ana.Page.Locator($"#state-{ticket.Id}").GetByText("Enviar plantilla")).ToBeVisibleAsync();
        await Expect(bruno.Page.Locator("#chat .window .if-past")).ToBeVisibleAsync();

        await ana.Bubble("Buenas").Locator(".by-template").ClickAsync();
        await Expect(ana.Page.Locator("#template-list li").First).ToBeVisibleAsync();
        await ana.Page.Keyboard.PressAsync("Escape");
        await Expect(ana.Page.Locator("#sheet")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_new_ticket_for_a_new_number_begins_with_a_template_and_cancelling_leaves_nothing()
    {
        var ana = await Arrives("ana");
        var number = Number();

        await ana.Page.ClickAsync("#rail .rail-new a");
        await ana.Page.FillAsync("#phone", number[3..]);
        await ana.Page.ClickAsync("main form:has(#phone) .button.main");
        await ana.Page.FillAsync("#name", "Nadia Nueva");
        await ana.Page.ClickAsync("main .form .button.main");
        await ana.Page.Locator("#template-list li").Filter(new() { HasText = "Gracias por tu compra" }).Locator("a").ClickAsync();
        await Expect(ana.Page.Locator(".template-preview .body")).ToContainTextAsync("¡Gracias por tu compra!");
        Assert.Equal(0, await Make.One<int>(App.Database, "select count(*)::int from contacts where name = 'Nadia Nueva'"));

        await ana.Page.ClickAsync(".template .button.main");

        await Expect(ana.Page.Locator("#chat-title")).ToHaveTextAsync("Nadia Nueva");
        await Expect(ana.Bubble("¡Gracias por tu compra!")).ToHaveAttributeAsync("data-delivery", "delivered");
        Assert.Contains(Phone("Nadia", number).Chat, bubble => !bubble.Mine && bubble.Text.StartsWith("¡Gracias por tu compra!", StringComparison.Ordinal));
        await Expect(ana.Presence).ToHaveAttributeAsync("data-available", "true");
    }

    [Fact]
    public async Task From_the_card_a_contact_is_written_to_again_and_whoever_arrives_second_is_told_who_has_them()
    {
        Expected.Add("status of 409");
        var ana = await Arrives("ana");
        var bruno = await Arrives("bruno");
        var (_, ticket) = await Writes("Marta", "Hola");
        await Move(TicketMove.Take, ana.Viewer, ticket);
        await Move(TicketMove.Close, ana.Viewer, ticket);
        await ana.Page.GotoAsync($"/inbox/all/{ticket.Id}");
        await bruno.Page.GotoAsync($"/inbox/new?contact={ticket.ContactId}");

        await ana.Page.ClickAsync("#card a[href^='/inbox/new']");
        await ana.Page.Locator("main .form .button.main").ClickAsync();
        await Expect(ana.Composer).ToBeVisibleAsync();
        await bruno.Page.Locator("main .form .button.main").ClickAsync();

        await Expect(bruno.Page.Locator("#new-problem")).ToContainTextAsync(ana.Viewer.Name);
        await bruno.Page.Locator("#new-problem a").ClickAsync();
        await Expect(bruno.Page.Locator(".head-holder .if-others")).ToHaveTextAsync(ana.Viewer.Name);
    }

    [Fact]
    public async Task Ordered_by_what_closes_next_rows_show_how_long_is_left()
    {
        var ana = await Arrives("ana");
        var (soon, later) = (await Ticket(ana.Viewer), await Ticket(ana.Viewer));
        await Make.One<int>(App.Database, "with t as (update tickets set window_closes_at = @at where id = @Id returning 1) select count(*)::int from t", new { soon.Id, at = Now.AddMinutes(90) });

        await ana.Page.GotoAsync("/inbox/mine?order=closing");

        await Expect(ana.Page.Locator("#tickets > li .row-name").First).ToBeVisibleAsync();
        Assert.Equal($"ticket-{soon.Id}", await ana.Page.Locator("#tickets > li").First.GetAttributeAsync("id"));
        await Expect(ana.Row(soon).Locator(".row-closes")).ToContainTextAsync("1 h");
        await Expect(ana.Row(later).Locator(".row-closes")).ToContainTextAsync("23 h");
    }

    // The customer's last words were the day before yesterday.
    private async Task<Ticket> Closed(Workplace by, string number)
    {
        await Make.Arrives(App.Database, Channel, Now, Make.Text(number, "hola", Now.AddHours(-40)));
        return await Move(TicketMove.Take, by.Viewer, await Make.Of(App.Database, Channel, number));
    }
}
