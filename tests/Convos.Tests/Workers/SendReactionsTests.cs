using System.Text.Json;
using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Convos.Tests;

/// <summary>Operators' reactions as Meta receives them, field by field, and all that may go wrong on the way.</summary>
public sealed class SendReactionsTests : OutboundTest
{
    private Ticket ticket = null!;
    private Message message = null!;
    private string wamid = "";
    private string phone = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        phone = Desk.Phone();
        wamid = Server.Graph.Phone(Desk.Channel.AccountId, phone).Write("hola");
        await Desk.Arrives(Make.Noon, Make.Text(phone, "hola", id: wamid));
        ticket = (await Tickets.Apply(Database, TicketMove.Take, Ana, (await Desk.Ticket(phone)).Id, Make.Noon)).Ticket!;
        message = (await Desk.Chat(phone)).Single();
    }

    [Fact]
    public async Task A_reaction_its_change_and_its_removal_are_what_meta_wants_field_by_field()
    {
        await React("👍");
        await React("❤️");
        await React(null);

        Assert.Equal(["👍", "❤️", ""], Calls.Select(call => call.Body!.Value.GetProperty("reaction").GetProperty("emoji").GetString()));
        foreach (var (at, call) in Calls.Index())
        {
            var body = call.Body!.Value;
            Assert.Equal(200, call.Status);
            Assert.Equal(["biz_opaque_callback_data", "messaging_product", "reaction", "recipient_type", "to", "type"], Names(body));
            Assert.Equal(("whatsapp", "individual", phone, "reaction", $"reaction.{message.Id}.{at + 1}"),
                (Text(body, "messaging_product"), Text(body, "recipient_type"), Text(body, "to"), Text(body, "type"), Text(body, "biz_opaque_callback_data")));
            Assert.Equal(["emoji", "message_id"], Names(body.GetProperty("reaction")));
            Assert.Equal(wamid, Text(body.GetProperty("reaction"), "message_id"));
        }
    }

    [Fact]
    public async Task It_shows_on_the_customers_phone_and_goes_from_there()
    {
        await React("👍");
        Assert.Equal("👍", Server.Graph.Phone(Desk.Channel.AccountId, phone).Chat[0].TheirReaction);

        await React(null);

        Assert.Null(Server.Graph.Phone(Desk.Channel.AccountId, phone).Chat[0].TheirReaction);
        Assert.Single(Server.Graph.Phone(Desk.Channel.AccountId, phone).Chat);
        Assert.Equal(ReactionState.Sent, (await Shown()).ReactionState);
    }

    [Fact]
    public async Task A_wish_that_another_one_overtook_never_leaves()
    {
        await Messages.React(Database, Ana, ticket.Id, message.Id, "👍", Clock.Now());
        await Messages.React(Database, Ana, ticket.Id, message.Id, "😂", Clock.Now());

        await Run();

        Assert.Equal("😂", Text(Assert.Single(Calls).Body!.Value.GetProperty("reaction"), "emoji"));
    }

    [Fact]
    public async Task A_refusal_is_kept_shown_and_ends_it_until_somebody_wishes_again()
    {
        Server.Graph.FailNext(GraphFault.Refusal(131026));
        await React("👍");
        Clock.Advance(TimeSpan.FromHours(2));
        await Run();

        Assert.Single(Calls);
        var shown = await Shown();
        Assert.Equal(ReactionState.Refused, shown.ReactionState);
        Assert.StartsWith("131026", shown.ReactionFailure, StringComparison.Ordinal);
        await React("👍");
        Assert.Equal(2, Calls.Count);
        Assert.Equal(ReactionState.Sent, (await Shown()).ReactionState);
    }

    [Fact]
    public async Task What_surely_did_not_leave_is_tried_again()
    {
        Server.Graph.FailNext(GraphFault.Refusal(130429));
        await React("👍");
        Assert.Equal(ReactionState.Waiting, (await Shown()).ReactionState);

        Clock.Advance(TimeSpan.FromSeconds(6));
        await Run();

        Assert.Equal([400, 200], Calls.Select(call => call.Status));
        Assert.Equal(ReactionState.Sent, (await Shown()).ReactionState);
    }

    [Fact]
    public async Task What_may_have_left_is_not_sent_twice()
    {
        Server.Graph.FailNext(GraphFault.BadGateway(accepts: true));
        await React("👍");
        Clock.Advance(TimeSpan.FromMinutes(10));
        await Run();

        Assert.Single(Calls);
        Assert.Equal(ReactionState.Uncertain, (await Shown()).ReactionState);
    }

    [Fact]
    public async Task The_window_is_looked_at_again_when_it_leaves()
    {
        await Messages.React(Database, Ana, ticket.Id, message.Id, "👍", Clock.Now());
        Clock.Advance(TimeSpan.FromHours(25));

        await Run();

        Assert.Empty(Calls);
        Assert.StartsWith("131047", (await Shown()).ReactionFailure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_workers_one_sends()
    {
        await Messages.React(Database, Ana, ticket.Id, message.Id, "👍", Clock.Now());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Run()));

        Assert.Single(Calls);
    }

    [Fact]
    public async Task A_reply_that_quotes_names_the_message_and_nothing_more()
    {
        var said = await Messages.Reply(Database, Ana, ticket.Id, new Draft(MessageKind.Text, "sí", Guid.NewGuid(), message.Id), Clock.Now());
        var channel = WhatsApp;
        await new DeliverMessages(Database, [channel], new ClearSecrets(), Clock, NullLogger<DeliverMessages>.Instance).Run(default);

        var body = Assert.Single(Calls).Body!.Value;
        Assert.Equal(["biz_opaque_callback_data", "context", "messaging_product", "recipient_type", "text", "to", "type"], Names(body));
        Assert.Equal(["message_id"], Names(body.GetProperty("context")));
        Assert.Equal((wamid, $"{said.Message!.Id}.1", "sí"),
            (Text(body.GetProperty("context"), "message_id"), Text(body, "biz_opaque_callback_data"), Text(body.GetProperty("text"), "body")));
        Assert.Equal("hola", Server.Graph.Phone(Desk.Channel.AccountId, phone).Chat[^1].QuotedText);
        Assert.Equal(message.Id, said.Message.QuotedId);
    }

    private async Task React(string? emoji)
    {
        Assert.Null((await Messages.React(Database, Ana, ticket.Id, message.Id, emoji, Clock.Now())).Refusal);
        await Run();
    }

    private Task<Message> Shown() => Desk.Message(message.Id);

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(part => part.Name).Order(StringComparer.Ordinal)];

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private Task Run() => new SendReactions(Database, [WhatsApp], new ClearSecrets(), Clock, NullLogger<SendReactions>.Instance).Run(default);
}
