using System.Net.ServerSentEvents;

namespace Convos.Bench;

/// <summary>One open page: its stream, and what comes of it.</summary>
public sealed class Listener : IAsyncDisposable
{
    private readonly CancellationTokenSource hungUp = new();
    private readonly HttpResponseMessage response;
    private readonly Task listening;
    private long items, bytes;

    private Listener(HttpResponseMessage response, Marks marks)
    {
        this.response = response;
        listening = Listen(marks);
    }

    public long Items => items;

    public long Bytes => bytes;

    /// <summary>The stream that the page at this path opens, as another tab.</summary>
    public static async Task<Listener> Of(Visitor visitor, string live, Marks marks) =>
        new(await visitor.Stream($"{live}&tab={Guid.NewGuid()}&section=conversations&arrived=1", null, default), marks);

    /// <summary>So many streams of these people, on the lists in turn.</summary>
    public static async Task<IReadOnlyList<Listener>> Many(IReadOnlyList<Visitor> visitors, int count, Marks marks)
    {
        string[] views = ["/inbox/unassigned", "/inbox/all", "/inbox/mine"];
        var lives = new Dictionary<(Visitor, string), string>();
        var open = new List<Listener>();
        for (var number = 0; number < count; number++)
        {
            var (visitor, view) = (visitors[number % visitors.Count], views[number / visitors.Count % views.Length]);
            lives.TryAdd((visitor, view), lives.TryGetValue((visitor, view), out var known) ? known : (await visitor.Page(view)).Live);
            open.Add(await Of(visitor, lives[(visitor, view)], marks));
        }

        return open;
    }

    public async ValueTask DisposeAsync()
    {
        await hungUp.CancelAsync();
        await listening;
        response.Dispose();
        hungUp.Dispose();
    }

    private async Task Listen(Marks marks)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(hungUp.Token);
            var parser = SseParser.Create(body, (_, data) =>
            {
                marks.Read(data);
                return data.Length;
            });
            await foreach (var item in parser.EnumerateAsync(hungUp.Token))
            {
                items++;
                bytes += item.Data;
            }
        }
        catch (Exception over) when (hungUp.IsCancellationRequested && over is IOException or HttpRequestException or OperationCanceledException)
        {
            // This end hung up.
        }
    }
}
