using Dapper;

namespace Convos.Data;

// What somebody holds who is no longer «En línea».
public static partial class Assignments
{
    private const int AtOnce = 200;

    private sealed record Left(long Ticket, long Inbox, long Operator, OnLeave Rule);

    /// <summary>By the rule of each inbox, those first whose customer waits; answers how many went. Whoever came back meanwhile keeps theirs.</summary>
    public static async Task<int> GiveBackLeft(Database database, DateTime now)
    {
        var moved = 0;
        foreach (var left in await LeftBehind(database, now))
        {
            moved += await GiveBack(database, left, now) ? 1 : 0;
        }

        return moved;
    }

    private static async Task<IReadOnlyList<Left>> LeftBehind(Database database, DateTime now)
    {
        await using var db = await database.Open();
        var left = await db.QueryAsync<Left>(
            $"""
            select t.id ticket, t.inbox_id inbox, t.operator_id "operator", i.on_leave rule
            from tickets t
            join inboxes i on i.id = t.inbox_id and i.on_leave <> 'keep'
            join operators o on o.id = t.operator_id
            where t.status = 'assigned' and not o.available and coalesce(o.away_since, o.presence_since) <= @now - make_interval(mins => i.leave_minutes)
              and t.assigned_at <= @now - make_interval(mins => i.leave_minutes)
            order by coalesce(t.awaiting_since, 'infinity'), t.assigned_at, t.id
            limit {AtOnce}
            """, new { now });
        return left.AsList();
    }

    private static Task<bool> GiveBack(Database database, Left left, DateTime now) =>
        database.InTransaction(async db =>
        {
            var scene = await Look(db, left.Inbox, now);
            var next = left.Rule == OnLeave.Reassign && scene is not null
                ? Choice.Next(scene.Rule, await Ask(db, left.Ticket), scene.Crew, AssignmentReason.Absence)
                : null;
            var handing = new Handing(
                left.Ticket, left.Inbox, left.Operator, next?.OperatorId, "left",
                next is null ? "{}" : Data(scene!.Rule, next));
            return await Move(db, handing, now) && !await Presences.IsAvailable(db, left.Operator);
        }, stand: moved => moved);

    private static Task<Waiting> Ask(Npgsql.NpgsqlConnection db, long ticket) =>
        db.QuerySingleAsync<Waiting>("select id ticket_id, null::bigint owner, passed_by, false named from tickets where id = @ticket", new { ticket });
}
