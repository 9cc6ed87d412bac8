using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Convos.Bench;

/// <summary>Numbers written into messages, and when each was first seen on a stream.</summary>
public sealed class Marks
{
    private readonly ConcurrentDictionary<long, long> sent = new();
    private int count;

    public Latencies Painted { get; } = new();

    /// <summary>Sent and not seen.</summary>
    public int Missing => sent.Count;

    /// <summary>A text that will be recognised.</summary>
    public string Write(string text)
    {
        var number = Interlocked.Increment(ref count);
        sent[number] = Stopwatch.GetTimestamp();
        return string.Create(CultureInfo.InvariantCulture, $"#B{number}# {text}");
    }

    /// <summary>Finds the numbers in what a stream brought.</summary>
    public void Read(ReadOnlySpan<byte> data)
    {
        while (data.IndexOf("#B"u8) is var at and >= 0)
        {
            data = data[(at + 2)..];
            if (System.Buffers.Text.Utf8Parser.TryParse(data, out long number, out _) && sent.TryRemove(number, out var since))
            {
                Painted.Add(Stopwatch.GetElapsedTime(since));
            }
        }
    }
}
