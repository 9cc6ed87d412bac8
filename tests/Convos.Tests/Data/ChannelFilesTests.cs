using Convos.Data;

namespace Convos.Tests;

/// <summary>What a channel has of ours when something went wrong: it is given again, and nothing waits for what will never come.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ChannelFilesTests : IAsyncLifetime
{
    private static readonly DateTime Now = Make.Noon;

    // Each test has a queue of its own.
    private readonly TestDatabase test = new();
    private Desk desk = null!;
    private Viewer ana = null!;
    private Ticket ticket = null!;

    private Database Database => test.Database;

    public async Task InitializeAsync()
    {
        await test.InitializeAsync();
        desk = await Desk.Open(Database);
        ana = await desk.Operator();
        ticket = await desk.Held(ana);
    }

    public Task DisposeAsync() => test.DisposeAsync();

    [Fact]
    public async Task A_retry_gives_the_file_anew_whatever_the_channel_said_it_has()
    {
        var message = await Sent('3');
        await Given("m-1");
        await Outbox.Failed(Database, (await desk.Claim(Now))!, "131009 · no such media", Now);

        Assert.Null((await Messages.Retry(Database, ana, message.Id, Now)).Refusal);

        Assert.Null(await desk.Claim(Now));
        await Given("m-2");
        Assert.Equal("m-2", (await desk.Claim(Now))?.MediaId);
    }

    [Fact]
    public async Task Another_account_is_given_all_that_is_sent_by_it()
    {
        await Sent('4');
        await Given("m-1");

        await using var db = await Database.Open();
        await ChannelFiles.Forget(db, desk.Channel.Id, Now);

        Assert.Null(await desk.Claim(Now));
        await Given("m-2");
        Assert.Equal("m-2", (await desk.Claim(Now))?.MediaId);
    }

    [Fact]
    public async Task Where_the_channel_is_off_a_message_with_a_file_fails_like_any_other()
    {
        var message = await Sent('5');
        await Make.One<int>(Database, "update channels set enabled = false where id = @Id returning 1", new { desk.Channel.Id });

        var item = await desk.Claim(Now);

        Assert.Equal((message.Id, false), (item?.MessageId, item?.ChannelEnabled));
    }

    [Fact]
    public async Task A_file_that_was_refused_is_given_to_whoever_sends_it_next_however_the_clocks_stand()
    {
        await Sent('6');
        await using var db = await Database.Open();
        await ChannelFiles.Refused(Database, (await ChannelFiles.Claim(db, Now))!, "131053 · no", Now.AddMinutes(1));

        await Sent('6');

        Assert.NotNull(await ChannelFiles.Claim(db, Now));
    }

    private async Task<Message> Sent(char digit)
    {
        await using var db = await Database.Open();
        var file = new StoredFile(new string(digit, 64), "image/jpeg", 1000, 640, 480, false, null);
        var upload = await Uploads.Add(db, ana, ticket.Id, MessageKind.Image, file, "foto.jpg", Now);
        return (await Messages.Reply(Database, ana, ticket.Id, [new(MessageKind.Image, "", upload.Id)], Now)).Messages.Single();
    }

    private async Task Given(string mediaId)
    {
        await using var db = await Database.Open();
        await ChannelFiles.Given(db, (await ChannelFiles.Claim(db, Now))!, mediaId, Now.AddDays(29), Now);
    }
}
