using System.Diagnostics;

namespace Convos.Data;

/// <summary>A program run to its end, with what it said.</summary>
internal sealed record Command(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    public static async Task<Command> Run(IReadOnlyList<string> line, CancellationToken ct)
    {
        // The account that runs it may not be allowed into the folder we stand in.
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetPathRoot(AppContext.BaseDirectory),
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);

        // A server it started may hold the pipes open for as long as it lives.
        await Task.WhenAny(said, Task.Delay(TimeSpan.FromSeconds(1), ct));
        return new(process.ExitCode, said.IsCompletedSuccessfully ? string.Concat(said.Result).Trim() : "");
    }

    /// <summary>False too when there is no such program.</summary>
    public static async Task<bool> Works(IReadOnlyList<string> line, CancellationToken ct)
    {
        try
        {
            return (await Run(line, ct)).Succeeded;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
