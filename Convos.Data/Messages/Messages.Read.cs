using Dapper;
using Npgsql;

namespace Convos.Data;

// What a person has read of a ticket, which changes nothing for anybody else.
public static partial class Messages
{
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
}
