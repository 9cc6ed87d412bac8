using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Convos.Tests;

/// <summary>«Bloquear también en WhatsApp» as Meta receives it, and each of its refusals.</summary>
public sealed class BlockOnChannelsTests : OutboundTest
{
    private FakePhone phone = null!;
    private string number = "";
    private Ticket ticket = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        number = Desk.Phone();
        phone = Server.Graph.Phone(Desk.Channel.AccountId, number);
        Server.Graph.LastInbound = (_, customer) => Task.FromResult<DateTime?>(customer == FakePhone.Key(number) ? DateTime.UtcNow : null);
        ticket = await Make.Ticket(Database, Desk.Channel, phone: number);
    }

    [Fact]
    public async Task Meta_is_told_once_and_the_phone_writes_to_nobody_until_it_is_unblocked()
    {
        await Block();
        await Run();
        await Run();

        Assert.Equal([("block", number, 200)], Calls.Select(call => (call.Type!, call.To!, call.Status)));
        Assert.Equal((true, ChannelBlockState.Done), await Told());
        var wamid = phone.Write("¿por qué?");
        await Until.True(() => Task.FromResult(phone.Chat.Single(bubble => bubble.Wamid == wamid).State == BubbleState.Lost));

        await Contacts.Unblock(Database, Ana, ticket.ContactId, Clock.Now());
        await Run();

        Assert.Equal(["block", "unblock"], Calls.Select(call => call.Type!));
        Assert.Null(await Told());
        Assert.False(Server.Graph.Blocks.Has(Desk.Channel.AccountId, FakePhone.Key(number)));
    }

    [Fact]
    public async Task Who_has_not_written_for_a_day_is_blocked_here_alone_and_it_is_said_why()
    {
        Server.Graph.LastInbound = (_, _) => Task.FromResult<DateTime?>(DateTime.UtcNow.AddHours(-25));

        await Block();
        await Run();

        Assert.Equal((400, 139100), Calls.Select(call => (call.Status, call.Code!.Value)).Single());
        Assert.Equal((true, ChannelBlockState.Refused), await Told());
        Assert.Equal(BlockCause.NotRecent, (await State()).Channels.Single().Cause);
        Assert.True((await State()).IsBlocked);
    }

    [Fact]
    public async Task A_full_list_refuses_and_a_new_try_is_made_by_hand()
    {
        Server.Graph.Blocks.Most = 0;
        await Block();
        await Run();
        var refused = (await State()).Channels.Single().Cause;

        Server.Graph.Blocks.Most = 1;
        await ChannelBlocks.Again(Database, Ana, ticket.ContactId, Make.Noon);
        await Run();

        Assert.Equal(BlockCause.ListFull, refused);
        Assert.Equal((true, ChannelBlockState.Done), await Told());
    }

    [Theory]
    [InlineData(139103, 500)]
    [InlineData(130429, 400)]
    [InlineData(190, 401)]
    public async Task What_does_not_get_through_is_told_again_later(int code, int status)
    {
        Server.Graph.Blocks.Faults.Enqueue(GraphErrors.Answer(code, status));
        await Block();
        await Run();
        var waiting = await Told();

        Clock.Advance(TimeSpan.FromMinutes(6));
        await Run();

        Assert.Equal((true, ChannelBlockState.Waiting), waiting);
        Assert.Equal((true, ChannelBlockState.Done), await Told());
    }

    [Fact]
    public async Task Nobody_answers_and_nothing_is_lost()
    {
        await Block();
        await new BlockOnChannels(
            Database, [new Dead()], new ClearSecrets(), Clock, NullLogger<BlockOnChannels>.Instance).Run(default);

        Clock.Advance(TimeSpan.FromMinutes(1));
        await Run();

        Assert.Equal((true, ChannelBlockState.Done), await Told());
    }

    [Fact]
    public async Task Whoever_dies_while_telling_leaves_it_to_the_next()
    {
        await Block();
        await using (var db = await Database.Open())
        {
            Assert.NotNull(await ChannelBlocks.Claim(db, Clock.Now()));
            Assert.Null(await ChannelBlocks.Claim(db, Clock.Now()));
        }

        Clock.Advance(TimeSpan.FromSeconds(46));
        await Run();

        Assert.Equal((true, ChannelBlockState.Done), await Told());
    }

    [Fact]
    public async Task Unblocked_before_it_was_told_meta_hears_of_neither()
    {
        await Block();
        await Contacts.Unblock(Database, Ana, ticket.ContactId, Clock.Now());
        await Run();

        Assert.Empty(Calls);
        Assert.Empty((await State()).Channels);
    }

    [Fact]
    public async Task Unblocked_while_somebody_tells_the_block_it_is_taken_back_after_that()
    {
        await Block();
        await using var db = await Database.Open();
        var telling = (await ChannelBlocks.Claim(db, Clock.Now()))!;
        await Contacts.Unblock(Database, Ana, ticket.ContactId, Clock.Now());

        var meanwhile = await ChannelBlocks.Claim(db, Clock.Now());
        await ChannelBlocks.Done(Database, telling, Clock.Now());
        Clock.Advance(TimeSpan.FromSeconds(46));

        Assert.Null(meanwhile);
        Assert.False((await ChannelBlocks.Claim(db, Clock.Now()))!.Blocked);
    }

    [Fact]
    public async Task Blocked_again_over_what_was_not_taken_back_yet_and_unblocked_before_anybody_tells_it_is_still_taken_back()
    {
        await Block();
        await Run();
        await Contacts.Unblock(Database, Ana, ticket.ContactId, Clock.Now());
        await Block();
        await Contacts.Unblock(Database, Ana, ticket.ContactId, Clock.Now());
        await Run();

        Assert.Equal(["block", "unblock"], Calls.Select(call => call.Type!));
        Assert.False(Server.Graph.Blocks.Has(Desk.Channel.AccountId, FakePhone.Key(number)));
    }

    [Fact]
    public async Task What_is_settled_waits_for_whoever_holds_the_contact()
    {
        await Block();
        await using var db = await Database.Open();
        var telling = (await ChannelBlocks.Claim(db, Clock.Now()))!;
        await using var held = new NpgsqlConnection(Database.ConnectionString);
        await held.OpenAsync();
        await held.ExecuteAsync($"begin; select from contacts where id = {ticket.ContactId} for update");

        var done = ChannelBlocks.Done(Database, telling, Clock.Now());
        await Desk.Waiting(1);
        // Would wait where the row were locked before the contact; shorter than deadlocks are looked for.
        await held.ExecuteAsync($"set local lock_timeout = '300ms'; select from channel_blocks where contact_id = {ticket.ContactId} for update; commit");
        await done;

        Assert.Equal((true, ChannelBlockState.Done), await Told());
    }

    private sealed class Dead : ChannelDouble
    {
        public override Task<BlockResult> Block(OutboundBlock block, CancellationToken ct) => Task.FromResult<BlockResult>(new BlockResult.Later("no route"));
    }

    private async Task Block() => Assert.Null(await Contacts.Block(Database, Ana, ticket.ContactId, "spam", Make.Noon, onChannels: true));

    private Task Run() => new BlockOnChannels(Database, [WhatsApp], new ClearSecrets(), Clock, NullLogger<BlockOnChannels>.Instance).Run(default);

    private async Task<BlockState> State()
    {
        await using var db = await Database.Open();
        return (await Contacts.Blocking(db, Ana, ticket.ContactId))!;
    }

    private async Task<(bool, ChannelBlockState)?> Told() => (await State()).Channels.SingleOrDefault() is { } told ? (told.Blocked, told.State) : null;
}
