using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Where tickets are classified; has a team and its rules.</summary>
public sealed record Inbox(long Id, string Name, string Description, int Colour, bool Enabled);

public static class Inboxes
{
    /// <summary>Those the viewer may hand a ticket to: every enabled one.</summary>
    public static async Task<IReadOnlyList<Inbox>> Enabled(NpgsqlConnection db)
    {
        var inboxes = await db.QueryAsync<Inbox>(
            "select id, name, description, colour::int colour, enabled from inboxes where enabled order by name, id");
        return inboxes.AsList();
    }

    internal static async Task<IReadOnlySet<long>> EnabledAmong(NpgsqlConnection db, long[] ids) =>
        ids.Length == 0 ? new HashSet<long>()
        : (await db.QueryAsync<long>("select id from inboxes where enabled and id = any(@ids)", new { ids })).ToHashSet();

    public static Task<long> Create(NpgsqlConnection db, string name, string description, int colour, DateTime now) =>
        db.QuerySingleAsync<long>(
            """
            insert into inboxes (name, description, colour, created_at) values (@name, @description, @colour, @now) returning id
            """, new { name, description, colour, now });

    /// <summary>The inbox of this name, made where there is none.</summary>
    public static async Task<long> Named(NpgsqlConnection db, string name, DateTime now) =>
        await db.QuerySingleOrDefaultAsync<long?>("select id from inboxes where lower(name) = lower(@name)", new { name })
            ?? await Create(db, name, "", 0, now);

    public static Task AddMember(NpgsqlConnection db, long inboxId, long operatorId, bool attends) =>
        db.ExecuteAsync(
            """
            insert into inbox_members (inbox_id, operator_id, duty) values (@inboxId, @operatorId, @duty)
            on conflict (inbox_id, operator_id) do update set duty = excluded.duty
            """, new { inboxId, operatorId, duty = attends ? "attends" : "supervises" });

    public static Task RemoveMember(NpgsqlConnection db, long inboxId, long operatorId) =>
        db.ExecuteAsync("delete from inbox_members where inbox_id = @inboxId and operator_id = @operatorId", new { inboxId, operatorId });
}
