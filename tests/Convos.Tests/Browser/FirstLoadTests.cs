using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>What a cold browser must fetch before an operator can work.</summary>
public sealed class FirstLoadTests(TestApp app, BrowserFixture browser, ITestOutputHelper output) : DeskTest(app, browser)
{
    private const long Budget = 120 * 1024;

    [Fact]
    public async Task The_first_load_of_the_inbox_moves_at_most_120_kb()
    {
        var ana = await Arrives("ana");
        var phones = Enumerable.Range(0, 60).Select(_ => Number()).ToList();
        foreach (var phone in phones)
        {
            await Reply(ana.Viewer, await Ticket(ana.Viewer, phone), $"Buenas, el pedido {phone} sale mañana por la mañana desde el depósito.");
        }

        await using var cold = await Browser.NewContextAsync(new()
        {
            BaseURL = App.Address.ToString(), Locale = "es", StorageState = await ana.Context.StorageStateAsync(),
        });
        var page = await cold.NewPageAsync();
        var traffic = await Traffic.Of(page);

        await page.GotoAsync("/inbox/mine");
        await Expect(page.Locator("#tickets > .row")).ToHaveCountAsync(40);
        await Expect(page.Locator(".row-at").First).Not.ToContainTextAsync("UTC");
        await traffic.Settled();

        output.WriteLine($"First load of /inbox/mine by a cold browser: {traffic.Bytes:N0} bytes in {traffic.Requests} requests\n{traffic.Table}");
        Assert.InRange(traffic.Bytes, 10_000, Budget);
    }

    [Fact]
    public async Task What_is_over_fetches_nothing_where_nothing_rang()
    {
        var ana = await Arrives("ana");
        var ticket = await Ticket(ana.Viewer);
        var traffic = await Traffic.Of(ana.Page);
        await ana.Page.ReloadAsync();
        await Expect(ana.Row(ticket)).ToBeVisibleAsync();
        await ana.Page.EvaluateAsync("document.addEventListener('alert-over', () => document.title = 'Over')");

        await Reply(ana.Viewer, ticket, "Sale mañana.");

        await Expect(ana.Page).ToHaveTitleAsync("Over");
        await traffic.Settled();
        Assert.Contains("/js/bell.js", traffic.Table);
        Assert.DoesNotContain("/js/alerts.js", traffic.Table);
    }
}
