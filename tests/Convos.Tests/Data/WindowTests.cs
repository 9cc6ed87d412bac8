using Convos.Data;

namespace Convos.Tests;

/// <summary>The 24 hours: what the channel says of them stands above our clock, and templates stand above both.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class WindowTests : IAsyncLifetime
{
    private static readonly DateTime Noon = Make.Noon;

    private readonly TestDatabase test = new();
    private Desk desk = null!;
    private Viewer ana = null!;

    private Database Database => test.Database;

    public async Task InitializeAsync()
    {
        await test.InitializeAsync();
        desk = await Desk.Open(Database);
        ana = await desk.Operator();
    }

    public Task DisposeAsync() => test.DisposeAsync();

    [Fact]
    public async Task A_refusal_closes_the_window_for_everybody_at_once_until_the_customer_writes_again()
    {
        var (phone, at) = (Desk.Phone(), Noon.AddHours(1));
        var ticket = await desk.Held(ana, phone);
        await desk.Replies(ana, ticket, "hola", at);

        await Outbox.Failed(Database, (await desk.Claim(at))!, "131047 · Re-engagement message", at, FailureCause.WindowClosed);

        var shut = await desk.Ticket(phone);
        Assert.Equal(at, shut.WindowClosesAt);
        Assert.True(shut.Version > ticket.Version);
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from events where kind = 'window_refused' and ticket_id = @Id", new { ticket.Id }));
        Assert.Equal(RefusalReason.WindowClosed, (await Says("¿hola?", ticket, at)).Refusal?.Reason);

        await desk.Arrives(at.AddMinutes(1), Make.Text(phone, "sí, dime", at.AddMinutes(1)));

        Assert.Equal(at.AddMinutes(1).AddHours(24), (await desk.Ticket(phone)).WindowClosesAt);
        Assert.NotNull((await Says("te cuento", ticket, at.AddMinutes(2))).Message);
        Assert.True((await desk.Claim(at.AddMinutes(2)))!.WindowOpen);
    }

    [Fact]
    public async Task A_refusal_that_comes_as_a_failed_status_closes_it_too_and_one_that_the_customers_words_overtook_does_not()
    {
        var (early, late) = (Desk.Phone(), Desk.Phone());
        var (one, other) = (await desk.Held(ana, early), await desk.Held(ana, late));
        await desk.Sends(ana, one, "wamid.a", Noon.AddMinutes(1));
        await desk.Sends(ana, other, "wamid.b", Noon.AddMinutes(1));
        await desk.Arrives(Noon.AddMinutes(5), Make.Text(late, "acá estoy", Noon.AddMinutes(5)));

        await desk.Arrives(Noon.AddMinutes(6), Failed("wamid.a", Noon.AddMinutes(2)), Failed("wamid.b", Noon.AddMinutes(2)));

        Assert.Equal(Noon.AddMinutes(6), (await desk.Ticket(early)).WindowClosesAt);
        Assert.Equal(Noon.AddMinutes(5).AddHours(24), (await desk.Ticket(late)).WindowClosesAt);
    }

    [Fact]
    public async Task A_refusal_that_overtook_our_own_record_of_the_send_is_learned_with_it()
    {
        var phone = Desk.Phone();
        await desk.Replies(ana, await desk.Held(ana, phone), "hola", Noon.AddMinutes(1));
        var item = (await desk.Claim(Noon.AddMinutes(1)))!;

        await desk.Arrives(Noon.AddMinutes(2), Failed("wamid.fast", Noon.AddMinutes(2)));
        await Outbox.Accepted(Database, item, "wamid.fast", Noon.AddMinutes(3));

        Assert.Equal(Noon.AddMinutes(3), (await desk.Ticket(phone)).WindowClosesAt);
    }

    [Fact]
    public async Task An_older_message_that_arrives_late_does_not_open_what_was_refused()
    {
        var phone = Desk.Phone();
        var ticket = await desk.Held(ana, phone);
        await desk.Replies(ana, ticket, "hola", Noon.AddMinutes(1));
        await Outbox.Failed(Database, (await desk.Claim(Noon.AddMinutes(1)))!, "131047", Noon.AddMinutes(1), FailureCause.WindowClosed);

        await desk.Arrives(Noon.AddMinutes(2), Make.Text(phone, "de ayer", Noon.AddHours(-3)));

        Assert.Equal(Noon.AddMinutes(1), (await desk.Ticket(phone)).WindowClosesAt);
    }

    [Fact]
    public async Task A_ticket_that_is_opened_later_knows_of_the_refusal()
    {
        var ticket = await desk.Held(ana);
        await desk.Replies(ana, ticket, "hola", Noon.AddMinutes(1));
        await Outbox.Failed(Database, (await desk.Claim(Noon.AddMinutes(1)))!, "131047", Noon.AddMinutes(1), FailureCause.WindowClosed);
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Noon.AddMinutes(2));

        var fresh = (await Tickets.OpenOn(Database, ana, ticket.ThreadId, Noon.AddMinutes(3))).Ticket!;

        Assert.Equal(Noon.AddMinutes(1), fresh.WindowClosesAt);
    }

    [Fact]
    public async Task A_template_leaves_when_the_window_is_closed_and_is_an_answer_for_the_figures()
    {
        var phone = Desk.Phone();
        var ticket = await desk.Held(ana, phone);
        var late = Noon.AddHours(30);

        var said = await Messages.Reply(Database, ana, ticket.Id, TemplateDesk.OrderDraft(desk.Channel), late);

        Assert.Null(said.Refusal);
        Assert.Equal((MessageKind.Template, "Marta, tu pedido está en camino.", Delivery.Queued), (said.Message!.Kind, said.Message.Body, said.Message.Delivery));
        var item = (await desk.Claim(late))!;
        Assert.Equal((MessageKind.Template, true), (item.Kind, item.WindowOpen));
        var shown = await desk.Ticket(phone);
        Assert.Equal((null, "Marta, tu pedido está en camino.", MessageKind.Template), (shown.AwaitingSince, shown.LastPreview, shown.LastKind));
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from events where kind = 'replied' and message_id = @Id", new { said.Message.Id }));
    }

    [Fact]
    public async Task A_template_needs_duty_and_the_ticket_as_any_reply_does()
    {
        var away = await desk.Operator(online: false);
        var (held, others) = (await desk.Held(ana), await desk.Held(await desk.Operator()));
        await Make.One<int>(Database, "with t as (update operators set available = false where id = @Id returning 1) select 1 from t", new { away.Id });

        var notMine = await Messages.Reply(Database, ana, others.Id, TemplateDesk.OrderDraft(desk.Channel), Noon.AddHours(30));
        await Presences.Choose(Database, ana.Id, available: false, Noon.AddHours(30));
        var offDuty = await Messages.Reply(Database, ana, held.Id, TemplateDesk.OrderDraft(desk.Channel), Noon.AddHours(30));

        Assert.Equal((RefusalReason.HeldByOther, RefusalReason.NotOnDuty), (notMine.Refusal!.Reason, offDuty.Refusal!.Reason));
    }

    [Fact]
    public async Task A_failed_template_may_be_retried_outside_the_window_and_a_text_may_not()
    {
        var ticket = await desk.Held(ana);
        var text = await desk.Replies(ana, ticket, "hola", Noon.AddHours(1));
        await Outbox.Failed(Database, (await desk.Claim(Noon.AddHours(1)))!, "131026", Noon.AddHours(1));
        var template = (await Messages.Reply(Database, ana, ticket.Id, TemplateDesk.OrderDraft(desk.Channel), Noon.AddHours(2))).Message!;
        await Outbox.Failed(Database, (await desk.Claim(Noon.AddHours(2)))!, "131026", Noon.AddHours(2));

        Assert.Equal(RefusalReason.WindowClosed, (await Messages.Retry(Database, ana, text.Id, Noon.AddHours(30))).Refusal?.Reason);
        Assert.NotNull((await Messages.Retry(Database, ana, template.Id, Noon.AddHours(30))).Message);
    }

    private Task<MessageResult> Says(string text, Ticket ticket, DateTime at) => Messages.Reply(Database, ana, ticket.Id, text, Guid.NewGuid(), at);

    private static InboundStatus Failed(string wamid, DateTime at) =>
        new(wamid, at, Delivery.Failed, "131047 · Re-engagement message", null) { Cause = FailureCause.WindowClosed };
}
