using Convos.Data;

namespace Convos.Tests;

/// <summary>A customer's reaction stands on its message, and the newest one counts however they arrive.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ReactionsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    // A letter is an emoji, a dash takes it back; the number is the minute at which the customer did it.
    [Theory]
    [InlineData("a1", "a")]
    [InlineData("a1 b2", "b")]
    [InlineData("b2 a1", "b")]
    [InlineData("a1 -2", null)]
    [InlineData("-2 a1", null)]
    [InlineData("a1 -2 c3", "c")]
    [InlineData("a1 a5 -3", "a")]
    [InlineData("-1", null)]
    public async Task The_newest_counts(string order, string? shown)
    {
        var (desk, phone, id) = await Written();
        var reactions = order.Split(' ').Select(one => Reaction(id, phone, one[0] == '-' ? null : one[..1], one[1] - '0')).ToList();

        foreach (var reaction in reactions)
        {
            await desk.Arrives(Noon.AddHours(1), reaction);
        }

        Assert.Equal(shown, (await desk.Chat(phone)).Single().ContactReaction);
    }

    [Fact]
    public async Task A_reaction_that_comes_again_changes_nothing_that_is_shown()
    {
        var (desk, phone, id) = await Written();
        await desk.Arrives(Noon, Reaction(id, phone, "👍", 1));
        var before = await desk.Everything();

        await desk.Arrives(Noon, Reaction(id, phone, "👍", 1));

        Assert.Equal(before, await desk.Everything());
    }

    [Fact]
    public async Task Reactions_that_overtake_their_message_wait_for_it()
    {
        var (desk, phone, id) = (await Desk.Open(Database), Desk.Phone(), $"wamid.{Guid.NewGuid():N}");
        await desk.Arrives(Noon, Reaction(id, phone, "❤️", 2));
        await desk.Arrives(Noon, Reaction(id, phone, "👍", 1));
        Assert.Equal(0, await Make.One<int>(Database, "select count(*)::int from tickets where channel_id = @id", new { id = desk.Channel.Id }));

        await desk.Arrives(Noon, Make.Text(phone, "hola", Noon, id));

        Assert.Equal("❤️", (await desk.Chat(phone)).Single().ContactReaction);
    }

    [Fact]
    public async Task A_reaction_to_our_reply_finds_it_by_any_of_its_attempts()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone, id) = (await desk.Operator(), Desk.Phone(), $"wamid.{Guid.NewGuid():N}");
        var message = await desk.Sends(ana, await desk.Held(ana, phone), id, Noon);
        await desk.Arrives(Noon, new InboundStatus(id, Noon, Delivery.Failed, "x", null));
        await Messages.Retry(Database, ana, message.Id, Noon);
        await Outbox.Accepted(Database, (await desk.Claim(Noon))!, id + "b", Noon);

        await desk.Arrives(Noon, Reaction(id, phone, "👍", 1));
        Assert.Equal("👍", (await desk.Message(message.Id)).ContactReaction);
        await desk.Arrives(Noon, Reaction(id + "b", phone, "❤️", 2));
        Assert.Equal("❤️", (await desk.Message(message.Id)).ContactReaction);
    }

    [Fact]
    public async Task A_reaction_is_no_message_and_nothing_unread()
    {
        var (desk, phone, id) = await Written();
        var before = await desk.Ticket(phone);
        var ana = await desk.Operator();

        await desk.Arrives(Noon.AddHours(1), Reaction(id, phone, "👍", 1));

        await using var db = await Database.Open();
        Assert.Equal(before, await desk.Ticket(phone));
        Assert.Equal(1, Assert.Single(await Tickets.List(db, ana, new Listing(TicketView.All), null, 10, Make.Noon)).Unread);
        Assert.Single(await desk.Chat(phone));
    }

    private async Task<(Desk Desk, string Phone, string ExternalId)> Written()
    {
        var (desk, phone, id) = (await Desk.Open(Database), Desk.Phone(), $"wamid.{Guid.NewGuid():N}");
        await desk.Arrives(Noon, Make.Text(phone, "hola", Noon, id));
        return (desk, phone, id);
    }

    private static InboundReaction Reaction(string id, string phone, string? emoji, int minute) =>
        new(id, Noon.AddMinutes(minute), Make.Sender(phone), emoji);
}
