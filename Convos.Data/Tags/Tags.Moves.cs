using Dapper;
using Npgsql;

namespace Convos.Data;

// Whoever sees a ticket may tag it, on duty or not, and whatever its state.
public static partial class Tags
{
    /// <summary>A tag that is there already is no error.</summary>
    public static Task<MoveResult> Add(Database database, Viewer viewer, long ticketId, long tagId, DateTime now) =>
        Move(database, AddSql, viewer, ticketId, tagId, now);

    /// <summary>A tag that is not there is no error.</summary>
    public static Task<MoveResult> Remove(Database database, Viewer viewer, long ticketId, long tagId, DateTime now) =>
        Move(database, RemoveSql, viewer, ticketId, tagId, now);

    private static async Task<MoveResult> Move(Database database, string sql, Viewer viewer, long ticketId, long tagId, DateTime now)
    {
        await using var db = await database.Open();
        var moved = await db.QuerySingleOrDefaultAsync<long?>(sql, Tickets.Scope(viewer, new { ticketId, tagId, now, Most }));
        var ticket = await Tickets.Find(db, viewer, ticketId);
        return ticket is null ? new(null, new Refusal(RefusalReason.NotFound))
            : moved is not null || ticket.Tags.Any(tag => tag.Id == tagId) == (sql == AddSql) ? new(ticket, null)
            : new(null, new Refusal(ticket.Tags.Count >= Most ? RefusalReason.TooManyTags : RefusalReason.NoSuchTag));
    }

    private const string AddSql =
        $"""
        with moved as (
          update tickets t set tag_ids = t.tag_ids || @tagId, version = t.version + 1
          where t.id = @ticketId and {Tickets.Visible}
            and not t.tag_ids @> array[@tagId] and cardinality(t.tag_ids) < @Most
            and exists (select from operators where id = @me and disabled_at is null)
            and exists (select from tags where id = @tagId and archived_at is null)
          returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id),
        kept as (
          insert into ticket_tags (ticket_id, tag_id, operator_id, at)
          select id, @tagId, @me, @now from moved)
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, data)
        select @now, 'tagged', id, thread_id, contact_id, inbox_id, operator_id, @me, jsonb_build_object('tag', @tagId)
        from moved
        returning ticket_id
        """;

    private const string RemoveSql =
        $"""
        with moved as (
          update tickets t set tag_ids = array_remove(t.tag_ids, @tagId), version = t.version + 1
          where t.id = @ticketId and {Tickets.Visible}
            and t.tag_ids @> array[@tagId]
            and exists (select from operators where id = @me and disabled_at is null)
          returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id),
        dropped as (
          delete from ticket_tags tt using moved where tt.ticket_id = moved.id and tt.tag_id = @tagId)
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, data)
        select @now, 'untagged', id, thread_id, contact_id, inbox_id, operator_id, @me, jsonb_build_object('tag', @tagId)
        from moved
        returning ticket_id
        """;
}
