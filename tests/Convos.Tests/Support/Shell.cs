using System.Diagnostics;

namespace Convos.Tests;

/// <summary>A program run to its end; what it said is the failure when it fails.</summary>
public static class Shell
{
    public static async Task Run(params string[] line)
    {
        var start = new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', line)} failed: {string.Concat(said)}");
    }
}
