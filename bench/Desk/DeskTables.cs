using System.Globalization;
using System.Text;
using Convos.Data;
using Npgsql;

namespace Convos.Bench;

/// <summary>The tables that a desk fills, each open for COPY: which column holds what.</summary>
internal sealed class DeskTables(NpgsqlDataSource source) : IDisposable
{
    private readonly CopyTable contacts = new(source, "contacts", "id, name, phone, created_at");
    private readonly CopyTable aliases = new(source, "contact_aliases", "kind, value, contact_id");
    private readonly CopyTable threads = new(source, "threads", "id, contact_id, channel_id, address, conversation_id, last_at, last_inbound_at, created_at");
    private readonly CopyTable conversations = new(source, "conversations", "id, thread_id, origin, started_at, last_at");
    private readonly CopyTable tickets = new(source, "tickets",
        """
        id, thread_id, contact_id, channel_id, inbox_id, conversation_id, origin, status, operator_id, last_operator_id,
        opened_at, queued_at, assigned_at, closed_at, closed_by, last_activity_at, last_message_id, last_author, last_kind, last_preview,
        awaiting_since, window_closes_at, version
        """);
    private readonly CopyTable messages = new(source, "messages",
        """
        id, channel_id, thread_id, conversation_id, ticket_id, author, operator_id, kind, body, content, external_id, client_key,
        quoted_external_id, sent_at, stored_at, delivery, failure, version
        """);
    private readonly CopyTable sends = new(source, "message_sends",
        "message_id, attempt, channel_id, thread_id, state, external_id, tries, next_try_at, state_at, failure");
    private readonly CopyTable reactions = new(source, "reactions", "message_id, author, emoji, at");
    private readonly CopyTable reads = new(source, "ticket_reads", "operator_id, ticket_id, read_to");
    private readonly CopyTable events = new(source, "events",
        "id, at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, message_id, data, kept");
    private readonly CopyTable inbound = new(source, "inbound_events", "id, channel_id, received_at, body, state, settled_at");

    private IEnumerable<CopyTable> All => [contacts, aliases, threads, conversations, tickets, messages, sends, reactions, reads, events, inbound];

    public void Contact(long id, string name, string phone, DateTime at) => contacts.Row().Id(id).Text(name).Text(phone).Time(at);

    public void Alias(long contact, string number) => aliases.Row().Text("phone").Text(number).Id(contact);

    public void Thread(long id, long contact, long channel, string address, long conversation, DateTime last, DateTime lastInbound, DateTime first) =>
        threads.Row().Id(id).Id(contact).Id(channel).Text(address).Id(conversation).Time(last).Time(lastInbound).Time(first);

    // A ticket is one conversation here, of the same number.
    public void Conversation(TicketPlay play) =>
        conversations.Row().Id(play.Id).Id(play.Episode.Thread + 1).Text("support").Time(play.Episode.OpenedAt).Time(play.Turns[^1].At);

    public void Ticket(TicketPlay play)
    {
        var holder = play.Episode.Stand == Stand.Assigned ? play.Holder : (long?)null;
        var shown = play.Shown;
        var inbound = play.Turns.Last(turn => turn.Author == Author.Contact);
        tickets.Row()
            .Id(play.Id).Id(play.Episode.Thread + 1).Id(play.Contact).Id(play.Channel).Id(play.Inbox).Id(play.Id)
            .Text("inbound").Text(play.Episode.Stand.Name()).Id(holder).Id(play.TakenAt is null ? null : play.Holder)
            .Time(play.Episode.OpenedAt).Time(play.Episode.OpenedAt).Time(play.TakenAt).Time(play.ClosedAt).Id(play.ClosedAt is null ? null : play.Holder)
            .Time(shown.At).Id(shown.Id).Text(shown.Author.Name()).Text(shown.Kind.Name()).Text(shown.Body)
            .Time(play.AwaitingSince).Time(inbound.At.AddHours(24)).Id(play.Turns.Count + 3);
    }

    public void Message(TicketPlay play, Turn turn, DateTime now)
    {
        var ours = turn.Author == Author.Operator;
        var note = turn.Kind == MessageKind.Note;
        var external = note || turn.Delivery == Delivery.Failed ? null : External(turn.Id);
        messages.Row()
            .Id(turn.Id).Id(play.Channel).Id(play.Episode.Thread + 1).Id(play.Id).Id(play.Id).Text(turn.Author.Name()).Id(ours ? play.Holder : null)
            .Text(turn.Kind.Name()).Text(turn.Body).Json(Content(turn)).Text(external).Key(ours ? Key(turn.Id) : null)
            .Text(turn.Quotes ? External(play.Turns[0].Id) : null).Time(turn.At).Time(turn.At).Text(turn.Delivery.Name())
            .Text(turn.Delivery == Delivery.Failed ? "131026 · El número no puede recibir este mensaje" : null).Id(ours && !note ? 3 : 1);
        if (ours && !note)
        {
            sends.Row()
                .Id(turn.Id).Number(1).Id(play.Channel).Id(play.Episode.Thread + 1).Text(turn.Delivery.Name()).Text(external).Number(1)
                .Time(turn.At).Time(turn.At < now.AddSeconds(-3) ? turn.At.AddSeconds(3) : now).Text(null);
        }

        if (turn.ContactReaction is { } emoji)
        {
            reactions.Row().Id(turn.Id).Text("contact").Text(emoji).Time(turn.At);
        }
    }

    public void Event(long id, TicketPlay play, string kind, DateTime at, long? message = null, string? data = null) =>
        events.Row()
            .Id(id).Time(at).Text(kind).Id(play.Id).Id(play.Episode.Thread + 1).Id(play.Contact).Id(play.Inbox).Id(kind == "received" && play.TakenAt is null ? null : play.Holder)
            .Id(kind is "received" or "opened" ? null : play.Holder).Id(message).Json(data).Flag(true);

    public void Read(long person, long ticket, long message) => reads.Row().Id(person).Id(ticket).Id(message);

    public void Inbound(long id, TicketPlay play)
    {
        var at = play.Turns[0].At;
        var said = Encoding.UTF8.GetBytes($$$"""{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","messages":[{"id":"{{{External(play.Turns[0].Id)}}}","type":"text","text":{"body":"{{{play.Turns[0].Body}}}"}}]}}]}]}""");
        inbound.Row().Id(id).Id(play.Channel).Time(at).Bytes(said).Text("done").Time(at);
    }

    public void Complete()
    {
        foreach (var table in All)
        {
            table.Complete();
        }
    }

    public void Dispose()
    {
        foreach (var table in All)
        {
            table.Dispose();
        }
    }

    private static string External(long message) => string.Create(CultureInfo.InvariantCulture, $"wamid.HBgNNTQ5MTE1NTU1MDEwMRUCABEYEjk{message:D14}");

    private static Guid Key(long message) => new((int)(message >> 32), (short)(message >> 16), (short)message, 1, 2, 3, 4, 5, 6, 7, 8);

    private static string? Content(Turn turn) => turn.Kind switch
    {
        MessageKind.Image => """{"image":{"id":"1234567890","mime_type":"image/jpeg","sha256":"q1w2e3r4"}}""",
        MessageKind.Voice => """{"audio":{"id":"1234567891","voice":true,"mime_type":"audio/ogg; codecs=opus"}}""",
        MessageKind.Document => """{"document":{"id":"1234567892","filename":"comprobante.pdf","mime_type":"application/pdf"}}""",
        MessageKind.Location => """{"location":{"latitude":-34.6,"longitude":-58.4}}""",
        _ => null,
    };
}
