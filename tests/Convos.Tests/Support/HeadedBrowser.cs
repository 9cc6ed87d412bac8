using Convos.Bench;
using Microsoft.Playwright;

namespace Convos.Tests;

/// <summary>A browser with a window, driven without any of the usual changes: its hidden pages are hidden.</summary>
public sealed class HeadedBrowser : IAsyncLifetime
{
    private WindowedChromium window = null!;
    private IPlaywright playwright = null!;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)Until.Patience.TotalMilliseconds);
        window = await WindowedChromium.Start();
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.ConnectOverCDPAsync(window.Debugger.ToString(), new() { NoDefaults = true });
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright.Dispose();
        await window.DisposeAsync();
    }
}
