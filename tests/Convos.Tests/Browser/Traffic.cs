using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Convos.Tests;

/// <summary>What a page fetches, as bytes on the wire; its stream and its signs of life left out.</summary>
public sealed class Traffic
{
    private readonly ConcurrentDictionary<string, string> asked = new();
    private readonly ConcurrentDictionary<string, long> came = new();

    public int Requests => came.Count;

    public long Bytes => came.Values.Sum();

    /// <summary>The largest first.</summary>
    public string Table => string.Join('\n', came.OrderByDescending(one => one.Value).Select(one => $"{one.Value,8:N0}  {asked[one.Key]}"));

    public static async Task<Traffic> Of(IPage page)
    {
        var traffic = new Traffic();
        var network = await page.Context.NewCDPSessionAsync(page);
        network.Event("Network.requestWillBeSent").OnEvent += (_, told) => traffic.Ask(told!.Value);
        network.Event("Network.loadingFinished").OnEvent += (_, told) => traffic.Come(told!.Value);
        await network.SendAsync("Network.enable");
        return traffic;
    }

    /// <summary>Nothing is on its way, and nothing new was asked for during a second.</summary>
    public async Task Settled()
    {
        var patience = DateTime.UtcNow + Until.Patience;
        for (var quiet = 0; quiet < 10; quiet++)
        {
            var before = asked.Count;
            await Task.Delay(100);
            quiet = asked.Count == before && came.Count == before ? quiet : -1;
            Assert.True(DateTime.UtcNow < patience, $"Still on the way: {string.Join(' ', asked.Where(one => !came.ContainsKey(one.Key)).Select(one => one.Value))}");
        }
    }

    private void Ask(JsonElement told)
    {
        var path = new Uri(told.GetProperty("request").GetProperty("url").GetString()!).PathAndQuery;
        if (!path.StartsWith("/live", StringComparison.Ordinal) && path != "/beat")
        {
            asked[told.GetProperty("requestId").GetString()!] = path;
        }
    }

    private void Come(JsonElement told)
    {
        var request = told.GetProperty("requestId").GetString()!;
        if (asked.ContainsKey(request))
        {
            came[request] = (long)told.GetProperty("encodedDataLength").GetDouble();
        }
    }
}
