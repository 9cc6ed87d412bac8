using System.Diagnostics;

namespace Convos.Tests;

/// <summary>Looks again and again until something holds; <see cref="Patience"/> without it is a failure.</summary>
public static class Until
{
    /// <summary>For what is no deadline of ours: a busy machine is no failure.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static Task True(Func<bool> holds, string what = "It", TimeSpan? within = null) => True(() => Task.FromResult(holds()), what, within);

    public static async Task True(Func<Task<bool>> holds, string what = "It", TimeSpan? within = null)
    {
        var (watch, patience) = (Stopwatch.StartNew(), within ?? Patience);
        while (!await holds())
        {
            Assert.True(watch.Elapsed < patience, $"{what} did not happen within {patience.TotalSeconds} seconds.");
            await Task.Delay(25);
        }
    }
}
