using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Convos.Tests;

/// <summary>One dial that a page made to a <see cref="ScriptSite"/>, and the stream that answers it, in the test's hand.</summary>
public sealed class Dial(HttpContext http)
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(300);

    private readonly Channel<string> items = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? LastEventId { get; } = http.Request.Headers["Last-Event-ID"].FirstOrDefault();

    /// <summary>Completes when the page has hung up, or the test.</summary>
    public Task Closed => closed.Task;

    private Dictionary<string, string> Query { get; } = http.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());

    /// <summary>It ticks by itself, as the server does, until it is to be silent.</summary>
    public bool Silent { get; set; }

    public string? this[string name] => Query.GetValueOrDefault(name);

    public void Send(string html, string? id = null) => items.Writer.TryWrite($"{(id is null ? "" : $"id: {id}\n")}data: {html}\n\n");

    public void Signal(string name, string data = "") => items.Writer.TryWrite($"event: {name}\ndata: {data}\n\n");

    public void Place(string target, string html, string? id = null) =>
        Send($"<hx-partial hx-target=\"{target}\" hx-swap=\"place\">{html}</hx-partial>", id);

    public void Drop() => http.Abort();

    internal async Task Run(CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        using var ticks = new Timer(_ => Tick(), null, TickEvery, TickEvery);
        http.Response.ContentType = "text/event-stream";
        try
        {
            await foreach (var item in items.Reader.ReadAllAsync(ended.Token))
            {
                await http.Response.WriteAsync(item, ended.Token);
                await http.Response.Body.FlushAsync(ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page or the test has hung up, which is how every stream ends.
        }
    }

    internal void Ended() => closed.TrySetResult();

    private void Tick()
    {
        if (!Silent)
        {
            Signal("tick");
        }
    }
}
