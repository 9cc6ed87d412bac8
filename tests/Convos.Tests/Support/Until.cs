using System.Diagnostics;

namespace Convos.Tests;

/// <summary>Looks again and again until something holds; half a minute without it is a failure.</summary>
public static class Until
{
    public static Task True(Func<bool> holds, string what = "It", int seconds = 30) => True(() => Task.FromResult(holds()), what, seconds);

    public static async Task True(Func<Task<bool>> holds, string what = "It", int seconds = 30)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"{what} did not happen within {seconds} seconds.");
            await Task.Delay(25);
        }
    }
}
