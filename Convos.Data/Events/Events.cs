using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// The log, read by watermark: ids are taken before commit, so «everything after 41» can miss a 40 still in flight;
/// «every transaction that had not ended when I looked» cannot.
/// </summary>
public static class Events
{
    /// <summary>To be taken before anything else of a page is read: whatever the page lacks has a transaction at or after it.</summary>
    public static async Task<Watermark> Watermark(NpgsqlConnection db)
    {
        var (epoch, xid) = await db.QuerySingleAsync<(Guid, string)>(WatermarkSql);
        return new Watermark(epoch, xid);
    }

    /// <summary>The watermark of now, then all at or after <paramref name="since"/>, in one round trip; in another epoch all is of no use.</summary>
    public static async Task<(Watermark Here, IReadOnlyList<Event> Found)> News(NpgsqlConnection db, Watermark since, int limit)
    {
        await using var found = await db.QueryMultipleAsync($"{WatermarkSql};\n{SinceSql(limit)}", new { xid = since.Xid });
        var (epoch, xid) = await found.ReadSingleAsync<(Guid, string)>();
        return (new Watermark(epoch, xid), (await found.ReadAsync<Event>()).AsList());
    }

    private const string WatermarkSql = "select live_epoch, pg_snapshot_xmin(pg_current_snapshot())::text from installation";

    private static string SinceSql(int limit) =>
        $"""
        select id, xid::text xid, at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, message_id, data::text data
        from events
        where xid >= @xid::text::xid8
        order by events.xid, id
        limit {limit}
        """;

    /// <summary>At most <paramref name="limit"/> events, oldest transaction first: the order of the index, or a planner without figures reads the whole log.</summary>
    public static async Task<IReadOnlyList<Event>> Since(NpgsqlConnection db, Watermark since, int limit)
    {
        var events = await db.QueryAsync<Event>(SinceSql(limit), new { xid = since.Xid });
        return events.AsList();
    }

    /// <summary>
    /// A dump restored into another cluster brings transaction ids of the future, and every one of them would count as news.
    /// They are set to zero and a new epoch begins.
    /// </summary>
    public static Task RepairAfterRestore(NpgsqlConnection db) =>
        db.ExecuteAsync(
            """
            with restored as (
              select 1 where (select max(xid) from events) >= pg_snapshot_xmax(pg_current_snapshot())),
            zeroed as (
              update events set xid = '0' where exists (select from restored) returning 1)
            update installation set live_epoch = gen_random_uuid()
            where exists (select from restored) and (select count(*) from zeroed) >= 0
            """, commandTimeout: 0);

    /// <summary>Forgets events that only moved a tick.</summary>
    public static Task<int> Prune(NpgsqlConnection db, DateTime before) =>
        db.ExecuteAsync("delete from events where not kept and at < @before", new { before });
}
