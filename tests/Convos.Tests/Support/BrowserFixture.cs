using Microsoft.Playwright;

namespace Convos.Tests;

/// <summary>A real browser for a class of tests; each test opens contexts of its own, one a person.</summary>
public class BrowserFixture : IAsyncLifetime
{
    // Nothing that talks to the outside or waits for a graphics card.
    private static readonly string[] Quiet =
    [
        "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        // A microphone that beeps, for whoever is allowed to use it.
        "--use-fake-device-for-media-stream",
    ];

    private IPlaywright playwright = null!;

    public IBrowser Browser { get; private set; } = null!;

    protected virtual Task<string?> Find(IPlaywright playwright) => Chromium.Find(playwright);

    public async Task InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)Until.Patience.TotalMilliseconds);
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = await Find(playwright),
            Args = Environment.IsPrivilegedProcess ? [.. Quiet, "--no-sandbox"] : Quiet,
        });
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright.Dispose();
    }
}

/// <summary>With all that belongs to it: only this one has a microphone.</summary>
public sealed class WholeBrowserFixture : BrowserFixture
{
    protected override Task<string?> Find(IPlaywright playwright) => Chromium.Find(playwright, whole: true);
}
