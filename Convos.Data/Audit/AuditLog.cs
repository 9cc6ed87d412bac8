using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The audit as administrators read it: newest first.</summary>
public static class AuditLog
{
    public static async Task<IReadOnlyList<AuditLine>> Page(NpgsqlConnection db, AuditFilter filter, AuditCursor? after, int take) =>
        (await db.QueryAsync<AuditLine>(Sql(filter, after, $"limit {take}"), Parameters(filter, after, null))).AsList();

    /// <summary>Every line of the filter up to the line <paramref name="newest"/>, as it comes from the database.</summary>
    public static IAsyncEnumerable<AuditLine> All(NpgsqlConnection db, AuditFilter filter, long newest) =>
        db.QueryUnbufferedAsync<AuditLine>(Sql(filter, null, ""), Parameters(filter, null, newest));

    /// <summary>The last line there is: what is written later is not in an export that began before.</summary>
    public static Task<long> Newest(NpgsqlConnection db) =>
        db.QuerySingleAsync<long>("select coalesce(max(id), 0) from audit");

    private static string Sql(AuditFilter filter, AuditCursor? after, string limit) =>
        $"""
        select a.id, a.at, a.actor_id, o.name actor_name, a.action, a.subject, a.subject_id, a.subject_name, a.changes::text changes
        from audit a
        left join operators o on o.id = a.actor_id
        where true
          {(filter.Actor is null ? "" : "and a.actor_id = @actor")}
          {(filter.Subject is null ? "" : "and a.subject = @subject")}
          {(filter.Action is null ? "" : "and a.action = @action")}
          {(filter.From is null ? "" : "and a.at >= @from")}
          {(filter.To is null ? "" : "and a.at < @to")}
          {(filter.Text.Length == 0 ? "" : "and unaccent(a.subject_name) ilike unaccent(@text)")}
          {(after is null ? "" : "and (a.at, a.id) < (@afterAt, @afterId)")}
          and (@newest::bigint is null or a.id <= @newest)
        order by a.at desc, a.id desc
        {limit}
        """;

    private static object Parameters(AuditFilter filter, AuditCursor? after, long? newest) => new
    {
        actor = filter.Actor,
        subject = filter.Subject?.Name(),
        action = filter.Action?.Name(),
        from = filter.From,
        to = filter.To,
        text = Like.Part(filter.Text),
        afterAt = after?.At,
        afterId = after?.Id,
        newest,
    };
}
