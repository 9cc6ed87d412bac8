using Dapper;
using Npgsql;

namespace Convos.Data;

// What people write: replies and notes, once per press of the button however often it is posted.
public static partial class Messages
{
    /// <summary>
    /// Stores what is to leave, all of it or nothing, with the first attempt of each; the queued row is the outbox. A key seen before
    /// answers with its message.
    /// </summary>
    public static Task<SentResult> Reply(Database database, Viewer viewer, long ticketId, IReadOnlyList<Draft> drafts, DateTime now) =>
        database.InTransaction(async db =>
        {
            var tidy = new List<Draft>();
            foreach (var draft in drafts)
            {
                var (filled, refusal) = await Filled(db, viewer, ticketId, Tidy(draft), now);
                if (refusal is not null)
                {
                    return new SentResult([], refusal);
                }

                tidy.Add(filled);
            }

            // The thread before its ticket, as where a message arrives.
            await Tickets.LockThread(db, ticketId);
            var keys = tidy.Select(draft => draft.Key).ToArray();
            var ids = await db.QueryAsync<long>(ReplySql, Tickets.Scope(viewer, new
            {
                ticketId, now, keys,
                kinds = tidy.Select(draft => draft.Kind.Name()).ToArray(),
                bodies = tidy.Select(draft => draft.Body).ToArray(),
                contents = tidy.Select(draft => draft.Content).ToArray(),
                quotes = tidy.Select(draft => draft.Quoted).ToArray(),
                previews = tidy.Select(draft => Preview(draft.Body)).ToArray(),
            }));
            var written = ids.AsList() is { Count: > 0 } fresh ? fresh : await Earlier(db, viewer, keys);
            return written.Count > 0
                ? new SentResult([.. (await ForEveryone(db, [.. written])).OrderBy(message => message.Id)], null)
                : new SentResult([], await WhyNot(db, viewer, ticketId, needsDuty: true, now));
        });

    public static async Task<MessageResult> Reply(Database database, Viewer viewer, long ticketId, Draft draft, DateTime now)
    {
        var sent = await Reply(database, viewer, ticketId, [draft], now);
        return new MessageResult(sent.Messages.SingleOrDefault(), sent.Refusal);
    }

    public static Task<MessageResult> Reply(Database database, Viewer viewer, long ticketId, string body, Guid key, DateTime now) =>
        Reply(database, viewer, ticketId, new Draft(MessageKind.Text, body, key), now);

    /// <summary>
    /// An internal note: never sent, no duty needed, no answer for any figure. It calls whoever sees the ticket and stands in it as
    /// «@Name»; <paramref name="picked"/> tells apart those who share a name.
    /// </summary>
    public static Task<MessageResult> Note(
        Database database, Viewer viewer, long ticketId, string body, Guid key, DateTime now, params IReadOnlyCollection<long> picked) =>
        database.InTransaction(async db =>
        {
            var (note, refusal) = await Filled(db, viewer, ticketId, Tidy(new Draft(MessageKind.Note, body, key)), now);
            if (refusal is not null)
            {
                return new MessageResult(null, refusal);
            }

            var people = await Called(db, viewer, ticketId, note.Body, picked);
            var parameters = Tickets.Scope(viewer, new
            {
                ticketId, body = note.Body, clientKey = note.Key, now, content = Data.Called.Write(people), called = people.Select(one => one.Id).ToArray(),
            });
            var id = await db.QuerySingleOrDefaultAsync<long?>(NoteSql, parameters) ?? (await Earlier(db, viewer, [note.Key])).Cast<long?>().SingleOrDefault();
            return id is { } written
                ? new MessageResult(await Written(db, written), null)
                : new MessageResult(null, await WhyNot(db, viewer, ticketId, needsDuty: false, now));
        });

    private const string ReplySql =
        $"""
        with drafts as (
          select * from unnest(@kinds, @bodies, @contents, @keys, @quotes, @previews) with ordinality
            d(kind, body, content, key, quoted, preview, place)),
        ticket as (
          select t.id, t.thread_id, t.contact_id, t.channel_id, t.inbox_id, t.conversation_id
          from tickets t
          where t.id = @ticketId and {Tickets.Visible}
            and t.status = 'assigned' and t.operator_id = @me and t.window_closes_at > @now
            and exists (select from operators where id = @me and available and disabled_at is null)
            and exists (select from channels ch where ch.id = t.channel_id and ch.enabled)
            and not exists (
              select from drafts d
              where d.kind in ({MessageKinds.WithFile})
                and not exists (select from uploads u where u.id = d.key and u.operator_id = @me and u.kind = d.kind
                    and (u.ticket_id is null or u.ticket_id = @ticketId)))
          for no key update of t),
        written as (
          insert into messages (channel_id, thread_id, conversation_id, ticket_id, author, operator_id, kind, body, content,
            client_key, quoted_external_id, sent_at, stored_at, delivery)
          select channel_id, thread_id, conversation_id, ticket.id, 'operator', @me, d.kind, d.body, d.content::jsonb,
            d.key, (select q.external_id from messages q where q.id = d.quoted and q.thread_id = ticket.thread_id), @now, @now, 'queued'
          from ticket, drafts d
          order by d.place
          on conflict (operator_id, client_key) do nothing
          returning id, channel_id, thread_id, kind, client_key),
        attempt as (
          insert into message_sends (message_id, attempt, channel_id, thread_id, state, next_try_at, state_at)
          select id, 1, channel_id, thread_id, 'queued', @now, @now from written),
        attached as (
          insert into attachments (message_id, state, file, file_name)
          select written.id, 'ready', u.file, u.file_name
          from written join uploads u on u.id = written.client_key and u.operator_id = @me
          returning message_id, file),
        wanted as (
          {ChannelFiles.Want}
          select distinct written.channel_id, attached.file, @now, @now::timestamptz + interval '24 hours'
          from attached join written on written.id = attached.message_id
          {ChannelFiles.WantAgain}),
        shown as (
          update tickets t set
            last_activity_at = greatest(t.last_activity_at, @now), last_message_id = latest.id, last_author = 'operator',
            last_kind = latest.kind, last_preview = latest.preview, awaiting_since = null, version = t.version + 1
          from (
            select written.id, written.kind, d.preview
            from written join drafts d on d.key = written.client_key
            order by written.id desc
            limit 1) latest
          where t.id = @ticketId),
        thread as (
          update threads th set last_at = greatest(th.last_at, @now) from ticket where th.id = ticket.thread_id and exists (select from written)),
        conversation as (
          update conversations cv set last_at = greatest(cv.last_at, @now)
          from ticket where cv.id = ticket.conversation_id and exists (select from written))
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, message_id)
        select @now, 'replied', ticket.id, ticket.thread_id, contact_id, inbox_id, @me, @me, written.id
        from ticket, written
        order by written.id
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
          insert into messages (channel_id, thread_id, conversation_id, ticket_id, author, operator_id, kind, body, content,
            client_key, sent_at, stored_at, delivery)
          select channel_id, thread_id, conversation_id, id, 'operator', @me, 'note', @body, @content::jsonb, @clientKey, @now, @now, 'internal'
          from ticket
          on conflict (operator_id, client_key) do nothing
          returning id),
        called as (
          {Mentions.Insert})
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, message_id, data)
        select @now, 'noted', ticket.id, thread_id, contact_id, inbox_id, operator_id, @me, written.id,
          (select jsonb_build_object('called', jsonb_agg(called.operator_id)) from called having count(*) > 0)
        from ticket, written
        returning message_id
        """;

    private static async Task<List<long>> Earlier(NpgsqlConnection db, Viewer viewer, Guid[] keys)
    {
        var known = await db.QueryAsync<long>(
            "select id from messages where operator_id = @me and client_key = any(@keys) order by id", new { me = viewer.Id, keys });
        return known.AsList();
    }

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
            // All is as it should be but the file, which was thrown away meanwhile or never was this person's.
            _ when needsDuty => new Refusal(RefusalReason.NoSuchFile),
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
