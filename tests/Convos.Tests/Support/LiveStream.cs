using System.Net;
using System.Net.ServerSentEvents;
using System.Threading.Channels;
using AngleSharp;
using AngleSharp.Dom;

namespace Convos.Tests;

/// <summary>A page's stream without its page.</summary>
public sealed class LiveStream : IAsyncDisposable
{
    private readonly Channel<SseItem<string>> items = System.Threading.Channels.Channel.CreateUnbounded<SseItem<string>>();
    private readonly CancellationTokenSource hungUp = new();
    private readonly HttpResponseMessage response;
    private readonly Task listening;

    private LiveStream(HttpResponseMessage response)
    {
        this.response = response;
        listening = Listen();
    }

    /// <summary>All that came and was asked for by <see cref="Next"/>, one after the other.</summary>
    public List<SseItem<string>> Heard { get; } = [];

    /// <summary>The stream that the page at this path would open, whatever happens between the two.</summary>
    public static async Task<LiveStream> Of(Session session, string path, Func<Task>? meanwhile = null)
    {
        var page = await session.Get(path);
        var address = page.Document.QuerySelector("#live")!.GetAttribute("hx-sse:connect")!;
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        return await At(session, address);
    }

    /// <summary>The same, by the address that the page had for it.</summary>
    public static async Task<LiveStream> At(Session session, string address)
    {
        var response = await session.Http.GetAsync(
            $"{address}&tab={Guid.NewGuid()}&section=conversations&arrived=1", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return new(response);
    }

    public async Task<SseItem<string>> Next(Func<SseItem<string>, bool> wanted)
    {
        using var patience = new CancellationTokenSource(Until.Patience);
        try
        {
            while (true)
            {
                var item = await items.Reader.ReadAsync(patience.Token);
                Heard.Add(item);
                if (wanted(item))
                {
                    return item;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"It did not come. What came:\n{string.Join('\n', Heard.Select(item => $"{item.EventType}: {item.Data}"))}");
        }
    }

    public Task<SseItem<string>> Signal(string name) => Next(item => item.EventType == name);

    /// <summary>The server closed it.</summary>
    public Task Ended() => listening.WaitAsync(Until.Patience);

    /// <summary>The newest version of every element that came, by its id.</summary>
    public async Task<IReadOnlyDictionary<string, IElement>> Elements()
    {
        while (items.Reader.TryRead(out var item))
        {
            Heard.Add(item);
        }

        using var html = BrowsingContext.New(Configuration.Default);
        var newest = new Dictionary<string, IElement>();
        foreach (var item in Heard)
        {
            var document = await html.OpenAsync(content => content.Content(item.Data));
            foreach (var element in document.QuerySelectorAll("hx-partial > [id]"))
            {
                newest[element.Id!] = element;
            }
        }

        return newest;
    }

    public async ValueTask DisposeAsync()
    {
        // An answer that is disposed of under its reader's hands is read from nothing.
        await hungUp.CancelAsync();
        await listening;
        response.Dispose();
        hungUp.Dispose();
    }

    private async Task Listen()
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(hungUp.Token);
            await foreach (var item in SseParser.Create(body).EnumerateAsync(hungUp.Token))
            {
                items.Writer.TryWrite(item);
            }
        }
        catch (Exception gone) when (gone is IOException or HttpRequestException or OperationCanceledException)
        {
            // One of the ends hung up.
        }
        finally
        {
            items.Writer.Complete();
        }
    }
}
