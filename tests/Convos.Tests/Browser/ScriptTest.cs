using Microsoft.Playwright;

namespace Convos.Tests;

/// <summary>A page of a <see cref="ScriptSite"/> in a browser of its own; every such test also fails when the page breaks the policy.</summary>
public abstract class ScriptTest(BrowserFixture browser) : IClassFixture<BrowserFixture>, IAsyncLifetime
{
    private readonly List<string> refused = [];

    protected ScriptSite Site { get; private set; } = null!;

    protected IBrowserContext Context { get; private set; } = null!;

    protected IPage Page { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Site = await ScriptSite.Start();
        Context = await browser.Browser.NewContextAsync(new() { BaseURL = Site.Address });
        Context.SetDefaultTimeout((float)Until.Patience.TotalMilliseconds);
        Context.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                refused.Add(message.Text);
            }
        };
        Page = await Context.NewPageAsync();
    }

    public async Task DisposeAsync()
    {
        await Context.DisposeAsync();
        await Site.DisposeAsync();
        Assert.Empty(refused);
    }

    /// <summary>Polls: what a page does by itself has no moment that a test could wait for.</summary>
    protected static Task Eventually(Func<Task<bool>> holds, string what) => Until.True(holds, what);

    protected static Task Eventually(Func<bool> holds, string what) => Eventually(() => Task.FromResult(holds()), what);

    /// <summary>The page's clock stands at so many seconds: on a busy machine nothing is over before anybody has looked.</summary>
    protected Task Clock(double seconds) => Page.Clock.SetFixedTimeAsync(new DateTime(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc).AddSeconds(seconds));

    /// <summary>The page has received a message with this id.</summary>
    protected static async Task Bring(IPage page, Dial dial, string id)
    {
        dial.Send($"""<hx-partial hx-target="#main" hx-swap="beforeend"><i id="got">{id}</i></hx-partial>""", id);
        await Assertions.Expect(page.Locator("#got")).ToHaveTextAsync(id);
    }

    protected async Task<string> Ids(string list) =>
        string.Join(' ', await Page.Locator($"{list} > *").EvaluateAllAsync<string[]>("all => all.map(element => element.id)"));
}
