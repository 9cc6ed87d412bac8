using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Convos.Bench;

/// <summary>A .NET program that serves on a loopback port, as a process of its own.</summary>
public sealed partial class Child : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder said = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool stopped;

    private Child(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public Uri Address { get; private set; } = null!;

    public string Said
    {
        get
        {
            lock (said)
            {
                return said.ToString();
            }
        }
    }

    /// <summary>Returns when it listens.</summary>
    public static async Task<Child> Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Path.GetDirectoryName(program),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var child = new Child(start);
        var first = await Task.WhenAny(child.listening.Task, child.process.WaitForExitAsync());
        child.Address = first == child.listening.Task
            ? await child.listening.Task
            : throw new InvalidOperationException($"{Path.GetFileName(program)} does not start. It said:\n{child.Said}");
        return child;
    }

    /// <summary>Without a word, as a crash or the kernel would.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stopped)
        {
            return;
        }

        stopped = true;
        if (!process.HasExited)
        {
            await Programs.Run("kill", "-TERM", $"{process.Id}");
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private void Hear(string? line)
    {
        lock (said)
        {
            said.AppendLine(line);
        }

        if (line is not null && ListeningOn().Match(line) is { Success: true } heard)
        {
            listening.TrySetResult(new Uri(heard.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"Now listening on: (https?://[^\s""]+)")]
    private static partial Regex ListeningOn();
}
