using Microsoft.Playwright;

namespace Convos.Tests;

/// <summary>A Chromium for a class of script tests.</summary>
public sealed class ScriptBrowser : IAsyncLifetime
{
    private IPlaywright playwright = null!;

    public IBrowser Chromium { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });
    }

    public async Task DisposeAsync()
    {
        await Chromium.DisposeAsync();
        playwright.Dispose();
    }
}
