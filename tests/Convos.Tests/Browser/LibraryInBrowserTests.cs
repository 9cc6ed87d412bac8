using Convos.Data;
using Convos.Web;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>From the supervisor's upload to the customer's phone: a file of the library, and one that goes with an «atajo».</summary>
public sealed class LibraryInBrowserTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Fact]
    public async Task What_a_supervisor_keeps_an_operator_finds_ticks_and_sends()
    {
        var lead = await Arrives("sofia", role: Role.Supervisor);
        await lead.Page.GotoAsync("/library/new");
        await lead.Page.SetInputFilesAsync("#files", [File("Catálogo_de_otoño.pdf", MediaFiles.Pdf), File("frente.png", Photo.Of())]);
        await lead.Page.SelectOptionAsync("#folder", $"{Inbox}");
        await lead.Page.ClickAsync(".form .button.main");
        await Expect(lead.Page.Locator(".done")).ToContainTextAsync("Se guardaron 2 archivos.");
        await Expect(lead.Page.Locator(".library .face img")).ToHaveJSPropertyAsync("complete", true);
        var (ana, phone, _) = await AtAChat();

        await ana.Page.ClickAsync("#attach");
        await ana.Page.ClickAsync("#attach-menu a");
        await ana.Page.CheckAsync(".pick-files li:has-text('frente') input");
        await ana.Page.FillAsync("#pick-q", "catalogo");
        await Expect(ana.Page.Locator("#pick-list li")).ToHaveCountAsync(2);
        await ana.Page.CheckAsync(".pick-files li:has-text('otoño') input");
        await ana.Page.ClickAsync(".pick-files .button.main");

        await Expect(ana.Page.Locator("#sheet")).ToBeHiddenAsync();
        await Expect(ana.Page.Locator("#extras [data-upload]")).ToHaveCountAsync(2);
        await Expect(ana.Composer).ToBeFocusedAsync();
        await ana.Say("Acá va");
        await Expect(ana.Page.Locator(".message.out")).ToHaveCountAsync(2);
        await Until.True(() => phone.Chat.Count(bubble => !bubble.Mine) == 2);
    }

    [Fact]
    public async Task An_atajo_brings_its_file_into_the_bar_of_a_reply()
    {
        var (ana, phone, ticket) = await AtAChat();
        await ana.Page.GotoAsync("/shortcuts/new");
        await ana.Page.FillAsync("#name", "menu");
        await ana.Page.FillAsync("#text", "El menú de hoy, {{contacto.nombre}}");
        await ana.Page.SetInputFilesAsync("#files", File("menu.pdf", MediaFiles.Pdf));
        await ana.Page.ClickAsync(".form .button.main");
        await Expect(ana.Page.Locator(".shortcuts .with-files")).ToBeVisibleAsync();
        await ana.Page.GotoAsync($"/inbox/mine/{ticket.Id}");

        await ana.Composer.PressSequentiallyAsync("/men");
        await Expect(ana.Page.Locator("#suggest [role=option]")).ToContainTextAsync("1");
        await ana.Composer.PressAsync("Enter");

        await Expect(ana.Composer).ToHaveValueAsync("El menú de hoy, Rosa");
        await Expect(ana.Page.Locator("#extras [data-upload]")).ToContainTextAsync("menu.pdf");
        await ana.Composer.PressAsync("Enter");
        await Expect(ana.Bubble("El menú de hoy, Rosa").Locator(".media-file")).ToBeVisibleAsync();
        await Expect(ana.Page.Locator("#extras .chip")).ToHaveCountAsync(0);
        await Until.True(() => phone.Chat.Any(bubble => !bubble.Mine));
    }

    private static FilePayload File(string name, byte[] bytes) => new() { Name = name, MimeType = "application/octet-stream", Buffer = bytes };
}
