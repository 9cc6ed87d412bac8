using System.Net.WebSockets;
using System.Text.Json;

namespace Convos.Bench;

/// <summary>A page of ours in a real window, under another tab. It also counts how often a timer of its own was woken.</summary>
internal sealed class HiddenTab : IAsyncDisposable
{
    private const string Count = "window.woken = []; setInterval(() => woken.push(Date.now()), 100)";

    private readonly WindowedChromium window;
    private readonly ClientWebSocket line = new();
    private string? session;
    private int said;

    private HiddenTab(WindowedChromium window) => this.window = window;

    /// <param name="cookies">As a browser sends them.</param>
    public static async Task<HiddenTab> Open(Uri page, string cookies)
    {
        var tab = new HiddenTab(await WindowedChromium.Start());
        await tab.line.ConnectAsync(tab.window.Debugger, CancellationToken.None);
        var target = (await tab.Say("Target.createTarget", new { url = "about:blank" })).GetProperty("targetId").GetString();
        tab.session = (await tab.Say("Target.attachToTarget", new { targetId = target, flatten = true })).GetProperty("sessionId").GetString();
        foreach (var cookie in cookies.Split("; ").Select(pair => pair.Split('=', 2)))
        {
            await tab.Say("Network.setCookie", new { url = page.ToString(), name = cookie[0], value = cookie[1] });
        }

        await tab.Say("Page.navigate", new { url = page.ToString() });
        if (!await Until.True(async () => (await tab.Look("document.querySelector('#presence')?.dataset.available")).ToString() == "true", TimeSpan.FromMinutes(1)))
        {
            throw new InvalidOperationException($"{page} does not come, or not En línea.");
        }

        await tab.Look(Count);
        await tab.Say("Target.createTarget", new { url = "about:blank" });
        return tab;
    }

    public async Task<bool> IsHidden() => (await Look("document.hidden")).GetBoolean();

    /// <summary>Of 600 times that a timer wanted to run in the last minute.</summary>
    public async Task<int> WokenInAMinute() => (await Look("woken.filter(at => at > Date.now() - 60000).length")).GetInt32();

    public async ValueTask DisposeAsync()
    {
        line.Dispose();
        await window.DisposeAsync();
    }

    private async Task<JsonElement> Look(string expression) =>
        (await Say("Runtime.evaluate", new { expression, returnByValue = true })).GetProperty("result").TryGetProperty("value", out var value) ? value : default;

    // One at a time: what is no answer to this is news that nobody asked for.
    private async Task<JsonElement> Say(string method, object parameters)
    {
        var id = ++said;
        var request = new Dictionary<string, object> { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null)
        {
            request["sessionId"] = session;
        }

        await line.SendAsync(JsonSerializer.SerializeToUtf8Bytes(request), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        while (true)
        {
            var heard = await Hear();
            if (heard.TryGetProperty("id", out var answers) && answers.GetInt32() == id)
            {
                return heard.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {heard}");
            }
        }
    }

    private async Task<JsonElement> Hear()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        ValueWebSocketReceiveResult part;
        do
        {
            part = await line.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonDocument.Parse(message.ToArray()).RootElement;
    }
}
