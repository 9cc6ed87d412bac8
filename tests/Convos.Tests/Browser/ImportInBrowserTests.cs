using System.Text;
using Convos.Data;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>A file of contacts from the menu to its end, on a wide screen and on a narrow one.</summary>
public sealed class ImportInBrowserTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task A_file_is_brought_looked_at_and_imported_while_its_page_shows_how_far_it_is(int width, int height)
    {
        var lead = await Arrives("lead", role: Role.Admin, options: new() { ViewportSize = new() { Width = width, Height = height } });
        var page = lead.Page;
        var phone = $"+5491167{Make.Number():D6}";

        await page.GotoAsync("/contacts/import");
        await page.SetInputFilesAsync("#file", new FilePayload
        {
            Name = "clientes.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes($"Nombre;Teléfono;Notas\nMarta Sosa;{phone};Llamar de tarde\nNadie;12;\n"),
        });
        await page.ClickAsync(".form .button.main");
        await Expect(page.Locator("#column-1")).ToHaveValueAsync("phone");
        await NothingSticksOut(page);
        await page.ClickAsync(".columns-form .button.main");
        await Expect(page.Locator("#import[data-state=checked]")).ToBeVisibleAsync();
        await Expect(page.Locator(".faults tbody tr")).ToHaveCountAsync(1);
        await NothingSticksOut(page);
        await page.GetByText("Importar 1 contacto").ClickAsync();

        await Expect(page.Locator("#import[data-state=done]")).ToBeVisibleAsync();
        await Expect(page.Locator(".findings li").First).ToContainTextAsync("1 contactos nuevos");
        await NothingSticksOut(page);
        Assert.Equal(1, await Make.One<int>(App.Database, "select count(*)::int from contact_aliases where value = @value", new { value = PhoneNumbers.Canonical(phone) }));
    }

    private static async Task NothingSticksOut(IPage page) =>
        Assert.True(await page.EvaluateAsync<bool>("() => { const main = document.querySelector('#main'); return main.scrollWidth <= main.clientWidth; }"));
}
