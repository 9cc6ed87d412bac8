using System.Globalization;
using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>How long first replies took, in the bands that people speak of. Whole seconds, the last edge is for ever.</summary>
public static class ReportBands
{
    public static readonly IReadOnlyList<int> Edges = [0, 30, 120, 300, 600, 1800, 3600, int.MaxValue];

    public static readonly int Count = Edges.Count - 1;

    public static IEnumerable<int> All => Enumerable.Range(0, Count);
}

/// <summary>
/// The tickets behind a figure: the same facts as the report counts, by the same selection. <c>Reader</c>: who asks for them.
/// <c>Band</c>: only first replies that took as long as that. <c>Hour</c>: only what the week's map has of <see cref="Metric.ByHour"/> in that hour, see <see cref="HeatCell.PlaceOf"/>.
/// </summary>
public sealed record TicketsBehind(Viewer Reader, Metric Metric, ReportQuery Report, int? Band = null, int? Hour = null)
{
    public bool IsDuration => Metric.Unit == MetricUnit.Duration;

    private FactKind[] Kinds => Hour is not null ? Metric.KindsByHour : Metric.KindsFor(ofPerson: Report.PersonFor(Reader) is not null);

    /// <summary>Over a fact <c>f</c>, with <see cref="Parameters"/>.</summary>
    private string Facts
    {
        get
        {
            var column = Report.Business ? "f.business" : "f.seconds";
            return $"""
                f.kind = any(@behindKinds) and f.at >= @ofFrom and f.at < @ofUntil and {Reports.Chosen(Reader, Report)}
                {(Metric.Outside ? "and f.seconds is not null and f.business is null" : "")}
                {(Metric.Unit == MetricUnit.Duration ? $"and {column} is not null" : "")}
                {(Hour is null ? "" : $"and {Reports.HourOfWeek} = @behindHour")}
                {(Band is null ? "" : $"and {column} >= @bandFrom and {column} < @bandUntil")}
                """;
        }
    }

    /// <summary>
    /// Over a ticket <c>t</c>. Nothing happens to a ticket long before it opens (channels tell late, at most for a week), save that it is
    /// written to: so whoever walks down the list begins there.
    /// </summary>
    internal string Condition =>
        $"t.id in (select f.ticket_id from facts f where {Facts})"
        + (Metric.Kinds.Contains(FactKind.Received) ? "" : " and t.opened_at < @ofUntil + interval '10 days'");

    /// <summary>Over a ticket <c>t</c>: how often it counts.</summary>
    internal string Times => $"(select coalesce(sum(f.n), 0)::bigint from facts f where f.ticket_id = t.id and {Facts})";

    /// <summary>Over a ticket <c>t</c>: with how many seconds together.</summary>
    internal string Seconds => $"(select coalesce(sum({(Report.Business ? "f.business" : "f.seconds")}), 0)::bigint from facts f where f.ticket_id = t.id and {Facts})";

    /// <summary>By ticket, as <see cref="FigureOfTicket"/>.</summary>
    internal string ByTicket(string more = "")
    {
        var column = Report.Business ? "f.business" : "f.seconds";
        return $"select f.ticket_id, sum(f.n)::bigint times, coalesce(sum({column}), 0)::bigint seconds, coalesce(max({column}), 0)::bigint longest from facts f where {Facts} {more} group by f.ticket_id";
    }

    /// <summary>How often, and of how many tickets, whether or not the reader may open each.</summary>
    public async Task<(long Times, long Tickets)> Count(NpgsqlConnection db)
    {
        var parameters = Tickets.Scope(Reader, new { });
        parameters.AddDynamicParams(Parameters);
        return await db.QuerySingleAsync<(long, long)>($"select coalesce(sum(f.n), 0)::bigint, count(distinct f.ticket_id) from facts f where {Facts}", parameters);
    }

    internal DynamicParameters Parameters
    {
        get
        {
            var parameters = new DynamicParameters(new
            {
                behindKinds = Kinds.Select(kind => kind.Name()).ToArray(), behindHour = Hour, zone = Report.Zone,
                ofInbox = Report.Inbox, ofOperator = Report.Operator, ofFrom = Report.Start, ofUntil = Report.End,
            });
            if (Band is { } band)
            {
                parameters.AddDynamicParams(new { bandFrom = ReportBands.Edges[band], bandUntil = ReportBands.Edges[band + 1] });
            }

            return parameters;
        }
    }
}
