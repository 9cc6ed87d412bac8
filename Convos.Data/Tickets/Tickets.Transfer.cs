using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Somebody who may be handed a ticket. <c>Open</c>: how many they hold already; with a <c>Cap</c>, a transfer passes it: over all inboxes, or in the ticket's own.</summary>
public sealed record Receiver(long Id, string Name, string? Photo, bool Available, int Open, int? Cap);

// A ticket changes hands, with a word to whoever takes it.
public static partial class Tickets
{
    /// <summary>
    /// The transfer, and before it the note, while its writer still sees the ticket; both or neither. The event of the transfer names the note.
    /// Posted again with the same key it is made once. No note: only the transfer.
    /// </summary>
    public static Task<MoveResult> Transfer(
        Database database, Viewer viewer, long ticketId, long? toOperator, long? toInbox, string? note, Guid key, DateTime now) =>
        string.IsNullOrWhiteSpace(note)
            ? Apply(database, TicketMove.Transfer, viewer, ticketId, now, toOperator, toInbox)
            : database.InTransaction(async db =>
            {
                await HoldInbox(db, toInbox);
                await db.ExecuteAsync("savepoint before_the_note");
                var noted = await Messages.Note(db, viewer, ticketId, note, key, now);
                var moved = noted.Refusal is { } no
                    ? new MoveResult(null, no)
                    : await Make(db, TicketMove.Transfer, viewer, ticketId, now, toOperator, toInbox, note: noted.Message!.Id);
                if (moved.Refusal is not null)
                {
                    await db.ExecuteAsync("rollback to savepoint before_the_note");
                }

                return moved;
            });

    /// <summary>Colleagues whom several tickets may be handed to at once, with what they hold over all inboxes: those who are En línea first.</summary>
    public static async Task<IReadOnlyList<Receiver>> ReceiversOfSeveral(NpgsqlConnection db, Viewer viewer)
    {
        var people = await db.QueryAsync<Receiver>(
            """
            select o.id, o.name, left(o.photo, 16) photo, o.available, o.open_count open, o.cap
            from operators o
            where o.disabled_at is null and o.id <> @me
              and (@seesAll or exists (select from inbox_members im where im.operator_id = o.id and im.inbox_id = any(@inboxes)))
            order by o.available desc, lower(o.name), o.id
            """, Scope(viewer, new { }));
        return people.AsList();
    }

    /// <summary>The people of a ticket's inbox but for the viewer and whoever holds it: those who are En línea first.</summary>
    public static async Task<IReadOnlyList<Receiver>> Receivers(NpgsqlConnection db, Viewer viewer, long ticketId)
    {
        var people = await db.QueryAsync<Receiver>(
            $"""
            select o.id, o.name, left(o.photo, 16) photo, o.available, coalesce(least_room.open, o.open_count) open, least_room.cap
            from tickets t
            join inbox_members im on im.inbox_id = t.inbox_id
            join operators o on o.id = im.operator_id and o.disabled_at is null
            left join lateral (
              select open, cap
              from (
                select o.open_count open, o.cap
                union all
                select coalesce(oi.open_count, 0), i.cap
                from inboxes i left join operator_inboxes oi on oi.inbox_id = i.id and oi.operator_id = o.id
                where i.id = t.inbox_id) room
              where open >= cap
              order by cap - open
              limit 1) least_room on true
            where t.id = @ticketId and {Visible} and o.id <> @me and o.id is distinct from t.operator_id
            order by o.available desc, lower(o.name), o.id
            """, Scope(viewer, new { ticketId }));
        return people.AsList();
    }
}
