using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Reads figures from sums. One selection of facts (<see cref="Chosen"/>) serves the screen, the tickets behind a figure and the files: what one
/// counts, the others list.
/// </summary>
public static partial class Reports
{
    /// <summary>Up to so many durations medians are exact; beyond, they come from histograms.</summary>
    public const int ExactUpTo = 20_000;

    /// <summary>A report sums so many changes itself before it looks; more are left to the clock, and the page says so.</summary>
    public const int SettledAtOnce = 5_000;

    /// <summary>
    /// Over a fact or a sum <c>f</c>: what the viewer may see of them, and of that what is asked for. Whoever does not lead sees their own.
    /// Whom it is not asked of is not written: a plan made for everybody reads everybody, also for one person.
    /// </summary>
    internal static string Chosen(Viewer viewer, ReportQuery query) => string.Join(" and ",
    [
        viewer.SeesAll ? "true" : viewer.Leads ? "f.inbox_id = any(@inboxes)" : "f.operator_id = @me",
        .. query.Inbox is null ? Array.Empty<string>() : ["f.inbox_id = @ofInbox"],
        .. query.Operator is null ? Array.Empty<string>() : ["f.operator_id = @ofOperator"],
    ]);

    internal static DynamicParameters Parameters(Viewer viewer, ReportQuery query, object more)
    {
        var parameters = Tickets.Scope(viewer, more);
        parameters.AddDynamicParams(new { ofInbox = query.Inbox, ofOperator = query.Operator, ofFrom = query.Start, ofUntil = query.End });
        return parameters;
    }

    /// <summary>Tells and sums what has changed since, where that is soon done. False: much is being told or summed, figures are behind.</summary>
    public static async Task<bool> Settle(Database database)
    {
        if (!await Facts.Settle(database))
        {
            return false;
        }

        for (var waiting = await Waiting(database); waiting > 0; waiting = await Waiting(database))
        {
            if (waiting > SettledAtOnce)
            {
                return false;
            }

            await Rollups.Roll(database, SettledAtOnce);
        }

        return true;
    }

    private static async Task<int> Waiting(Database database)
    {
        await using var db = await database.Open();
        return await Rollups.Waiting(db);
    }

    public static async Task<Report> Read(
        NpgsqlConnection db, Viewer viewer, ReportQuery query, IReadOnlyList<Overdue>? overdue = null, int exactUpTo = ExactUpTo)
    {
        var sums = (await Sums(db, viewer, query, [new Bucket(query.Start, query.End)], RollupTier.Day, null, durations => durations > exactUpTo))[0];
        var measured = sums.Where(one => one.Value.Measured > 0).Sum(one => (long)one.Value.Measured);
        return new Report(
            viewer, query, sums, measured <= exactUpTo ? await Values(db, viewer, query) : null,
            await Straddling(db, viewer, query), await Moved(db, viewer, query))
        { Overdue = overdue ?? [] };
    }

    // Every duration, where they are few.
    private static async Task<ILookup<ReportCell, int>> Values(NpgsqlConnection db, Viewer viewer, ReportQuery query)
    {
        var rows = await db.QueryAsync<(FactKind Kind, long Inbox, long Operator, int Seconds)>(
            $"""
            select f.kind, f.inbox_id, coalesce(f.operator_id, 0), {(query.Business ? "f.business" : "f.seconds")}
            from facts f
            where f.kind = any(@kinds) and f.at >= @ofFrom and f.at < @ofUntil and {(query.Business ? "f.business" : "f.seconds")} is not null and {Chosen(viewer, query)}
            """, Parameters(viewer, query, new { kinds = Measured.Select(kind => kind.Name()).ToArray() }));
        return rows.ToLookup(row => new ReportCell(row.Inbox, row.Operator, row.Kind), row => row.Seconds);
    }

    private static readonly FactKind[] Measured =
    [
        .. Metric.All.Where(metric => metric.Unit == MetricUnit.Duration).SelectMany(metric => metric.Kinds.Concat(metric.Own ?? [])).Distinct(),
    ];

    private static readonly string[] Unique =
    [
        .. Metric.All.Where(metric => metric.CountsTickets).SelectMany(metric => metric.Kinds.Concat(metric.Of ?? [])).Distinct().Select(kind => kind.Name()),
    ];

    // Those whose earlier one lies before the stretch are their ticket's first in it.
    private static async Task<IReadOnlyDictionary<ReportCell, (int Inbox, int Both)>> Straddling(NpgsqlConnection db, Viewer viewer, ReportQuery query)
    {
        var rows = await db.QueryAsync<(FactKind Kind, long Inbox, long Operator, int OfInbox, int OfBoth)>(
            $"""
            select f.kind, f.inbox_id, coalesce(f.operator_id, 0),
              (count(*) filter (where f.before_inbox < @ofFrom))::int, (count(*) filter (where f.before_both < @ofFrom))::int
            from facts f
            where tstzrange(least(f.before_inbox, f.before_both), f.at, '(]') @> @ofFrom::timestamptz
              and (f.before_inbox is not null or f.before_both is not null)
              and f.at < @ofUntil and f.kind = any(@kinds) and {Chosen(viewer, query)}
            group by f.kind, f.inbox_id, f.operator_id
            """, Parameters(viewer, query, new { kinds = Unique }));
        return rows.ToDictionary(row => new ReportCell(row.Inbox, row.Operator, row.Kind), row => (row.OfInbox, row.OfBoth));
    }

    // Tickets that were counted in several inboxes are few; they are looked at one by one.
    private static async Task<IReadOnlyList<MovedTicket>> Moved(NpgsqlConnection db, Viewer viewer, ReportQuery query) =>
        (await db.QueryAsync<MovedTicket>(
            $"""
            select distinct f.kind, f.ticket_id, f.inbox_id, coalesce(f.operator_id, 0) operator_id
            from facts f
            where f.moved and f.kind = any(@kinds) and f.at >= @ofFrom and f.at < @ofUntil and {Chosen(viewer, query)}
            """, Parameters(viewer, query, new { kinds = Unique }))).AsList();
}

internal sealed record MovedTicket(FactKind Kind, long TicketId, long InboxId, long OperatorId);

/// <summary>Where a sum stands: nobody is 0.</summary>
internal readonly record struct ReportCell(long Inbox, long Operator, FactKind Kind);

/// <summary>A stretch of a report that is counted by itself.</summary>
public readonly record struct Bucket(DateTime From, DateTime Until);
