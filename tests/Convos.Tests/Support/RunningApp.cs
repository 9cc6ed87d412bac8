using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Convos.Tests;

/// <summary>Convos as a process of its own, the way a person starts it: for what cannot be seen from inside.</summary>
public sealed partial class RunningApp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly StringBuilder said = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process process;

    private RunningApp(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Of the build that the tests belong to.</summary>
    public static string Program { get; } = Path.Combine(
        Repository.Root, "Convos.Web", Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "Convos.Tests"), AppContext.BaseDirectory), "Convos.Web.dll");

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    public int Id => process.Id;

    public string Output
    {
        get
        {
            lock (said)
            {
                return said.ToString();
            }
        }
    }

    /// <summary>Starts it; <paramref name="prefix"/> is the command that starts it in turn, as another account for instance.</summary>
    public static RunningApp Start(
        IEnumerable<string> arguments, string[]? prefix = null, string? program = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] line = [.. prefix ?? [], Environment.ProcessPath!, program ?? Program, .. arguments];
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = program is null ? Path.Combine(Repository.Root, "Convos.Web") : Path.GetDirectoryName(program),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new(start);
    }

    /// <summary>Returns when it says that it is ready for people; its own words are the failure if it ends before.</summary>
    public async Task<RunningApp> Ready()
    {
        var first = await Task.WhenAny(listening.Task, process.WaitForExitAsync(), Task.Delay(Patience));
        Assert.True(first == listening.Task, $"Convos does not listen. It said:\n{Output}");
        Http.BaseAddress ??= await listening.Task;
        // As whoever watches it asks: again, where a busy machine's database was late with its answer.
        await Until.True(async () =>
        {
            using var answer = await Http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }, "Being ready");
        return this;
    }

    public async Task<int> Ended()
    {
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            Signal.Terminate(process.Id);
            await Ended();
        }

        process.Dispose();
        Http.Dispose();
    }

    // Null: that stream has ended, maybe before the other one has said anything.
    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (said)
        {
            said.AppendLine(line);
        }

        if (ListeningOn().Match(line) is { Success: true } heard)
        {
            listening.TrySetResult(new Uri(heard.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"Now listening on: ([^\s""]+)")]
    private static partial Regex ListeningOn();
}
