using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What medians cannot tell: who has no answer yet, since when the longest, and how many of them are past their inbox's target.</summary>
public sealed record Unanswered(int Count, DateTime? Since, IReadOnlyList<Overdue> Overdue);

/// <summary>So many tickets of an inbox wait for a first answer past its target; <c>Operator</c>: who holds them, or nobody.</summary>
public sealed record Overdue(long Inbox, long? Operator, int Count);

/// <summary>The queue when it was looked at in an hour, or its most from there on: open tickets, those that nobody holds, those whose customer waits, and for how many seconds the longest.</summary>
public sealed record QueuePoint(DateTime At, int Open, int Unassigned, int Pending, long? Longest);

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
        var targets = await Targets.Read(db, database.Hours, now);
        return new Unanswered(count, since, targets.AreNone ? [] : (await db.QueryAsync<Overdue>(
            $"""
            select f.inbox_id inbox, f.operator_id "operator", count(*)::int count
            from {Targets.Missed}
            where {Chosen(viewer, query)}
            group by 1, 2
            """, Parameters(viewer, query, targets.Parameters))).AsList());
    }

    /// <summary>The inboxes together: by hour, or over more days the most of each stretch of a curve.</summary>
    public static async Task<IReadOnlyList<QueuePoint>> Queue(NpgsqlConnection db, Viewer viewer, ReportQuery query) =>
        (await db.QueryAsync<QueuePoint>(
            """
            select coalesce((@froms::timestamptz[])[width_bucket(taken_at, @froms::timestamptz[])], taken_at) at,
              max(open)::int open, max(unassigned)::int unassigned, max(pending)::int pending, max(longest) longest
            from (
              select max(taken_at) taken_at, sum(open) open, sum(unassigned) unassigned, sum(pending) pending,
                -- A customer's clock may be ahead of ours.
                (max(greatest(0, extract(epoch from taken_at - oldest))) filter (where oldest is not null))::bigint longest
              from queue_snapshots
              where at > @ofFrom::timestamptz - interval '1 hour' and at < @ofUntil and taken_at >= @ofFrom and taken_at < @ofUntil
                and @leads and (@seesAll or inbox_id = any(@inboxes)) and (@ofInbox::bigint is null or inbox_id = @ofInbox::bigint)
              group by at) hours
            group by 1
            order by 1
            """, Parameters(viewer, query, new { froms = query.ByHour ? null : Stretches(query).Select(one => LocalDays.Start(one.From, query.TimeZone)).ToArray() }))).AsList();
}
