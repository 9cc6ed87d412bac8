using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Convos.Data;
using Convos.Workers;
using Dapper;

namespace Convos.Tests;

/// <summary>
/// Recorded payloads, where the environment names a folder of them, through the webhook with their recorded signatures: each alone
/// and twice, in sequences, side by side, and all shuffled. Their effects are in <see cref="RecordedEffects"/>.
/// </summary>
public sealed partial class RecordedPayloadsTests(RecordedHost host) : IClassFixture<RecordedHost>
{
    [Fact]
    public async Task Every_file_alone_and_twice_has_its_effect()
    {
        var wrong = new List<string>();
        foreach (var file in Files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var expected = RecordedEffects.Of(name);
            string[] replayed = expected?.After is { } before ? [$"whatsapp/{before}.json", file] : [file];
            await host.Begin(Spoken(replayed));
            foreach (var one in replayed)
            {
                await host.Post(one);
                await host.Post(one);
                await host.TakeIn();
            }

            if (string.Join(" | ", await host.Effects()).TrimEnd() is var actual && actual != expected?.Effect)
            {
                wrong.Add($"{name}: {actual}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Every_effect_that_is_expected_is_of_a_file()
    {
        if (RecordedHost.Folder is not null)
        {
            Assert.Equal(RecordedEffects.Names.Where(name => !name.StartsWith("wa-", StringComparison.Ordinal)).Order(StringComparer.Ordinal), Files.Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Texts_are_kept_to_the_letter()
    {
        foreach (var file in Files)
        {
            if (Texts(file) is not { Count: > 0 } texts)
            {
                continue;
            }

            await host.Begin([]);
            await host.Post(file);
            await host.TakeIn();

            await using var db = await host.Database.Open();
            Assert.Equal(texts, (await db.QueryAsync<string>("select body from messages where kind = 'text'")).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Every_sequence_ends_as_it_must_in_order_doubled_and_side_by_side()
    {
        foreach (var (name, ours, files) in Sequences)
        {
            var expected = RecordedEffects.Of(name)?.Effect;
            foreach (var times in new[] { 1, 2 })
            {
                await host.Begin(ours);
                foreach (var file in files.SelectMany(file => Enumerable.Repeat(file, times)))
                {
                    await host.Post(file);
                    await host.TakeIn();
                }

                Assert.Equal($"{name}: {expected}", $"{name}: {await End(name, files)}");
            }

            await host.Begin(ours);
            await Task.WhenAll(files.Concat(files).Select(host.Post));
            await Task.WhenAll(host.TakeIn(), host.TakeIn());
            await host.TakeIn();
            Assert.Equal(Lasting(expected), Lasting(await End(name, files)));

            await host.Begin(ours);
            await Task.WhenAll(files.Concat(files).Select(host.TakeInAlone));
            Assert.Equal(Lasting(expected), Lasting(await End(name, files)));
        }
    }

    [Fact]
    public async Task All_files_shuffled_and_doubled_end_alike_and_nothing_is_lost_or_twice()
    {
        if (RecordedHost.Folder is null)
        {
            return;
        }

        string? first = null;
        foreach (var seed in new[] { 0, 1, 2, 3 })
        {
            var files = Files.Concat(Files).ToArray();
            new Random(seed).Shuffle(files);
            await host.Begin(host.Ours.Keys.Where(name => name != "UNKNOWN"));

            await Task.WhenAll(files.Chunk(files.Length / 4).Select(async some =>
            {
                foreach (var file in some)
                {
                    await host.Post(file);
                }
            }));
            await host.TakeIn();

            var end = string.Join('\n', Lasting(string.Join(" | ", await host.Effects())));
            first ??= end;
            Assert.Equal(first, end);
            await using var db = await host.Database.Open();
            Assert.Equal(files.Length, await db.QuerySingleAsync<int>("select count(*)::int from inbound_events where state = 'done'"));
            Assert.Empty(await TicketCounters.Differences(db));
        }

        // The highest that any file told of each.
        string[] highest = ["A read", "B read", "C failed", "D failed", "VOICE played"];
        Assert.All(highest, state => Assert.Contains(first!.Split('\n'), line => line.StartsWith(state, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Handshakes_and_signatures_are_answered_as_recorded()
    {
        if (RecordedHost.Folder is null)
        {
            return;
        }

        foreach (var shake in RecordedHost.Read("handshakes.json").GetProperty("graph").EnumerateArray())
        {
            var query = shake.GetProperty("request").GetString()!.Split('?')[1];
            using var answer = await host.Http.GetAsync(new Uri($"{host.Address}?{query}"));
            Assert.True((int)answer.StatusCode == shake.GetProperty("status").GetInt32(), $"{query}: {answer.StatusCode}");
            if (shake.TryGetProperty("body", out var body))
            {
                Assert.Equal(body.GetString(), await answer.Content.ReadAsStringAsync());
            }
        }

        var file = Files[0];
        var (bytes, signature) = (RecordedHost.Body(file), host.Signatures[file]);
        var secret = RecordedHost.Read("anchors.json").GetProperty("whatsapp").GetProperty("app_secret").GetString()!;
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

    private static IReadOnlyList<string> Files => RecordedHost.Folder is null ? [] :
        [.. Directory.EnumerateFiles(Path.Combine(RecordedHost.Folder, "whatsapp"), "*.json").Order().Select(file => $"whatsapp/{Path.GetFileName(file)}")];

    private static IEnumerable<(string Name, IReadOnlyList<string> Ours, IReadOnlyList<string> Files)> Sequences =>
        RecordedHost.Folder is null ? [] : RecordedHost.Read("sequences.json").EnumerateArray()
            .Where(one => one.GetProperty("name").GetString()!.StartsWith("wa-", StringComparison.Ordinal))
            .Select(one => (one.GetProperty("name").GetString()!, Strings(one.GetProperty("seed_outbound")), Strings(one.GetProperty("replay"))));

    // A status that was there before our own record of the send is applied when that comes.
    private async Task<string> End(string name, IReadOnlyList<string> files)
    {
        if (name != "wa-status-race")
        {
            return string.Join(" | ", await host.Effects());
        }

        var before = string.Join(" | ", await host.Effects());
        var status = JsonDocument.Parse(RecordedHost.Body(files[0])).RootElement.GetProperty("entry")[0].GetProperty("changes")[0].GetProperty("value").GetProperty("statuses")[0];
        var ticket = await host.Receivers();
        await host.Sends(ticket, status.GetProperty("id").GetString()!);
        await using var db = await host.Database.Open();
        var delivery = await db.QuerySingleAsync<string>("select delivery from messages where author = 'operator'");
        return string.Join(" | ", [before, $"then {delivery}", .. await host.Effects()]);
    }

    // The messages of ours that these files speak of.
    private IEnumerable<string> Spoken(IEnumerable<string> files)
    {
        var text = string.Concat(files.Select(file => Encoding.UTF8.GetString(RecordedHost.Body(file))));
        return host.Ours.Where(one => one.Key != "UNKNOWN" && text.Contains(one.Value, StringComparison.Ordinal)).Select(one => one.Key).ToList();
    }


    // What does not depend on who came first: not the name or the reason that was told first, nor which ticket opened when.
    private static IReadOnlyList<string> Lasting(string? effects) => [.. (effects ?? "").Split(" | ")
        .Where(line => !line.StartsWith("ticket", StringComparison.Ordinal) && !line.StartsWith("to ", StringComparison.Ordinal) && !line.StartsWith("from ", StringComparison.Ordinal))
        .Select(line => ByOrder().Replace(line, ""))
        .Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"^.* (?== )| \[no ticket\]$|(?<= failed) \d+")]
    private static partial Regex ByOrder();

    private static IReadOnlyList<string> Texts(string file)
    {
        if (!WhatsAppPayload.TryParse(RecordedHost.Body(file), out var payload))
        {
            return [];
        }

        using (payload)
        {
            return [.. payload.RootElement.At("entry").Items().SelectMany(entry => entry.At("changes").Items()).Select(change => change.At("value"))
                .Where(value => value.At("metadata").IsObject())
                .SelectMany(value => value.At("messages").Items())
                .Where(message => message.At("type").Text() == "text" && message.At("group_id").Text() is null)
                .DistinctBy(message => message.At("id").Text())
                .Select(message => message.At("text").At("body").Text()!)
                .Order(StringComparer.Ordinal)];
        }
    }

    private static IReadOnlyList<string> Strings(JsonElement items) => [.. items.EnumerateArray().Select(item => item.GetString()!)];
}
