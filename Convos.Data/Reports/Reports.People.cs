using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Whole seconds. <c>Pause</c> is its name as it was, where it was one.</summary>
public sealed record PresenceTime(long OperatorId, bool Available, PresenceCause Cause, string? Pause, long Seconds);

/// <summary>Whole seconds of finished quarters of an hour: En línea, of that with something in hand, of that times how much; and the most at once.</summary>
public sealed record Occupation(long OperatorId, long Online, long Occupied, long Load, int Peak)
{
    public double? Share => Online == 0 ? null : (double)Occupied / Online;

    public double? Mean => Online == 0 ? null : (double)Load / Online;
}

// When people were there, and how much they had in hand.
public static partial class Reports
{
    /// <summary>Over a person <c>o</c>: whoever leads sees the people of their inboxes, also those who worked there once, others themselves.</summary>
    private const string People =
        """
        (@seesAll or o.id = @me or (@leads and (exists (select from inbox_members im where im.operator_id = o.id and im.inbox_id = any(@inboxes))
          or exists (select from rollups r where r.tier = 'month' and r.operator_id = o.id and r.inbox_id = any(@inboxes)))))
        and (@ofOperator::bigint is null or o.id = @ofOperator::bigint)
        and (@ofInbox::bigint is null or exists (select from inbox_members im where im.operator_id = o.id and im.inbox_id = @ofInbox::bigint)
          or exists (select from rollups r where r.tier = 'month' and r.operator_id = o.id and r.inbox_id = @ofInbox::bigint))
        """;

    /// <summary>Intervals as they are stored, cut to the stretch; what goes on is counted up to <paramref name="now"/>.</summary>
    public static async Task<IReadOnlyList<PresenceTime>> PresenceTimes(NpgsqlConnection db, Viewer viewer, ReportQuery query, DateTime now) =>
        (await db.QueryAsync<PresenceTime>(
            $"""
            select pi.operator_id, pi.available, pi.cause, pi.pause,
              round(sum(extract(epoch from least(coalesce(pi.until, @now), @ofUntil, @now) - greatest(pi.since, @ofFrom))))::bigint seconds
            from presence_intervals pi join operators o on o.id = pi.operator_id
            where pi.since < least(@ofUntil, @now) and pi.until is distinct from pi.since and coalesce(pi.until, @now) > @ofFrom and {People}
            group by pi.operator_id, pi.available, pi.cause, pi.pause
            """, Parameters(viewer, query, new { now }))).AsList();

    public static async Task<IReadOnlyDictionary<long, Occupation>> Occupations(NpgsqlConnection db, Viewer viewer, ReportQuery query)
    {
        var pieces = Cells.Fill(query.Start, query.End, await Rollups.Zone(db)).ToList();
        var rows = await db.QueryAsync<Occupation>(
            $"""
            select l.operator_id, sum(l.online)::bigint online, sum(l.occupied)::bigint occupied, sum(l.load)::bigint load, max(l.peak)::int peak
            from unnest(@tiers, @froms, @untils) p(tier, start, until)
            join load_rollups l on l.tier = p.tier and l.at >= p.start and l.at < p.until
            join operators o on o.id = l.operator_id
            where {People}
            group by l.operator_id
            """, Parameters(viewer, query, new
            {
                tiers = pieces.Select(piece => piece.Tier.Name()).ToArray(),
                froms = pieces.Select(piece => piece.From).ToArray(),
                untils = pieces.Select(piece => piece.Until).ToArray(),
            }));
        return rows.ToDictionary(row => row.OperatorId);
    }
}
