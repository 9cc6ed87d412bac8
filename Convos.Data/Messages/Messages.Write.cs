using Dapper;
using Npgsql;

namespace Convos.Data;

// What people send, once per press of the button however often it is posted.
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

            return await Write(db, viewer, ticketId, tidy, now);
        });

    /// <summary>The first message of a ticket that is opened in the same transaction.</summary>
    internal static async Task<Refusal?> Begin(NpgsqlConnection db, Viewer viewer, long ticketId, Draft draft, DateTime now)
    {
        var (filled, refusal) = await Filled(db, viewer, ticketId, Tidy(draft), now);
        return refusal ?? (await Write(db, viewer, ticketId, [filled], now)).Refusal;
    }

    private static async Task<SentResult> Write(NpgsqlConnection db, Viewer viewer, long ticketId, List<Draft> tidy, DateTime now)
    {
        // The thread before its ticket, as where a message arrives.
        await Tickets.LockThread(db, ticketId);
        var keys = tidy.Select(draft => draft.Key).ToArray();
        var ids = await db.QueryAsync<long>(ReplySql, Tickets.Scope(viewer, new
        {
            ticketId, now, keys,
            kinds = tidy.Select(draft => draft.Kind.Name()).ToArray(),
            bodies = tidy.Select(draft => draft.Body).ToArray(),
            contents = tidy.Select(draft => draft.Content).ToArray(),
            files = tidy.Select(draft => draft.Needs?.Name()).ToArray(),
            quotes = tidy.Select(draft => draft.Quoted).ToArray(),
            previews = tidy.Select(draft => Preview(draft.Body)).ToArray(),
        }));
        var written = ids.AsList() is { Count: > 0 } fresh ? fresh : await Earlier(db, viewer, keys);
        return written.Count > 0
            ? new SentResult([.. (await ForEveryone(db, [.. written])).OrderBy(message => message.Id)], null)
            : new SentResult([], await WhyNot(db, viewer, ticketId, needsDuty: true, now, tidy.Exists(draft => draft.Kind != MessageKind.Template) ? MessageKind.Text : MessageKind.Template));
    }

    public static async Task<MessageResult> Reply(Database database, Viewer viewer, long ticketId, Draft draft, DateTime now)
    {
        var sent = await Reply(database, viewer, ticketId, [draft], now);
        return new MessageResult(sent.Messages.SingleOrDefault(), sent.Refusal);
    }

    public static Task<MessageResult> Reply(Database database, Viewer viewer, long ticketId, string body, Guid key, DateTime now) =>
        Reply(database, viewer, ticketId, new Draft(MessageKind.Text, body, key), now);

    private const string ReplySql =
        $"""
        with drafts as (
          select * from unnest(@kinds, @bodies, @contents, @keys, @files, @quotes, @previews) with ordinality
            d(kind, body, content, key, file, quoted, preview, place)),
        ticket as (
          select t.id, t.thread_id, t.contact_id, t.channel_id, t.inbox_id, t.conversation_id
          from tickets t
          where t.id = @ticketId and {Tickets.Visible}
            and t.status = 'assigned' and t.operator_id = @me and (t.window_closes_at > @now or not exists (select from drafts d where d.kind <> 'template'))
            and exists (select from operators where id = @me and available and disabled_at is null)
            and exists (select from channels ch where ch.id = t.channel_id and ch.enabled)
            and not exists (
              select from drafts d
              where d.file is not null
                and not exists (select from uploads u where u.id = d.key and u.operator_id = @me and u.kind = d.file
                    and (u.ticket_id is null or u.ticket_id = @ticketId)))
          for no key update of t),
        written as (
          insert into messages (channel_id, thread_id, conversation_id, ticket_id, author, operator_id, kind, body, content,
            client_key, quoted_external_id, sent_at, stored_at, delivery)
          select channel_id, thread_id, conversation_id, ticket.id, 'operator', @me, d.kind, d.body, d.content::jsonb,
            d.key, (select q.external_id from messages q where q.id = d.quoted and q.thread_id = ticket.thread_id and not q.withheld and q.external_id not like 'sha256.%'), @now, @now, 'queued'
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
          from written
          join drafts d on d.key = written.client_key and d.file is not null
          join uploads u on u.id = d.key and u.operator_id = @me
          returning message_id, file),
        wanted as (
          {ChannelFiles.Want}
          select distinct written.channel_id, attached.file, @now, @now::timestamptz + interval '24 hours'
          from attached join written on written.id = attached.message_id
          {ChannelFiles.WantAgain}),
        shown as (
          update tickets t set
            last_activity_at = greatest(t.last_activity_at, @now), last_message_id = latest.id, last_author = 'operator',
            last_kind = latest.kind, last_preview = latest.preview, awaiting_since = null, passed_by = array[]::bigint[],
            rotates_at = null, rotates_from = null, version = t.version + 1
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

    /// <summary>What those of these keys said that this person has posted before.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> SentAs(NpgsqlConnection db, Viewer viewer, Guid[] keys) =>
        (await db.QueryAsync<(Guid Key, string Body)>(
            "select client_key, body from messages where operator_id = @me and client_key = any(@keys)", new { me = viewer.Id, keys })).ToDictionary(one => one.Key, one => one.Body);

    private static async Task<List<long>> Earlier(NpgsqlConnection db, Viewer viewer, Guid[] keys)
    {
        var known = await db.QueryAsync<long>(
            "select id from messages where operator_id = @me and client_key = any(@keys) order by id", new { me = viewer.Id, keys });
        return known.AsList();
    }

    private static async Task<Refusal> WhyNot(NpgsqlConnection db, Viewer viewer, long ticketId, bool needsDuty, DateTime now, MessageKind kind)
    {
        var ticket = await Tickets.Find(db, viewer, ticketId);
        return ticket switch
        {
            null => new Refusal(RefusalReason.NotFound),
            { Status: TicketStatus.Assigned, OperatorId: { } other } when other != viewer.Id =>
                new Refusal(RefusalReason.HeldByOther, ticket.OperatorName, ticketId),
            { Status: TicketStatus.Closed } when needsDuty && await Contacts.Refuses(db, ticket.ThreadId) is { } blocked => blocked,
            { Status: not TicketStatus.Assigned } => new Refusal(RefusalReason.NotHeld, null, ticketId),
            _ when needsDuty && !await Presences.IsAvailable(db, viewer.Id) => new Refusal(RefusalReason.NotOnDuty),
            _ when kind != MessageKind.Template && (ticket.WindowClosesAt is not { } closes || closes <= now) => new Refusal(RefusalReason.WindowClosed),
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
