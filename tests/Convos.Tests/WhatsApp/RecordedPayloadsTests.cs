using Dapper;
using Xunit.Abstractions;

namespace Convos.Tests;

/// <summary>
/// Recorded payloads, where the environment names a folder of them, through the webhook with their recorded signatures: each alone
/// and twice, in either order, in sequences and side by side. Their effects are in <see cref="RecordedEffects"/>.
/// </summary>
public sealed class RecordedPayloadsTests(RecordedHost host, ITestOutputHelper output) : IClassFixture<RecordedHost>
{
    [Fact]
    public void Every_file_and_every_sequence_has_its_effect_and_no_effect_lacks_its_file()
    {
        if (RecordedFiles.Folder is null)
        {
            return;
        }

        Assert.Equal(RecordedFiles.All, RecordedEffects.OfFiles.Select(effect => effect.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(RecordedFiles.Sequences.Select(one => one.Name).Order(StringComparer.Ordinal), RecordedEffects.OfSequences.Keys.Order(StringComparer.Ordinal));
        Assert.All(RecordedFiles.All, name => Assert.Contains($"whatsapp/{name}.json", host.Signatures.Keys));
        output.WriteLine($"{RecordedFiles.All.Count} files, {RecordedEffects.OfFiles.Count} effects, {RecordedFiles.Sequences.Count} sequences.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_file_alone_and_twice_has_its_effect(bool atOnce)
    {
        var (wrong, posts) = (new List<string>(), 0);
        foreach (var expected in Recorded)
        {
            await Begin(expected);
            foreach (var file in expected.Files.SelectMany(file => new[] { file, file }))
            {
                await host.Post(file);
                posts++;
                await (atOnce && posts % 2 == 1 ? Task.CompletedTask : host.TakeIn());
            }

            wrong.AddRange((await Wrongs(expected, await host.Effects())).Select(line => $"{string.Join(", ", expected.Steps)}: {line}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        output.WriteLine($"{posts} posts.");
    }

    [Fact]
    public async Task What_comes_before_the_message_that_it_speaks_of_ends_alike()
    {
        var (wrong, chains) = (new List<string>(), 0);
        foreach (var expected in Recorded.Where(effect => effect.Files.Count > 1 && !OnlyInOrder.Contains(effect.Name)))
        {
            await Begin(expected);
            foreach (var file in expected.Files.Reverse())
            {
                await host.Post(file);
                await host.TakeIn();
            }

            chains++;
            var (end, effect) = (RecordedHost.Lasting(await host.Effects()), RecordedHost.Lasting(expected.Effect.Split(" | ")));
            wrong.AddRange(end.SequenceEqual(effect) ? [] : [$"{expected.Name}: {string.Join(" | ", end)}"]);
            wrong.AddRange((await Soundness.Of(host.Database)).Select(line => $"{expected.Name}: {line}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        output.WriteLine($"{chains} backwards.");
    }

    [Fact]
    public async Task Every_sequence_ends_as_it_must_in_order_doubled_and_side_by_side()
    {
        foreach (var (name, ours, files) in RecordedFiles.Sequences)
        {
            var expected = RecordedEffects.OfSequences[name];
            foreach (var times in new[] { 1, 2 })
            {
                await host.Begin(ours);
                foreach (var file in files.SelectMany(file => Enumerable.Repeat(file, times)))
                {
                    await host.Post(file);
                    await host.TakeIn();
                }

                Assert.Equal($"{name}: {expected}", $"{name}: {string.Join(" | ", await End(name, files))}");
            }

            await host.Begin(ours);
            await Task.WhenAll(files.Concat(files).Select(host.Post));
            await Task.WhenAll(host.TakeIn(), host.TakeIn());
            await host.TakeIn();
            Assert.Equal(RecordedHost.Lasting(expected.Split(" | ")), RecordedHost.Lasting(await End(name, files)));

            await host.Begin(ours);
            await Task.WhenAll(files.Concat(files).Select(host.TakeInAlone));
            Assert.Equal(RecordedHost.Lasting(expected.Split(" | ")), RecordedHost.Lasting(await End(name, files)));
            Assert.Empty(await Soundness.Of(host.Database));
        }

        output.WriteLine($"{RecordedFiles.Sequences.Count} sequences, four ways each.");
    }

    // A removal told within the same second as its reaction, and news of somebody whom nobody knows yet, of whom nothing is kept.
    private static readonly string[] OnlyInOrder = ["034-reaction-removed-emoji-omitted", "074-user_id_update"];

    private static IEnumerable<RecordedEffect> Recorded => RecordedFiles.Folder is null ? [] : RecordedEffects.OfFiles;

    private async Task Begin(RecordedEffect expected)
    {
        var text = string.Concat(expected.Files.Select(RecordedFiles.Text));
        await host.Begin(host.Ours.Where(one => one.Key != "UNKNOWN" && text.Contains(one.Value, StringComparison.Ordinal)).Select(one => one.Key));
        await (expected.Reacted is { } ours ? host.Reacts(ours) : Task.CompletedTask);
    }

    private async Task<IReadOnlyList<string>> Wrongs(RecordedEffect expected, IReadOnlyList<string> effects)
    {
        await using var db = await host.Database.Open();
        var stored = await db.QueryAsync<byte[]>("select body from inbound_events order by id");
        var actual = string.Join(" | ", effects).TrimEnd();
        return
        [
            .. actual == expected.Effect ? [] : new[] { actual },
            .. stored.SequenceEqual(expected.Files.SelectMany(file => new[] { file, file }).Select(RecordedFiles.Body), new SameBytes()) ? [] : new[] { "other bytes are stored" },
            .. await Soundness.Of(host.Database),
        ];
    }

    // A status that was there before our own record of the send is applied when that comes.
    private async Task<IReadOnlyList<string>> End(string name, IReadOnlyList<string> files)
    {
        var end = await host.Effects();
        if (name != "wa-status-race")
        {
            return end;
        }

        var ticket = await host.Receivers();
        await host.Sends(ticket, RecordedFiles.Facts(files[0]).Statuses.Single().GetProperty("id").GetString()!);
        var delivery = await Make.One<string>(host.Database, "select delivery from messages where author = 'operator'");
        return [.. end, $"then {delivery}", .. await host.Effects()];
    }

    private sealed class SameBytes : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? one, byte[]? other) => one.AsSpan().SequenceEqual(other);

        public int GetHashCode(byte[] bytes) => bytes.Length;
    }
}
