using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>An operator's reaction: by whoever holds the ticket, on duty, inside the window; no message, no answer, and the newest wish wins.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class OperatorReactionsTests : IAsyncLifetime
{
    private static readonly DateTime Noon = Make.Noon;

    private readonly TestDatabase test = new();
    private readonly Dictionary<long, string> phones = [];

    private Database Database => test.Database;

    public Task InitializeAsync() => test.InitializeAsync();

    public Task DisposeAsync() => test.DisposeAsync();

    [Fact]
    public async Task It_stands_on_its_message_and_moves_nothing_of_the_ticket()
    {
        var (desk, ana, ticket, message) = await Held();

        var result = await Messages.React(Database, ana, ticket.Id, message.Id, "👍", Noon);

        Assert.Equal(("👍", ana.Id, ReactionState.Waiting), (result.Message!.OperatorReaction, result.Message.ReactedBy, result.Message.ReactionState));
        Assert.True(result.Message.Version > message.Version);
        Assert.Equal(ticket, await desk.Ticket(Phone(ticket)));
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from messages where thread_id = @ThreadId", new { ticket.ThreadId }));
        Assert.Equal(Noon, ticket.AwaitingSince);
    }

    [Fact]
    public async Task Changed_it_is_another_wish_and_the_same_again_is_none()
    {
        var (_, ana, ticket, message) = await Held();

        await Messages.React(Database, ana, ticket.Id, message.Id, "👍", Noon);
        await Messages.React(Database, ana, ticket.Id, message.Id, "👍", Noon);
        Assert.Equal(1, await Wish(message));
        await Messages.React(Database, ana, ticket.Id, message.Id, "❤️", Noon);
        Assert.Equal(2, await Wish(message));
        var removed = await Messages.React(Database, ana, ticket.Id, message.Id, null, Noon);

        Assert.Equal(3, await Wish(message));
        Assert.Null(removed.Message!.OperatorReaction);
        Assert.Equal(3, await Make.One<int>(Database, "select count(*)::int from events where message_id = @Id and kind = 'reacted'", new { message.Id }));
    }

    [Fact]
    public async Task Pressed_twice_at_the_same_time_it_is_one_wish()
    {
        var (_, ana, ticket, message) = await Held();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Messages.React(Database, ana, ticket.Id, message.Id, "👍", Noon)));

        Assert.Equal(1, await Wish(message));
    }

    [Fact]
    public async Task Taking_back_what_was_never_there_tells_nobody()
    {
        var (_, ana, ticket, message) = await Held();

        var result = await Messages.React(Database, ana, ticket.Id, message.Id, null, Noon);

        Assert.Null(result.Refusal);
        Assert.Equal(0, await Make.One<int>(Database, "select count(*)::int from reaction_sends where message_id = @Id", new { message.Id }));
    }

    [Fact]
    public async Task Off_duty_not_holding_after_the_window_and_off_the_channel_it_is_refused()
    {
        var (desk, ana, ticket, message) = await Held();
        var bruno = await desk.Operator();

        Assert.Equal(RefusalReason.HeldByOther, await Why(bruno, ticket, message, Noon));
        Assert.Equal(RefusalReason.WindowClosed, await Why(ana, ticket, message, Noon.AddHours(24)));
        Assert.Equal(RefusalReason.NotFound, await Why(await Make.Operator(Database), ticket, message, Noon));
        await Presences.Choose(Database, ana.Id, available: false, Noon);
        Assert.Equal(RefusalReason.NotOnDuty, await Why(ana, ticket, message, Noon));
        await Presences.Choose(Database, ana.Id, available: true, Noon);
        await using var db = await Database.Open();
        await db.ExecuteAsync("update channels set enabled = false where id = @Id", new { desk.Channel.Id });
        Assert.Equal(RefusalReason.ChannelDisabled, await Why(ana, ticket, message, Noon));
    }

    [Fact]
    public async Task Only_to_what_the_customer_wrote_in_this_thread()
    {
        var (desk, ana, ticket, _) = await Held();
        var ours = await desk.Sends(ana, ticket, $"wamid.{Guid.NewGuid():N}", Noon);
        var note = (await Messages.Note(Database, ana, ticket.Id, "nota", Guid.NewGuid(), Noon)).Message!;
        var (_, _, _, elsewhere) = await Held();
        var nameless = Make.Text(Phone(ticket), "sin id", Noon.AddSeconds(5), "sha256.abc" + Guid.NewGuid().ToString("N"));
        await desk.Arrives(Noon, nameless);
        var unnamed = (await desk.Chat(Phone(ticket))).Single(one => one.Body == "sin id");

        foreach (var message in new[] { ours, note, elsewhere, unnamed })
        {
            Assert.Equal(RefusalReason.NotReactable, await Why(ana, ticket, message, Noon));
        }
    }

    [Theory]
    [InlineData("ok")]
    [InlineData("👍👍")]
    [InlineData("1")]
    [InlineData(" ")]
    [InlineData("<b>")]
    [InlineData("👍a")]
    public async Task Only_an_emoji_is_a_reaction(string text)
    {
        var (_, ana, ticket, message) = await Held();

        var result = await Messages.React(Database, ana, ticket.Id, message.Id, text, Noon);

        Assert.Equal(RefusalReason.NoEmoji, result.Refusal!.Reason);
    }

    [Fact]
    public async Task A_newer_wish_waits_until_the_older_is_through_and_what_comes_of_that_changes_nothing()
    {
        var (_, ana, ticket, message) = await Held();
        await Messages.React(Database, ana, ticket.Id, message.Id, "👍", Noon);
        await using var db = await Database.Open();
        var first = (await ReactionSends.Claim(db, Noon))!;

        await Messages.React(Database, ana, ticket.Id, message.Id, "❤️", Noon);
        Assert.Null(await ReactionSends.Claim(db, Noon));
        await ReactionSends.Refused(Database, first, "131009 · viejo", null, Noon);
        var second = (await ReactionSends.Claim(db, Noon))!;
        await ReactionSends.Sent(db, second, "wamid.r2", Noon);

        Assert.Equal(("👍", "❤️"), (first.Emoji, second.Emoji));
        var shown = await Shown(message);
        Assert.Equal(("❤️", ReactionState.Sent, null), (shown.OperatorReaction, shown.ReactionState, shown.ReactionFailure));
    }

    [Fact]
    public async Task A_refused_removal_shows_again_what_the_customer_sees()
    {
        var (_, ana, ticket, message) = await Held();
        await Messages.React(Database, ana, ticket.Id, message.Id, "👍", Noon);
        await using var db = await Database.Open();
        await ReactionSends.Sent(db, (await ReactionSends.Claim(db, Noon))!, $"wamid.{Guid.NewGuid():N}", Noon);
        await Messages.React(Database, ana, ticket.Id, message.Id, null, Noon);

        await ReactionSends.Refused(Database, (await ReactionSends.Claim(db, Noon))!, "131026 · no", null, Noon);

        var shown = await Shown(message);
        Assert.Equal(("👍", ReactionState.Refused, "131026 · no"), (shown.OperatorReaction, shown.ReactionState, shown.ReactionFailure));
        await Messages.React(Database, ana, ticket.Id, message.Id, null, Noon);
        Assert.Equal(ReactionState.Waiting, (await Shown(message)).ReactionState);
    }

    [Fact]
    public async Task What_failed_later_is_shown_on_the_message_and_is_no_message_of_its_own()
    {
        var (desk, ana, ticket, message) = await Held();
        var id = $"wamid.{Guid.NewGuid():N}";
        await Messages.React(Database, ana, ticket.Id, message.Id, "👍", Noon);
        await using var db = await Database.Open();
        await ReactionSends.Sent(db, (await ReactionSends.Claim(db, Noon))!, id, Noon);

        await desk.Arrives(Noon, new InboundStatus(id, Noon, Delivery.Failed, "131009 · Parameter value is not valid", null));

        var shown = await Shown(message);
        Assert.Equal(("👍", ReactionState.Refused, "131009 · Parameter value is not valid"), (shown.OperatorReaction, shown.ReactionState, shown.ReactionFailure));
        Assert.Equal(0, await Make.One<int>(Database, "select count(*)::int from pending_updates where external_id = @id", new { id }));
        await desk.Arrives(Noon, new InboundStatus(id, Noon, Delivery.Sent, null, null));
        Assert.Equal(ReactionState.Refused, (await Shown(message)).ReactionState);
    }

    [Theory]
    [InlineData(Delivery.Sent, ReactionState.Sent)]
    [InlineData(Delivery.Failed, ReactionState.Refused)]
    public async Task Of_a_lost_answer_the_echo_tells_and_it_is_not_sent_again(Delivery told, ReactionState state)
    {
        var (desk, ana, ticket, message) = await Held();
        await Messages.React(Database, ana, ticket.Id, message.Id, "👍", Noon);
        await using var db = await Database.Open();
        var send = (await ReactionSends.Claim(db, Noon))!;
        await ReactionSends.Doubted(db, send, Noon);
        Assert.Null(await ReactionSends.Claim(db, Noon.AddHours(1)));

        await desk.Arrives(Noon, new InboundStatus($"wamid.{Guid.NewGuid():N}", Noon, told, null, ReactionSends.EchoOf(message.Id, send.Wish)));

        Assert.Equal(state, (await Shown(message)).ReactionState);
    }

    [Fact]
    public async Task An_echo_that_overtakes_the_answer_stands()
    {
        var (desk, ana, ticket, message) = await Held();
        await Messages.React(Database, ana, ticket.Id, message.Id, "👍", Noon);
        await using var db = await Database.Open();
        var send = (await ReactionSends.Claim(db, Noon))!;
        var id = $"wamid.{Guid.NewGuid():N}";

        await desk.Arrives(Noon, new InboundStatus(id, Noon, Delivery.Failed, "131009", ReactionSends.EchoOf(message.Id, send.Wish)));
        await ReactionSends.Sent(db, send, id, Noon);

        Assert.Equal(ReactionState.Refused, (await Shown(message)).ReactionState);
    }

    [Fact]
    public async Task Without_an_echo_within_a_minute_a_person_decides()
    {
        var (_, ana, ticket, message) = await Held();
        await Messages.React(Database, ana, ticket.Id, message.Id, "👍", Noon);
        await using var db = await Database.Open();
        await ReactionSends.Claim(db, Noon);

        await ReactionSends.GiveUp(db, Noon.AddSeconds(44));
        Assert.Equal(ReactionState.Sending, (await Shown(message)).ReactionState);
        await ReactionSends.GiveUp(db, Noon.AddSeconds(46));
        Assert.Equal(ReactionState.Uncertain, (await Shown(message)).ReactionState);
        await ReactionSends.GiveUp(db, Noon.AddSeconds(107));

        Assert.Equal(ReactionState.Unconfirmed, (await Shown(message)).ReactionState);
        Assert.Null(await ReactionSends.Claim(db, Noon.AddHours(1)));
        await Messages.React(Database, ana, ticket.Id, message.Id, "👍", Noon.AddMinutes(3));
        Assert.NotNull(await ReactionSends.Claim(db, Noon.AddMinutes(3)));
    }

    [Fact]
    public async Task What_is_done_on_the_phone_afterwards_has_the_last_word()
    {
        var (desk, ana, ticket, message) = await Held();
        await Messages.React(Database, ana, ticket.Id, message.Id, "👍", Noon);
        var external = await Make.One<string>(Database, "select external_id from messages where id = @Id", new { message.Id });

        await desk.Arrives(Noon, new InboundReaction(external, Noon.AddMinutes(1), Make.Sender(Phone(ticket)), "🙏") { ByPhone = true });

        var shown = await Shown(message);
        Assert.Equal(("🙏", null, ReactionState.Sent), (shown.OperatorReaction, shown.ReactedBy, shown.ReactionState));
        await using var db = await Database.Open();
        Assert.Null(await ReactionSends.Claim(db, Noon.AddHours(1)));
    }

    private async Task<(Desk Desk, Viewer Ana, Ticket Ticket, Message Message)> Held()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var phone = Desk.Phone();
        var ticket = await desk.Held(ana, phone);
        phones[ticket.Id] = phone;
        return (desk, ana, ticket, (await desk.Chat(phone)).Single());
    }

    private string Phone(Ticket ticket) => phones[ticket.Id];

    private Task<int> Wish(Message message) => Make.One<int>(Database, "select wish from reaction_sends where message_id = @Id", new { message.Id });

    private async Task<Message> Shown(Message message)
    {
        await using var db = await Database.Open();
        return (await Messages.ForEveryone(db, [message.Id])).Single();
    }

    private async Task<RefusalReason?> Why(Viewer viewer, Ticket ticket, Message message, DateTime at) =>
        (await Messages.React(Database, viewer, ticket.Id, message.Id, "👍", at)).Refusal?.Reason;
}
