using System.Net;
using Convos.Data;
using Convos.Workers;
using Dapper;
using Xunit.Abstractions;

namespace Convos.Tests;

/// <summary>All recorded payloads at once, twice and in any order; and the doors through which they come.</summary>
public sealed class RecordedCrowdTests(RecordedHost host, ITestOutputHelper output) : IClassFixture<RecordedHost>
{
    [Fact]
    public async Task All_files_shuffled_and_doubled_end_alike_and_nothing_is_lost_or_twice()
    {
        if (RecordedFiles.Folder is null)
        {
            return;
        }

        IReadOnlyList<string>? first = null;
        foreach (var seed in new[] { 0, 1, 2, 3 })
        {
            var files = RecordedFiles.All.Concat(RecordedFiles.All).ToArray();
            new Random(seed).Shuffle(files);
            await host.Begin(host.Ours.Keys.Where(name => name != "UNKNOWN"));

            await Task.WhenAll(files.Chunk(files.Length / 4).Select(PostAll));
            await (seed % 2 == 0 ? host.TakeIn() : Task.WhenAll(host.TakeIn(), host.TakeIn()));
            await host.TakeIn();

            var end = RecordedHost.Lasting(await host.Effects());
            first ??= end;
            Assert.Equal(first, end);
            await AllIsThere();
            Assert.Equal(files.Length, await Make.One<int>(host.Database, "select count(*)::int from inbound_events where state = 'done'"));
            Assert.Empty(await Soundness.Of(host.Database));
        }
    }

    [Fact]
    public async Task Handshakes_and_signatures_are_answered_as_recorded()
    {
        if (RecordedFiles.Folder is null)
        {
            return;
        }

        foreach (var shake in RecordedFiles.Json("handshakes.json").GetProperty("graph").EnumerateArray())
        {
            var query = shake.GetProperty("request").GetString()!.Split('?')[1];
            using var answer = await host.Http.GetAsync(new Uri($"{host.Address}?{query}"));
            Assert.True((int)answer.StatusCode == shake.GetProperty("status").GetInt32(), $"{query}: {answer.StatusCode}");
            if (shake.TryGetProperty("body", out var body))
            {
                Assert.Equal(body.GetString(), await answer.Content.ReadAsStringAsync());
            }
        }

        var file = RecordedFiles.All[0];
        var (bytes, signature) = (RecordedFiles.Body(file), host.Signatures[$"whatsapp/{file}.json"]);
        var secret = RecordedFiles.Json("anchors.json").GetProperty("whatsapp").GetProperty("app_secret").GetString()!;
        byte[] notJson = [.. "no es JSON"u8], large = new byte[(3 * 1024 * 1024) + 1];
        (byte[] Body, string? Signature, HttpStatusCode Status)[] posts =
        [
            (bytes, signature, HttpStatusCode.OK),
            (bytes, null, HttpStatusCode.Unauthorized),
            (bytes, signature.Replace("sha256=", "sha1=", StringComparison.Ordinal), HttpStatusCode.Unauthorized),
            (bytes, WhatsAppSignature.Sign(bytes, "otro"), HttpStatusCode.Unauthorized),
            ([.. bytes, (byte)' '], signature, HttpStatusCode.Unauthorized),
            (notJson, WhatsAppSignature.Sign(notJson, secret), HttpStatusCode.OK),
            (large, WhatsAppSignature.Sign(large, secret), HttpStatusCode.RequestEntityTooLarge),
        ];
        foreach (var post in posts)
        {
            Assert.Equal(post.Status, await host.Answer(post.Body, post.Signature));
        }
    }

    private async Task PostAll(string[] files)
    {
        foreach (var file in files)
        {
            await host.Post(file);
        }
    }

    // Told by the files themselves: every message once, every status at its highest, and what speaks of nobody's message waits for it.
    private async Task AllIsThere()
    {
        await using var db = await host.Database.Open();
        var said = RecordedFiles.All.SelectMany(name => RecordedFiles.Facts(name).Messages).Select(message => message.At("id").Text()!).ToHashSet();
        Assert.Equal(said.Order(StringComparer.Ordinal), (await db.QueryAsync<string>(
            """
            select m.external_id
            from messages m join threads th on th.id = m.thread_id
            where th.address <> @receiver
            """, new { receiver = "+" + RecordedHost.Receiver })).Order(StringComparer.Ordinal));

        var ours = host.Ours.Where(one => one.Key != "UNKNOWN").Select(one => one.Value).ToList();
        var told = RecordedFiles.All.SelectMany(name => RecordedFiles.Facts(name).Statuses).ToLookup(status => status.At("id").Text()!, status => status.At("status").Text()!);
        var states = (await db.QueryAsync<(string Id, string State)>("select external_id, state from message_sends")).ToDictionary(row => row.Id, row => row.State);
        Assert.All(ours, id => Assert.Equal(PayloadFacts.Highest(told[id].Prepend("sent")), states[id]));

        var unknown = RecordedFiles.All.SelectMany(name => RecordedFiles.Facts(name).Targets).Except(said).Except(ours).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(unknown, (await db.QueryAsync<string>("select distinct external_id from pending_updates")).Order(StringComparer.Ordinal));
        output.WriteLine($"{said.Count} messages, {ours.Count} states of ours, {unknown.Count} that wait.");
    }
}
