using System.Diagnostics;

namespace Convos.Bench;

/// <summary>
/// The whole Chromium in a window, as people have it, started by itself: a tab covered by another is hidden, and its timers are throttled.
/// A browser that is started to be driven shows every page and throttles none. This one waits ten seconds, not five minutes, before it
/// wakes a hidden page no more than once a minute.
/// </summary>
public sealed class WindowedChromium : IAsyncDisposable
{
    private const string Screen = "/usr/bin/Xvfb";
    private const string Program = "/usr/bin/chromium";

    private readonly string profile = Directory.CreateTempSubdirectory("convos-chromium-").FullName;
    private readonly List<Process> processes = [];

    private WindowedChromium()
    {
    }

    /// <summary>Where it is driven from.</summary>
    public Uri Debugger { get; private set; } = null!;

    public static async Task<WindowedChromium> Start()
    {
        foreach (var (program, package) in new[] { (Screen, "xvfb"), (Program, "chromium") })
        {
            if (!File.Exists(program))
            {
                throw new InvalidOperationException($"{program} is missing, and only in a window can a page be hidden: apt-get install {package}");
            }
        }

        var chromium = new WindowedChromium();
        try
        {
            await chromium.Show();
            return chromium;
        }
        catch
        {
            await chromium.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(processes))
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(profile, recursive: true);
    }

    private async Task Show()
    {
        var screen = Begin(new(Screen, ["-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp"]));
        var display = await screen.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Xvfb shows no screen.");
        string[] asRoot = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [];
        Begin(new(Program,
        [
            .. asRoot, "--remote-debugging-port=0", $"--user-data-dir={profile}", "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--password-store=basic",
            "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/10", "about:blank",
        ])
        { Environment = { ["DISPLAY"] = $":{display}" } });
        var file = Path.Combine(profile, "DevToolsActivePort");
        string[] lines = [];
        if (!await Until.True(() => Task.FromResult(File.Exists(file) && (lines = File.ReadAllLines(file)).Length > 1), TimeSpan.FromMinutes(2)))
        {
            throw new InvalidOperationException("Chromium does not start.");
        }

        Debugger = new($"ws://127.0.0.1:{lines[0]}{lines[1]}");
    }

    private Process Begin(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var process = Process.Start(start)!;
        // What nobody reads would hold it up.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        processes.Add(process);
        return process;
    }
}
