using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What medians cannot tell: who has no answer yet, since when the longest, and how many of them are past their inbox's target.</summary>
public sealed record Unanswered(int Count, DateTime? Since, IReadOnlyList<Overdue> Overdue);

/// <summary>So many tickets of an inbox wait for a first answer past its target; <c>Operator</c>: who holds them, or nobody.</summary>
public sealed record Overdue(long Inbox, long? Operator, int Count);

/// <summary>A full hour of the queue: open tickets, those that nobody holds, those whose customer waits, and since when the longest.</summary>
public sealed record QueueHour(DateTime At, int Open, int Unassigned, int Pending, DateTime? Oldest);

// How it stands now, and how it stood.
public static partial class Reports
{
    public static async Task<Unanswered> Now(Database database, Viewer viewer, ReportQuery query, DateTime now)
    {
        await using var db = await database.Open();
        var (count, since) = await db.QuerySingleAsync<(int, DateTime?)>(
            $"""
            select count(*)::int, min(t.awaiting_since)
            from tickets t
            where t.status <> 'closed' and t.awaiting_since is not null and {Tickets.Visible} and (@leads or t.operator_id = @me)
              and (@ofInbox::bigint is null or t.inbox_id = @ofInbox::bigint) and (@ofOperator::bigint is null or t.operator_id = @ofOperator::bigint)
            """, Parameters(viewer, query, new { }));
        var late = (await Clocks.Read(db, database.Hours)).Overdue(now).ToList();
        return new Unanswered(count, since, late.Count == 0 ? [] : (await db.QueryAsync<Overdue>(
            $"""
            select f.inbox_id inbox, f.operator_id "operator", count(*)::int count
            from facts f join unnest(@inboxesWithTarget, @befores) late(inbox_id, before) on late.inbox_id = f.inbox_id and f.at < late.before
            where f.kind = 'first_wait' and {Chosen}
            group by 1, 2
            """, Parameters(viewer, query, new { inboxesWithTarget = late.Select(one => one.Inbox).ToArray(), befores = late.Select(one => one.Before).ToArray() }))).AsList());
    }

    /// <summary>By hour, the inboxes together.</summary>
    public static async Task<IReadOnlyList<QueueHour>> Queue(NpgsqlConnection db, Viewer viewer, ReportQuery query) =>
        (await db.QueryAsync<QueueHour>(
            """
            select at, sum(open)::int open, sum(unassigned)::int unassigned, sum(pending)::int pending, min(oldest) oldest
            from queue_snapshots
            where at >= @ofFrom and at < @ofUntil and @leads and (@seesAll or inbox_id = any(@inboxes)) and (@ofInbox::bigint is null or inbox_id = @ofInbox::bigint)
            group by at
            order by at
            """, Parameters(viewer, query, new { }))).AsList();
}
