using System.Collections.Concurrent;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.RegularExpressions;

namespace Convos.Bench;

/// <summary>A page that never gives up: dials again from where it stood, and knows the newest version of each row that it was told of.</summary>
internal sealed partial class Follower : IAsyncDisposable
{
    private readonly CancellationTokenSource closed = new();
    private readonly Guid tab = Guid.NewGuid();
    private readonly Visitor visitor;
    private readonly string path;
    private readonly Task following;
    private string? live, position;

    public Follower(Visitor visitor, string path)
    {
        (this.visitor, this.path) = (visitor, path);
        following = Follow();
    }

    public ConcurrentDictionary<long, long> Rows { get; } = new();

    public int Redials { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        await following;
        closed.Dispose();
    }

    private async Task Follow()
    {
        for (; !closed.IsCancellationRequested; Redials++)
        {
            try
            {
                live ??= (await visitor.Page(path)).Live;
                await Listen(live);
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException)
            {
                // The app is away, or its database is: the next dial tells.
            }

            await Task.WhenAny(Task.Delay(300), Task.Delay(Timeout.Infinite, closed.Token));
        }
    }

    private async Task Listen(string address)
    {
        using var response = await visitor.Stream($"{address}&tab={tab}&section=conversations", position, closed.Token);
        await using var body = await response.Content.ReadAsStreamAsync(closed.Token);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(closed.Token))
        {
            if (item.EventType == "resync")
            {
                // A page would ask for its regions anew: what it knew stands for nothing.
                Rows.Clear();
            }

            foreach (Match row in Row().Matches(item.Data))
            {
                var version = long.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture);
                Rows.AddOrUpdate(long.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture), version, (_, known) => Math.Max(known, version));
            }

            position = item.EventId is { Length: > 0 } id ? id : position;
        }
    }

    [GeneratedRegex("""id="ticket-(\d+)"[^>]*data-version="(\d+)["]""")]
    private static partial Regex Row();
}
