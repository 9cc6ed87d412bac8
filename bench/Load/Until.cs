using System.Diagnostics;

namespace Convos.Bench;

/// <summary>Waiting for what is still under way.</summary>
internal static class Until
{
    /// <summary>Until a count is zero, or has not moved for so long: whoever asks looks at it again.</summary>
    public static async Task Still(Func<int> count, TimeSpan patience)
    {
        var (last, since) = (count(), Stopwatch.GetTimestamp());
        while (last > 0 && Stopwatch.GetElapsedTime(since) < patience)
        {
            await Task.Delay(10);
            if (count() is var now && now != last)
            {
                (last, since) = (now, Stopwatch.GetTimestamp());
            }
        }
    }

    /// <summary>Until it holds; false when it did not in all that time.</summary>
    public static async Task<bool> True(Func<Task<bool>> holds, TimeSpan patience)
    {
        for (var since = Stopwatch.GetTimestamp(); !await holds(); await Task.Delay(100))
        {
            if (Stopwatch.GetElapsedTime(since) > patience)
            {
                return false;
            }
        }

        return true;
    }
}
