using Dapper;
using Npgsql;

namespace Convos.Data;

// Whom nobody is to hear any more. What they send from then on is kept aside: see Withheld.
public static partial class Contacts
{
    public const int LongestBlockReason = 500;

    /// <summary>
    /// From now on nothing of theirs is heard, and nothing that waits leaves. Whoever is blocked stays so, with the first reason. With
    /// <paramref name="onChannels"/> the channels that they know are told, too.
    /// </summary>
    public static Task<Refusal?> Block(Database database, Viewer viewer, long id, string? reason, DateTime now, bool onChannels = false) =>
        Said(reason) switch
        {
            "" => Task.FromResult<Refusal?>(new(RefusalReason.NeedsBlockReason)),
            { Length: > LongestBlockReason } => Task.FromResult<Refusal?>(new(RefusalReason.BlockReasonTooLong)),
            { } why => Change(database, viewer, id, (db, contact) => Block(db, viewer.Id, contact, why, onChannels, now)),
        };

    /// <summary>Their next message opens a ticket as usual. What was kept aside stays there; the channels are told where they knew of it.</summary>
    public static Task<Refusal?> Unblock(Database database, Viewer viewer, long id, DateTime now) =>
        Change(database, viewer, id, (db, contact) => Unblock(db, viewer.Id, contact, now));

    public static Task<bool> IsBlocked(NpgsqlConnection db, long id) =>
        db.QuerySingleAsync<bool>("select exists (select from contacts where id = @id and blocked_at is not null)", new { id });

    /// <summary>Null: whose thread this is may be written to.</summary>
    internal static async Task<Refusal?> Refuses(NpgsqlConnection db, long threadId) =>
        await db.QuerySingleOrDefaultAsync<(bool Blocked, bool Erased)>(
            "select c.blocked_at is not null, c.erased_at is not null from threads th join contacts c on c.id = th.contact_id where th.id = @threadId", new { threadId }) switch
        {
            { Blocked: true } => new Refusal(RefusalReason.ContactBlocked),
            { Erased: true } => new Refusal(RefusalReason.ContactErased),
            _ => null,
        };

    private static string Said(string? reason) => (reason ?? "").ReplaceLineEndings("\n").Replace("\0", "").Trim();

    private sealed record Lockable(long Id, string Name, bool Blocked);

    // The contact first, so that no thread of theirs begins meanwhile; then its threads and open tickets. What arrives at this moment
    // holds one of them: it has opened its ticket by the time that this goes on, or finds its writer blocked.
    private static Task<Refusal?> Change(Database database, Viewer viewer, long id, Func<NpgsqlConnection, Lockable, Task> change) =>
        database.InTransaction<Refusal?>(async db =>
        {
            if (!(await Installation.WhoBlocks(db) <= viewer.Role))
            {
                return new Refusal(RefusalReason.MayNotBlock);
            }

            var contact = await db.QuerySingleOrDefaultAsync<Lockable>(
                $"""
                select c.id, c.name, c.blocked_at is not null blocked
                from contacts c
                where c.id = (select coalesce(joined_into, id) from contacts where id = @id) and c.joined_into is null and c.erased_at is null and {Visible}
                for no key update of c
                """, Tickets.Scope(viewer, new { id }));
            if (contact is null)
            {
                return new Refusal(RefusalReason.NotFound);
            }

            await db.ExecuteAsync("select from threads where contact_id = @Id order by id for no key update", new { contact.Id });
            await db.ExecuteAsync("select from tickets where contact_id = @Id and status <> 'closed' order by id for no key update", new { contact.Id });
            await change(db, contact);
            return null;
        }, stand: refusal => refusal is null);

    private static async Task Block(NpgsqlConnection db, long actor, Lockable contact, string reason, bool onChannels, DateTime now)
    {
        if (!contact.Blocked)
        {
            await db.ExecuteAsync(
                """
                with blocked as (
                  update contacts set blocked_at = @now, blocked_by = @actor, block_reason = @reason, version = version + 1
                  where id = @Id
                  returning id, version)
                insert into events (at, kind, contact_id, actor_id, data)
                select @now, 'contact_blocked', id, @actor, jsonb_build_object('version', version, 'reason', @reason) from blocked
                """, new { contact.Id, actor, reason, now });
            await Hush(db, contact.Id, actor, now);
            await Audit.Note(
                db, actor, AuditAction.Blocked, AuditSubject.Contact, contact.Id, contact.Name, now, Changes.None.With("reason", null, reason));
        }

        if (onChannels)
        {
            await ChannelBlocks.Wish(db, contact.Id, now);
        }
    }

    // Their window ran on while nobody heard them: the channel counts it from their last words.
    private static async Task Unblock(NpgsqlConnection db, long actor, Lockable contact, DateTime now)
    {
        if (!contact.Blocked)
        {
            return;
        }

        await db.ExecuteAsync(
            """
            update threads th set last_inbound_at = aside.at, window_refused_at = null
            from (
              select m.thread_id, max(m.sent_at) at
              from messages m
              join threads own on own.id = m.thread_id and own.contact_id = @Id
              where m.withheld and m.author = 'contact' and m.external_id not like 'aside.%'
              group by m.thread_id) aside
            where th.id = aside.thread_id and (th.last_inbound_at is null or th.last_inbound_at < aside.at);
            with unblocked as (
              update contacts set blocked_at = null, blocked_by = null, block_reason = null, version = version + 1
              where id = @Id
              returning id, version)
            insert into events (at, kind, contact_id, actor_id, data)
            select @now, 'contact_unblocked', id, @actor, jsonb_build_object('version', version) from unblocked
            """, new { contact.Id, actor, now });
        await Audit.Note(db, actor, AuditAction.Unblocked, AuditSubject.Contact, contact.Id, contact.Name, now);
        await ChannelBlocks.TakeBack(db, contact.Id, now);
    }

    /// <summary>
    /// Whatever goes on with a contact who is blocked ends: open tickets, dialogues, all that waits to leave. All is locked. What may have
    /// left already is told as it was.
    /// </summary>
    internal static async Task Hush(NpgsqlConnection db, long id, long? actor, DateTime now)
    {
        await db.ExecuteAsync(CloseSql, new { id, actor, now });
        var threads = (await db.QueryAsync<long>("select id from threads where contact_id = @id order by id", new { id })).ToArray();
        var withdrawn = await db.QueryAsync<long>(
            """
            update message_sends set state = 'failed', failure = @reason, state_at = @now
            where thread_id = any(@threads) and state = 'queued'
            returning message_id
            """, new { threads, now, reason = Outbox.ContactBlocked });
        await Deliveries.Settle(db, [.. withdrawn], now);
        await ReactionSends.Withdraw(db, threads, now);
        await db.ExecuteAsync(
            """
            delete from dialogue_sessions where thread_id = any(@threads);
            update read_receipts set state = 'refused', error = @reason where thread_id = any(@threads) and state = 'waiting';
            delete from typing_signs where thread_id = any(@threads) and not told
            """, new { threads, reason = Outbox.ContactBlocked });
    }

    private const string CloseSql =
        $"""
        with before as (
          select t.id, t.operator_id, t.inbox_id, t.status from tickets t where t.contact_id = @id and t.status <> 'closed'),
        moved as (
          update tickets t set
            status = 'closed', operator_id = null, closed_at = @now, closed_by = null, closing_reason = null, observation = null,
            version = t.version + 1
          from before
          where t.id = before.id
          returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id,
            before.operator_id from_operator, before.inbox_id from_inbox, before.status from_status),
        {TicketCounters.Shift}
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, data)
        select @now, 'closed', id, thread_id, contact_id, inbox_id, operator_id, @actor::bigint,
          jsonb_build_object('from_operator', from_operator, 'from_inbox', from_inbox, 'from_status', from_status, 'by', 'blocked')
        from moved
        """;
}
