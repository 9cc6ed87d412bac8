using System.Text.Json;
using Convos.Data;
using Convos.Workers;
using Dapper;

namespace Convos.Tests;

/// <summary>Every payload of ours, from the webhook's bytes to the rows: each twice and alone, and all of them shuffled.</summary>
public sealed class OwnPayloadsTests(OwnPayloadsTests.Post post) : IClassFixture<OwnPayloadsTests.Post>
{
    public static TheoryData<string> Names => [.. OwnPayloads.All.Select(payload => payload.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_comes_twice_and_leaves_its_effect(string name)
    {
        var payload = OwnPayloads.All.Single(one => one.Name == name);
        await post.Begin();

        foreach (var body in payload.Steps)
        {
            await post.Takes(body, body);
        }

        Assert.Equal(payload.Effects, (await post.Effects()).Where(line => line is not (OwnPayload.Person or OwnPayload.Thread)));
        Assert.Empty(await Soundness.Of(post.Database));
        var changed = payload.Steps.SelectMany(body => Facts(body).Targets).ToHashSet();
        foreach (var message in payload.Steps.SelectMany(Messages).Where(message => !changed.Contains(message.At("id").Text()!)))
        {
            Assert.Null(await LetterForLetter.Wrong(post.Database, message));
        }
    }

    [Fact]
    public async Task All_of_them_shuffled_and_doubled_end_alike_and_nothing_is_lost_or_twice()
    {
        var steps = OwnPayloads.All.Where(payload => !payload.OnlyInOrder).SelectMany(payload => payload.Steps).ToList();
        var said = steps.SelectMany(Messages).Select(message => message.GetProperty("id").GetString()!).Distinct().Order(StringComparer.Ordinal);
        IReadOnlyList<string>? first = null;
        foreach (var seed in new[] { 0, 1, 2, 3 })
        {
            byte[][] bodies = [.. steps, .. steps];
            new Random(seed).Shuffle(bodies);
            await post.Begin();

            await post.Takes(bodies);

            var end = RecordedHost.Lasting(await post.Effects());
            Assert.Equal(first ??= end, end);
            Assert.Contains("ours played, priced", end);
            Assert.Empty(await Soundness.Of(post.Database));
            await using var db = await post.Database.Open();
            Assert.Equal(said, (await db.QueryAsync<string>(
                "select m.external_id from messages m join threads th on th.id = m.thread_id where th.address <> @receiver", new { receiver = "+" + Post.Receiver }))
                .Order(StringComparer.Ordinal));
        }
    }

    private static IEnumerable<JsonElement> Messages(byte[] body) =>
        Facts(body).Messages.Where(message => message.At("from").Text() is not null || message.At("from_user_id").Text() is not null);

    private static PayloadFacts Facts(byte[] body) => new(JsonDocument.Parse(body).RootElement);

    /// <summary>A channel with one message of ours that has left, emptied for every payload.</summary>
    public sealed class Post : IAsyncLifetime
    {
        public const string Receiver = "15550009999";

        private readonly Mailbox mail = new();
        private Viewer ana = null!;

        public Database Database => mail.Database;

        public async Task InitializeAsync()
        {
            await mail.InitializeAsync();
            ana = await mail.Desk.Operator();
            await using var db = await Database.Open();
            await db.ExecuteAsync("update channels set account_id = @account where id = @id", new { account = OwnPayload.Account, id = mail.Desk.Channel.Id });
        }

        public Task DisposeAsync() => mail.DisposeAsync();

        public async Task Begin()
        {
            await using (var db = await Database.Open())
            {
                await Emptied.Of(db, "contacts", "events", "pending_updates", "inbound_events", "channel_notices");
                await db.ExecuteAsync(
                    """
                    delete from operator_inboxes;
                    update operators set open_count = 0
                    """);
            }

            await mail.Desk.Sends(ana, await mail.Desk.Held(ana, "+" + Receiver, mail.Clock.Now()), OwnPayload.Ours, mail.Clock.Now());
        }

        public Task Takes(params byte[][] bodies) => mail.Take(bodies);

        internal Task<IReadOnlyList<string>> Effects() =>
            Tests.Effects.Of(Database, new Dictionary<string, string> { [OwnPayload.Ours] = "ours" }, Receiver);
    }
}
