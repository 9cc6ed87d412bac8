using Dapper;
using Npgsql;

namespace Convos.Data;

// What people write: replies and notes, once per press of the button however often it is posted.
public static partial class Messages
{
    /// <summary>Stores the reply and its first attempt; the queued row is the outbox. A key seen before answers with its message.</summary>
    public static Task<MessageResult> Reply(Database database, Viewer viewer, long ticketId, Draft draft, DateTime now) =>
        Write(database, ReplySql, needsDuty: true, viewer, ticketId, draft, now);

    public static Task<MessageResult> Reply(Database database, Viewer viewer, long ticketId, string body, Guid key, DateTime now) =>
        Reply(database, viewer, ticketId, new Draft(MessageKind.Text, body, key), now);

    /// <summary>An internal note: never sent, no duty needed, no answer for any figure.</summary>
    public static Task<MessageResult> Note(Database database, Viewer viewer, long ticketId, string body, Guid key, DateTime now) =>
        Write(database, NoteSql, needsDuty: false, viewer, ticketId, new Draft(MessageKind.Note, body, key), now);

    /// <summary>As a part of something larger.</summary>
    internal static Task<MessageResult> Note(NpgsqlConnection db, Viewer viewer, long ticketId, string body, Guid key, DateTime now) =>
        Write(db, NoteSql, needsDuty: false, viewer, ticketId, new Draft(MessageKind.Note, body, key), now);

    private static Task<MessageResult> Write(
        Database database, string sql, bool needsDuty, Viewer viewer, long ticketId, Draft draft, DateTime now) =>
        database.InTransaction(db => Write(db, sql, needsDuty, viewer, ticketId, draft, now));

    private static async Task<MessageResult> Write(
        NpgsqlConnection db, string sql, bool needsDuty, Viewer viewer, long ticketId, Draft draft, DateTime now)
    {
        var body = draft.Body.ReplaceLineEndings("\n").Replace("\0", "").Trim();
        if (body.Length is 0 or > LongestText)
        {
            return new MessageResult(null, new Refusal(body.Length == 0 ? RefusalReason.Empty : RefusalReason.TooLong));
        }

        if (sql == ReplySql)
        {
            // The thread before its ticket, as where a message arrives.
            await Tickets.LockThread(db, ticketId);
        }

        var id = await db.QuerySingleOrDefaultAsync<long?>(sql, Tickets.Scope(viewer, new
        {
            ticketId, kind = draft.Kind.Name(), body, content = draft.Content, clientKey = draft.Key, quoted = draft.Quoted, now, preview = Preview(body),
        })) ?? await Earlier(db, viewer, draft.Key);
        return id is { } written
            ? new MessageResult(await Written(db, written), null)
            : new MessageResult(null, await WhyNot(db, viewer, ticketId, needsDuty, now));
    }

    private const string ReplySql =
        $"""
        with ticket as (
          select t.id, t.thread_id, t.contact_id, t.channel_id, t.inbox_id, t.conversation_id
          from tickets t
          where t.id = @ticketId and {Tickets.Visible}
            and t.status = 'assigned' and t.operator_id = @me and t.window_closes_at > @now
            and exists (select from operators where id = @me and available and disabled_at is null)
            and exists (select from channels ch where ch.id = t.channel_id and ch.enabled)
          for no key update of t),
        written as (
          insert into messages (channel_id, thread_id, conversation_id, ticket_id, author, operator_id, kind, body, content,
            client_key, quoted_external_id, sent_at, stored_at, delivery)
          select channel_id, thread_id, conversation_id, id, 'operator', @me, @kind, @body, @content::jsonb,
            @clientKey, (select q.external_id from messages q where q.id = @quoted and q.thread_id = ticket.thread_id), @now, @now, 'queued'
          from ticket
          on conflict (operator_id, client_key) do nothing
          returning id, channel_id, thread_id),
        attempt as (
          insert into message_sends (message_id, attempt, channel_id, thread_id, state, next_try_at, state_at)
          select id, 1, channel_id, thread_id, 'queued', @now, @now from written),
        shown as (
          update tickets t set
            last_activity_at = greatest(t.last_activity_at, @now), last_message_id = written.id, last_author = 'operator',
            last_kind = @kind, last_preview = @preview, awaiting_since = null, version = t.version + 1
          from written where t.id = @ticketId),
        thread as (
          update threads th set last_at = greatest(th.last_at, @now) from written where th.id = written.thread_id),
        conversation as (
          update conversations cv set last_at = greatest(cv.last_at, @now)
          from ticket, written where cv.id = ticket.conversation_id)
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, message_id)
        select @now, 'replied', ticket.id, ticket.thread_id, contact_id, inbox_id, @me, @me, written.id
        from ticket, written
        returning message_id
        """;

    private const string NoteSql =
        $"""
        with ticket as (
          select t.id, t.thread_id, t.contact_id, t.channel_id, t.inbox_id, t.conversation_id, t.operator_id
          from tickets t
          where t.id = @ticketId and {Tickets.Visible}
            and exists (select from operators where id = @me and disabled_at is null)),
        written as (
          insert into messages (channel_id, thread_id, conversation_id, ticket_id, author, operator_id, kind, body,
            client_key, sent_at, stored_at, delivery)
          select channel_id, thread_id, conversation_id, id, 'operator', @me, 'note', @body, @clientKey, @now, @now, 'internal'
          from ticket
          on conflict (operator_id, client_key) do nothing
          returning id)
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, message_id)
        select @now, 'noted', ticket.id, thread_id, contact_id, inbox_id, operator_id, @me, written.id
        from ticket, written
        returning message_id
        """;

    private static Task<long?> Earlier(NpgsqlConnection db, Viewer viewer, Guid clientKey) =>
        db.QuerySingleOrDefaultAsync<long?>(
            "select id from messages where operator_id = @me and client_key = @clientKey", new { me = viewer.Id, clientKey });

    private static async Task<Refusal> WhyNot(NpgsqlConnection db, Viewer viewer, long ticketId, bool needsDuty, DateTime now)
    {
        var ticket = await Tickets.Find(db, viewer, ticketId);
        return ticket switch
        {
            null => new Refusal(RefusalReason.NotFound),
            { Status: TicketStatus.Assigned, OperatorId: { } other } when other != viewer.Id =>
                new Refusal(RefusalReason.HeldByOther, ticket.OperatorName, ticketId),
            { Status: not TicketStatus.Assigned } => new Refusal(RefusalReason.NotHeld, null, ticketId),
            _ when needsDuty && !await Presences.IsAvailable(db, viewer.Id) => new Refusal(RefusalReason.NotOnDuty),
            _ when ticket.WindowClosesAt is not { } closes || closes <= now => new Refusal(RefusalReason.WindowClosed),
            _ when needsDuty && !await Channels.IsEnabled(db, ticket.ChannelId) => new Refusal(RefusalReason.ChannelDisabled),
            _ => new Refusal(RefusalReason.WrongState),
        };
    }

    /// <summary>One line of at most 200 characters that never cuts a character in two.</summary>
    internal static string Preview(string body)
    {
        var line = body.ReplaceLineEndings(" ");
        return line.Length <= 200 ? line : line[..(char.IsHighSurrogate(line[198]) ? 198 : 199)] + "…";
    }
}
