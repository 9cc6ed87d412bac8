using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Convos.Tests;

/// <summary>Meta blocks numbers, people merge contacts: whoever is not blocked any more is blocked nowhere, whatever was merged and undone meanwhile.</summary>
public sealed class BlocksOfJoinedTests : OutboundTest
{
    private readonly string[] numbers = [Desk.Phone(), Desk.Phone()];
    private Ticket one = null!;
    private Ticket other = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var number in numbers)
        {
            Server.Graph.Phone(Desk.Channel.AccountId, number);
        }

        Server.Graph.LastInbound = (_, _) => Task.FromResult<DateTime?>(DateTime.UtcNow);
        one = await Make.Ticket(Database, Desk.Channel, phone: numbers[0]);
        other = await Make.Ticket(Database, Desk.Channel, Make.Noon.AddMinutes(1), numbers[1]);
    }

    [Fact]
    public async Task Both_numbers_of_whoever_was_merged_are_taken_back()
    {
        await Block(one);
        await Block(other);
        await Run();
        var there = Blocked();

        Assert.Null(await Merges.Join(Database, Ana, one.ContactId, other.ContactId, Clock.Now()));
        await Run();
        await Contacts.Unblock(Database, Ana, one.ContactId, Clock.Now());
        await Run();

        Assert.Equal([true, true], there);
        Assert.Equal([false, false], Blocked());
        Assert.Empty(await Rows());
    }

    [Fact]
    public async Task Whoever_is_blocked_only_because_of_the_merge_is_taken_back_when_it_is_undone()
    {
        await Block(other);
        await Run();
        Assert.Null(await Merges.Join(Database, Ana, one.ContactId, other.ContactId, Clock.Now()));
        await ChannelBlocks.Again(Database, Ana, one.ContactId, Clock.Now());
        await Run();
        await using var db = await Database.Open();

        Assert.Null(await Merges.Undo(Database, Ana, (await Merges.Undoable(db, Ana, one.ContactId))!.Id, Clock.Now()));
        await Run();

        Assert.Equal([false, true], Blocked());
        Assert.Equal([other.ContactId], await Rows());
        Assert.Null((await Contacts.Blocking(db, Ana, one.ContactId))!.At);
        Assert.Equal(ChannelBlockState.Done, (await Contacts.Blocking(db, Ana, other.ContactId))!.Channels.Single().State);
    }

    [Fact]
    public async Task Undone_and_unblocked_before_anybody_tells_it_is_still_taken_back()
    {
        await Block(other);
        await Run();
        Assert.Null(await Merges.Join(Database, Ana, one.ContactId, other.ContactId, Clock.Now()));
        await using var db = await Database.Open();
        Assert.Null(await Merges.Undo(Database, Ana, (await Merges.Undoable(db, Ana, one.ContactId))!.Id, Clock.Now()));

        await Contacts.Unblock(Database, Ana, other.ContactId, Clock.Now());
        await Run();

        Assert.Equal([false, false], Blocked());
        Assert.Empty(await Rows());
    }

    [Fact]
    public async Task What_moves_with_its_thread_goes_back_with_it()
    {
        var elsewhere = await Make.Channel(Database, Desk.Inbox);
        Server.Graph.Connect(new FakeNumber(elsewhere.AccountId, "15550000002", "token", "secret", () => new Uri("http://webhook.test/")));
        var third = await Make.Ticket(Database, elsewhere, phone: Desk.Phone());
        await Block(third);
        await Run();
        Assert.Null(await Merges.Join(Database, Ana, one.ContactId, third.ContactId, Clock.Now()));
        await using var db = await Database.Open();
        var merged = await Rows();

        Assert.Null(await Merges.Undo(Database, Ana, (await Merges.Undoable(db, Ana, one.ContactId))!.Id, Clock.Now()));

        Assert.Equal([one.ContactId], merged);
        Assert.Equal([third.ContactId], await Rows());
    }

    private async Task Block(Ticket ticket) => Assert.Null(await Contacts.Block(Database, Ana, ticket.ContactId, "spam", Clock.Now(), onChannels: true));

    private Task Run() => new BlockOnChannels(Database, [WhatsApp], new ClearSecrets(), Clock, NullLogger<BlockOnChannels>.Instance).Run(default);

    private bool[] Blocked() => [.. numbers.Select(number => Server.Graph.Blocks.Has(Desk.Channel.AccountId, FakePhone.Key(number)))];

    private Task<long[]> Rows() => Make.One<long[]>(Database, "select coalesce(array_agg(contact_id order by contact_id), '{}') from channel_blocks");
}
