using System.Text;
using System.Text.RegularExpressions;

namespace Convos.Bench;

/// <summary>What an operator looks at: the inbox, near and far, and a chat. Beside each, the same SQL and as many bytes without us.</summary>
internal static partial class Pages
{
    private const int Clients = 8;
    private const int Far = 200;

    public static async Task Inbox(Stage stage, Report report)
    {
        await Measure(stage, report, "inbox", "first page", Staff.Admin, ["/inbox/all"], null);
        var cursors = await Cursors(await stage.Visitor(Staff.Admin), Far);
        await Measure(stage, report, "inbox", $"page {cursors.Count + 1}, by its cursor", Staff.Admin, [$"/inbox/all?after={cursors[^1]}"], null);
        await Measure(stage, report, "inbox", "next stretch, by scrolling", Staff.Admin, [.. cursors.Select(cursor => $"/inbox/all?after={cursor}")], "ul#tickets");
    }

    public static async Task Chat(Stage stage, Report report)
    {
        var chats = await stage.All<long>(
            "select id from tickets where status <> 'closed' order by hashint8(id) limit 400");
        await Measure(stage, report, "chat", "opened from the list", Staff.Admin, [.. chats.Select(id => $"/inbox/all/{id}")], "section#chat");
    }

    private static async Task Measure(Stage stage, Report report, string scenario, string what, string email, string[] paths, string? htmx)
    {
        var visitor = await stage.Visitor(email);
        var bytes = (await visitor.Get(paths[0], htmx)).Length;
        var next = 0;
        Task Ask(int _) => visitor.Get(paths[Interlocked.Increment(ref next) % paths.Length], htmx);
        var script = await Record(stage, email, paths[0], htmx);
        await using var server = await BareServer.Start(stage.ConnectionString, script, bytes);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };
        Task Bare(int _) => http.GetByteArrayAsync("/");
        var alone = await stage.ByTurns(1, Ask, Bare);
        var together = await stage.ByTurns(Clients, Ask, Bare, _ => script.Run(stage.Database));
        var observer = stage.Observe();
        await stage.Closed(Clients, Ask);
        var observed = await observer.Done();
        report.Add(new Result(scenario, what, "1 client, closed") { Figure = $"{bytes:N0} bytes, {script.Count} statements" }
            .With(alone[0]).Against($"bare Kestrel: {alone[1].PerSecond:N0}/s", alone[1].PerSecond)
            .Aims(Goal.Most("p50 ≤ 2 ms", 2, alone[0].Latencies.At(50))));
        report.Add(new Result(scenario, what, $"{Clients} clients, closed") { Figure = $"Npgsql alone: {together[2].PerSecond:N0}/s" }
            .With(together[0]).With(observed).Against($"bare Kestrel: {together[1].PerSecond:N0}/s", together[1].PerSecond)
            .Aims(Goal.Least("≥ 30 % of bare", 0.3, together[0].PerSecond / together[1].PerSecond)));
    }

    private static async Task<Script> Record(Stage stage, string email, string path, string? htmx)
    {
        await using var recorder = await Recorder.Start(stage.ConnectionString);
        using var visitor = await Visitor.SignIn(recorder.Address, email);
        await visitor.Get(path, htmx);
        return await recorder.Record(() => visitor.Get(path, htmx));
    }

    // The way down a list: as many pages as there are, at most so many.
    private static async Task<List<string>> Cursors(Visitor visitor, int pages)
    {
        var cursors = new List<string>();
        var (html, _) = await visitor.Page("/inbox/all");
        while (cursors.Count < pages - 1 && More().Match(html) is { Success: true } more)
        {
            cursors.Add(more.Groups[1].Value);
            html = Encoding.UTF8.GetString(await visitor.Plain($"/inbox/all?after={cursors[^1]}", "ul#tickets"));
        }

        return cursors;
    }

    [GeneratedRegex("""hx-get="/inbox/all\?after=([^"]+)""")]
    private static partial Regex More();
}
