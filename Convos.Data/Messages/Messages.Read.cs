using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The first customer's message that a person has not read, and how many there are, at most 100 counted. <c>Began</c>: they have read of the ticket before.</summary>
public sealed record Unread(long First, DateTime At, int Count, bool Began);

// What a person has read of a ticket, which changes nothing for anybody else.
public static partial class Messages
{
    /// <summary>What the viewer has not read of a ticket; null: nothing.</summary>
    public static Task<Unread?> Unread(NpgsqlConnection db, Viewer viewer, long ticketId) =>
        db.QuerySingleOrDefaultAsync<Unread>(
            $"""
            select u.id as first, u.sent_at as at, (count(*) over ())::int as count, u.began
            from (
              select m.id, m.sent_at, coalesce(r.read_to, 0) > 0 as began
              from tickets t
              left join ticket_reads r on r.ticket_id = t.id and r.operator_id = @me
              cross join lateral (
                select m.id, m.sent_at from messages m
                where m.ticket_id = t.id and m.author = 'contact' and m.id > coalesce(r.read_to, 0)
                order by m.id
                limit 100) m
              where t.id = @ticketId and {Tickets.Visible}) u
            order by u.sent_at, u.id
            limit 1
            """, Tickets.Scope(viewer, new { ticketId }));

    /// <summary>
    /// Marks all of a visible ticket read for this viewer; wakes their other pages only if that changed anything. The customer is told
    /// when whoever holds the ticket reads it in <paramref name="ownTray"/> («Mis tickets»), where its inbox lets them know.
    /// </summary>
    public static Task MarkRead(NpgsqlConnection db, Viewer viewer, long ticketId, DateTime now, bool ownTray = false) =>
        db.ExecuteAsync(
            $"""
            with newest as (
              select t.id, last.id read_to
              from tickets t
              cross join lateral (
                select m.id from messages m where m.ticket_id = t.id and m.author = 'contact' order by m.id desc limit 1) last
              where t.id = @ticketId and {Tickets.Visible}),
            marked as (
              insert into ticket_reads as r (operator_id, ticket_id, read_to)
              select @me, id, read_to
              from newest
              -- Opened again it writes nothing, not even a lock.
              where not exists (
                select from ticket_reads known
                where known.ticket_id = newest.id and known.operator_id = @me and known.read_to >= newest.read_to and not known.forced_unread)
              on conflict (ticket_id, operator_id) do update set read_to = excluded.read_to, forced_unread = false
              where r.read_to < excluded.read_to or r.forced_unread
              returning ticket_id),
            wished as (
              {ReadReceipts.Wish})
            insert into events (at, kind, ticket_id, operator_id, actor_id, kept)
            select @now, 'read', id, @me, @me, false
            from newest
            where exists (select from marked) or exists (select from wished)
            """, Tickets.Scope(viewer, new { ticketId, now, ownTray }));

    /// <summary>
    /// «No leída» again, for this viewer alone, until they open it or see something new in it. What the customer was told stands.
    /// False: not there, or not for this viewer.
    /// </summary>
    public static Task<bool> MarkUnread(NpgsqlConnection db, Viewer viewer, long ticketId, DateTime now) =>
        db.QuerySingleAsync<bool>(
            $"""
            with ticket as (
              select t.id from tickets t where t.id = @ticketId and {Tickets.Visible}),
            marked as (
              insert into ticket_reads as r (operator_id, ticket_id, read_to, forced_unread)
              select @me, id, 0, true from ticket
              on conflict (ticket_id, operator_id) do update set forced_unread = true
              where not r.forced_unread
              returning ticket_id),
            told as (
              insert into events (at, kind, ticket_id, operator_id, actor_id, kept)
              select @now, 'read', ticket_id, @me, @me, false from marked)
            select exists (select from ticket)
            """, Tickets.Scope(viewer, new { ticketId, now }));
}
