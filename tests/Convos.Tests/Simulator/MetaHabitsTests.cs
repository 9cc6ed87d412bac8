using System.Text;
using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Convos.Tests;

/// <summary>How the simulated Meta delivers: signed, and with each of its habits.</summary>
public sealed class MetaHabitsTests
{
    private const string Customer = "+5491155550101";

    private static readonly MetaHabits Prompt = new(TimeSpan.Zero, TimeSpan.Zero, Gather: default);

    // Long enough for a busy machine to say in one go what is to be gathered.
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task What_a_customer_types_arrives_signed_and_is_read_back_as_typed()
    {
        var inbox = new Inbox();
        await using var graph = Graph(inbox, Prompt);

        var wamid = graph.Phone(Payload.Account, Customer, "Ana").Write("¿mañana? 😀");
        await graph.Postman.Settled();

        var (body, signature) = Assert.Single(inbox.Arrived);
        Assert.True(WhatsAppSignature.Matches(body, signature, "secreto"));
        Assert.DoesNotContain("ñ", Encoding.UTF8.GetString(body));
        var message = Assert.IsType<InboundMessage>(Assert.Single(Assert.Single(WhatsAppInbound.Read(body, DateTime.UtcNow)).Items));
        Assert.Equal((wamid, "¿mañana? 😀", "Ana", Customer), (message.ExternalId, message.Body, message.Sender.Name, message.Sender.Address));
        Assert.Equal(BubbleState.Arrived, Assert.Single(graph.Phone(Payload.Account, Customer).Chat).State);
    }

    [Fact]
    public async Task A_customer_without_a_number_writes_as_a_user_id()
    {
        var inbox = new Inbox();
        await using var graph = Graph(inbox, Prompt);

        graph.Phone(Payload.Account, "AR.123", "Ana").Write("hola");
        await graph.Postman.Settled();

        var message = Assert.IsType<InboundMessage>(Assert.Single(Assert.Single(WhatsAppInbound.Read(inbox.Arrived[0].Body, DateTime.UtcNow)).Items));
        Assert.Equal(("AR.123", null), (message.Sender.Address, message.Sender.Phone));
    }

    [Fact]
    public async Task A_sent_message_is_told_as_sent_then_delivered_and_read_when_it_is_looked_at()
    {
        var inbox = new Inbox();
        await using var graph = Graph(inbox, Prompt);
        var phone = graph.Phone(Payload.Account, Customer);
        phone.Write("hola");
        await Send(graph);
        await graph.Postman.Settled();
        Assert.Equal(["hola", "sent", "delivered"], inbox.Said);

        phone.Look();
        phone.Look();
        await graph.Postman.Settled();

        Assert.Equal(["hola", "sent", "delivered", "read"], inbox.Said);
        var status = Assert.IsType<InboundStatus>(WhatsAppInbound.Read(inbox.Arrived[^1].Body, DateTime.UtcNow)[0].Items[0]);
        Assert.Equal(("7.1", phone.Chat[^1].Wamid), (status.Echo, status.ExternalId));
    }

    [Fact]
    public async Task Twice_and_out_of_order_every_status_comes_two_times_last_first()
    {
        var inbox = new Inbox();
        await using var graph = Graph(inbox, Prompt with { Gather = Gather, Twice = true, OutOfOrder = true });
        graph.Phone(Payload.Account, Customer).Write("hola");
        await graph.Postman.Settled();

        await Send(graph);
        await graph.Postman.Settled();

        Assert.Equal(["hola", "hola", "delivered", "delivered", "sent", "sent"], inbox.Said);
    }

    [Fact]
    public async Task In_one_batch_messages_and_statuses_share_a_payload()
    {
        var inbox = new Inbox();
        await using var graph = Graph(inbox, Prompt with { Gather = Gather, OneBatch = true });
        var phone = graph.Phone(Payload.Account, Customer);

        phone.Write("uno");
        phone.Write("dos");
        await Send(graph);
        await graph.Postman.Settled();

        Assert.Equal("uno dos sent delivered", Assert.Single(inbox.Said));
    }

    [Fact]
    public async Task A_webhook_that_is_not_answered_200_is_tried_again()
    {
        var inbox = new Inbox(unable: 2);
        await using var graph = Graph(inbox, Prompt);
        var phone = graph.Phone(Payload.Account, Customer);

        phone.Write("hola");
        await graph.Postman.Settled();

        Assert.Equal(["hola"], inbox.Said);
        Assert.Equal(BubbleState.Arrived, Assert.Single(phone.Chat).State);
    }

    [Fact]
    public async Task A_reaction_and_its_removal_arrive()
    {
        var inbox = new Inbox();
        await using var graph = Graph(inbox, Prompt);
        var phone = graph.Phone(Payload.Account, Customer);
        phone.Write("hola");
        await Send(graph);
        await graph.Postman.Settled();
        var ours = phone.Chat[^1].Wamid;

        phone.React(ours, "👍");
        await graph.Postman.Settled();
        Assert.Equal("👍", phone.Chat[^1].MyReaction);
        phone.React(ours, null);
        await graph.Postman.Settled();

        Assert.Equal(["👍", "∅"], inbox.Said.TakeLast(2));
        Assert.Null(phone.Chat[^1].MyReaction);
    }

    [Fact]
    public async Task A_message_that_fails_afterwards_never_shows_on_the_phone()
    {
        var inbox = new Inbox();
        await using var graph = Graph(inbox, Prompt);
        var phone = graph.Phone(Payload.Account, Customer);
        phone.Write("hola");
        graph.FailNext(GraphFault.FailedAfterwards(131053));

        await Send(graph);
        await graph.Postman.Settled();

        Assert.Equal(["hola", "failed"], inbox.Said);
        Assert.Single(phone.Chat);
    }

    [Fact]
    public async Task Many_at_once_lose_nothing()
    {
        var inbox = new Inbox();
        await using var graph = Graph(inbox, Prompt with { Gather = Gather, OutOfOrder = true });
        var phones = Enumerable.Range(0, 50).Select(n => graph.Phone(Payload.Account, $"+54911555502{n:D2}")).ToList();

        Parallel.ForEach(phones, phone => phone.Write("hola"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Send(graph, $"+54911555502{n:D2}")));
        await graph.Postman.Settled();

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal([50, 50, 50], inbox.Said.CountBy(said => said).OrderBy(said => said.Key, StringComparer.Ordinal).Select(said => said.Value));
        Assert.All(phones, phone => Assert.Equal(2, phone.Chat.Count));
    }

    private static FakeGraph Graph(Inbox inbox, MetaHabits habits)
    {
        var graph = new FakeGraph(new HttpClient(inbox), TimeProvider.System, NullLogger.Instance);
        graph.Postman.Habits = habits;
        graph.Connect(new(Payload.Account, "+54 11 5555-0001", "llave", "secreto", () => new Uri("http://webhook.invalid/")));
        return graph;
    }

    private static Task<GraphAnswer> Send(FakeGraph graph, string to = Customer) => graph.Answer(new("v25.0", Payload.Account, "Bearer llave", Encoding.UTF8.GetBytes(
        $$"""{"messaging_product":"whatsapp","to":"{{to}}","type":"text","text":{"body":"buenas"},"biz_opaque_callback_data":"7.1"}""")));
}
