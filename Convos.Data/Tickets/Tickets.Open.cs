using Dapper;
using Npgsql;

namespace Convos.Data;

// «Nuevo ticket»: an operator starts it, and holds it from the start.
public static partial class Tickets
{
    /// <summary>
    /// Opens a ticket on a known thread, in <paramref name="inbox"/> or the one that its channel feeds. Refused while another is open there;
    /// the refusal says who holds it. With <paramref name="first"/> it begins with that message: both come to be, or neither.
    /// </summary>
    public static Task<MoveResult> OpenOn(Database database, Viewer viewer, long threadId, DateTime now, long? inbox = null, Draft? first = null) =>
        Opening(database, viewer, inbox, _ => Task.FromResult<long?>(threadId), first, now);

    /// <summary>Opens a ticket for a number: whoever has it, or a new contact. <paramref name="e164"/> is valid and bears its plus.</summary>
    public static Task<MoveResult> OpenTo(
        Database database, Viewer viewer, long channelId, string e164, string? name, DateTime now, long? inbox = null, Draft? first = null) =>
        Opening(database, viewer, inbox, async db =>
        {
            if ((await ChannelsToOpenOn(db, viewer)).All(channel => channel.Id != channelId))
            {
                return null;
            }

            var sender = new Sender([new Alias("phone", PhoneNumbers.Canonical(e164))], name, PhoneNumbers.Display(e164), e164);
            var contact = await InboundContacts.Hold(db, sender, now);
            return await db.QuerySingleAsync<long>(
                """
                insert into threads as th (contact_id, channel_id, address, last_at, created_at) values (@contact, @channelId, @address, @now, @now)
                on conflict (contact_id, channel_id) do update set address = th.address
                returning id
                """, new { contact, channelId, address = e164, now });
        }, first, now);

    // Whatever is refused leaves nothing behind, not even a contact.
    private static Task<MoveResult> Opening(
        Database database, Viewer viewer, long? inbox, Func<NpgsqlConnection, Task<long?>> thread, Draft? first, DateTime now) =>
        database.InTransaction(async db =>
        {
            if (first is not null && await Begun(db, viewer, first) is { } begun)
            {
                return new MoveResult(begun, null);
            }

            if (!await Presences.IsAvailable(db, viewer.Id))
            {
                return new MoveResult(null, new Refusal(RefusalReason.NotOnDuty));
            }

            if (await thread(db) is not { } id)
            {
                return new MoveResult(null, new Refusal(RefusalReason.NotFound));
            }

            var opened = await OpenLocked(db, viewer, id, inbox, now);
            if (opened.Ticket is null || first is null)
            {
                return opened;
            }

            return await Messages.Begin(db, viewer, opened.Ticket.Id, first, now) is { } no ? new MoveResult(null, no) : new MoveResult(await Find(db, viewer, opened.Ticket.Id), null);
        }, stand: result => result.Refusal is null);

    // The same press of the button, posted again.
    private static async Task<Ticket?> Begun(NpgsqlConnection db, Viewer viewer, Draft first) =>
        await db.QuerySingleOrDefaultAsync<long?>("select ticket_id from messages where operator_id = @me and client_key = @key", new { me = viewer.Id, key = first.Key }) is { } ticket
            ? await Find(db, viewer, ticket)
            : null;

    private static async Task<MoveResult> OpenLocked(NpgsqlConnection db, Viewer viewer, long threadId, long? inbox, DateTime now)
    {
        // Who was listed may be known by now as somebody else, whose thread it is.
        // Whoever is blocked meanwhile is blocked when this returns: the contact before the thread, as there.
        await db.ExecuteAsync("select from contacts where id = (select contact_id from threads where id = @threadId) for share", new { threadId });
        threadId = await db.QuerySingleOrDefaultAsync<long?>(
            "select coalesce(joined_into, id) from threads where id = @threadId for no key update", new { threadId }) ?? threadId;
        await db.ExecuteAsync("select from threads where id = @threadId for no key update", new { threadId });
        await HoldInbox(db, inbox ?? await db.QuerySingleOrDefaultAsync<long?>(
            "select ch.inbox_id from threads th join channels ch on ch.id = th.channel_id where th.id = @threadId", new { threadId }));
        var opened = await db.QuerySingleOrDefaultAsync<(long Id, bool StillThere)?>(OpenSql, Scope(viewer, new { threadId, inbox, now }));
        return opened is { } ticket
            ? ticket.StillThere ? new MoveResult(await Find(db, viewer, ticket.Id), null) : new MoveResult(null, new Refusal(RefusalReason.NotOnDuty))
            : new MoveResult(null, await OpenOne(db, threadId)
                ?? await Contacts.Refuses(db, threadId)
                ?? new Refusal(await Presences.IsAvailable(db, viewer.Id) ? RefusalReason.NotFound : RefusalReason.NotOnDuty));
    }

    private const string OpenSql =
        $"""
        with thread as (
          select th.id, th.contact_id, th.channel_id, th.conversation_id, th.last_at, {Windows.Closes} window_closes_at, i.id inbox_id
          from threads th
          join channels ch on ch.id = th.channel_id and {Usable}
          join inboxes i on i.id = coalesce(@inbox::bigint, ch.inbox_id) and i.enabled and (@seesAll or i.id = any(@inboxes))
          join contacts c on c.id = th.contact_id and c.blocked_at is null and c.erased_at is null
          where th.id = @threadId
            and exists (select from operators where id = @me and available and disabled_at is null)
            and not exists (select from tickets t where t.thread_id = th.id and t.status <> 'closed')),
        fresh as (
          insert into conversations (thread_id, origin, started_at, last_at)
          select id, 'support', @now, @now from thread where conversation_id is null or last_at <= @now - interval '24 hours'
          returning id, thread_id),
        current as (
          update threads th set conversation_id = fresh.id from fresh where th.id = fresh.thread_id),
        opened as (
          insert into tickets (thread_id, contact_id, channel_id, inbox_id, conversation_id, origin, status, operator_id, last_operator_id,
            opened_at, assigned_at, last_activity_at, window_closes_at)
          select thread.id, contact_id, channel_id, inbox_id, coalesce(fresh.id, conversation_id), 'operator', 'assigned', @me, @me,
            @now, @now, @now, window_closes_at
          from thread left join fresh on true
          returning id, thread_id, contact_id, inbox_id, operator_id),
        moved as (
          select id, thread_id, contact_id, inbox_id, operator_id, null::bigint from_operator, null::bigint from_inbox from opened),
        {TicketCounters.Shift}
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, data)
        select @now, 'opened', id, thread_id, contact_id, inbox_id, operator_id, @me, jsonb_build_object('origin', 'operator') from moved
        returning ticket_id, {TicketCounters.StillThere} still_there
        """;
}
