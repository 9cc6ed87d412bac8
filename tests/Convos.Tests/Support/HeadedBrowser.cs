using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Convos.Tests;

/// <summary>
/// The whole Chromium in a window, as people have it: a tab covered by another is hidden, and its timers are throttled. A browser that is
/// driven shows every page and throttles none, so it is started by itself and driven without any of the usual changes. It waits ten seconds,
/// not five minutes, before it wakes a hidden page no more than once a minute.
/// </summary>
public sealed class HeadedBrowser : IAsyncLifetime
{
    private const string Screen = "/usr/bin/Xvfb";
    private const string Program = "/usr/bin/chromium";

    private readonly string profile = Directory.CreateTempSubdirectory("convos-chromium-").FullName;
    private Process screen = null!;
    private Process chromium = null!;
    private IPlaywright playwright = null!;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(30_000);
        foreach (var (program, package) in new[] { (Screen, "xvfb"), (Program, "chromium") })
        {
            Assert.True(File.Exists(program), $"{program} is missing: a page can only be hidden in a browser with a window. apt-get install {package}");
        }

        screen = Start(Screen, ["-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]);
        var display = await screen.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Xvfb shows no screen.");
        string[] asRoot = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [];
        chromium = Start(Program,
            [
                .. asRoot, "--remote-debugging-port=0", $"--user-data-dir={profile}", "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--disable-sync",
                "--disable-background-networking", "--disable-component-update", "--password-store=basic",
                "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/10", "about:blank",
            ],
            ("DISPLAY", $":{display}"));
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.ConnectOverCDPAsync($"http://127.0.0.1:{await Port()}", new() { NoDefaults = true });
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        playwright.Dispose();
        await End(chromium);
        await End(screen);
        Directory.Delete(profile, recursive: true);
    }

    private static Process Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        // What nobody reads would hold it up.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private async Task<int> Port()
    {
        var file = Path.Combine(profile, "DevToolsActivePort");
        string[] lines = [];
        await Until.True(() => chromium.HasExited || (File.Exists(file) && (lines = File.ReadAllLines(file)).Length > 1), "Chromium's port", seconds: 90);
        return int.Parse(lines[0], CultureInfo.InvariantCulture);
    }

    private static async Task End(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
