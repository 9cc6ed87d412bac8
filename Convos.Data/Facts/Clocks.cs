using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A duration on both clocks, in whole seconds, with the version of the schedule that the second one went by.</summary>
internal readonly record struct Duration(int Seconds, int? Business, long? ScheduleId, int? ScheduleVersion);

/// <summary>How inboxes measure time: by the schedule and the target that were in force at the moment of which a fact is.</summary>
internal sealed class Clocks
{
    private readonly ILookup<long, InboxClock> inboxes;
    private readonly ILookup<long, Version> versions;
    private readonly ConcurrentDictionary<(long, int), OpeningHours?> hours;

    private sealed record InboxClock(long InboxId, DateTime Since, long? ScheduleId, int? TargetMinutes);

    private sealed record Version(long ScheduleId, int Number, DateTime CreatedAt, string Zone, string Week, string Holidays);

    private Clocks(IEnumerable<InboxClock> inboxes, IEnumerable<Version> versions, ConcurrentDictionary<(long, int), OpeningHours?> hours)
    {
        this.inboxes = inboxes.ToLookup(clock => clock.InboxId);
        this.versions = versions.ToLookup(version => version.ScheduleId);
        this.hours = hours;
    }

    /// <summary>Two statements, whose answers <see cref="Read(SqlMapper.GridReader, ConcurrentDictionary{ValueTuple{long, int}, OpeningHours?})"/> reads.</summary>
    public const string Sql =
        """
        select inbox_id, since, schedule_id, target_minutes from inbox_clocks order by inbox_id, since desc;
        select schedule_id, version number, created_at, zone, week::text week, holidays::text holidays
        from schedule_versions
        order by schedule_id, version desc
        """;

    /// <summary>Versions never change: what was read of one is kept in <paramref name="hours"/>.</summary>
    public static async Task<Clocks> Read(NpgsqlConnection db, ConcurrentDictionary<(long, int), OpeningHours?> hours)
    {
        await using var found = await db.QueryMultipleAsync(Sql);
        return await Read(found, hours);
    }

    public static async Task<Clocks> Read(SqlMapper.GridReader found, ConcurrentDictionary<(long, int), OpeningHours?> hours) =>
        new(await found.ReadAsync<InboxClock>(), await found.ReadAsync<Version>(), hours);

    /// <summary>Of several stretches together, as the inbox counted at <paramref name="at"/>.</summary>
    public Duration Measure(long inbox, DateTime at, params IReadOnlyCollection<(DateTime From, DateTime Until)> stretches)
    {
        var calendar = stretches.Sum(one => Math.Max(0, (one.Until - one.From).Ticks));
        var version = InForce(inbox, at);
        if (version is null || HoursOf(version) is not { } open)
        {
            return new Duration(Whole(calendar), Whole(calendar), version?.ScheduleId, version?.Number);
        }

        var business = stretches.Sum(one => open.BusinessTime(one.From, one.Until).Ticks);
        var within = business > 0 || (calendar == 0 && stretches.Any(one => open.IsOpen(one.From)));
        return new Duration(Whole(calendar), within ? Whole(business) : null, version.ScheduleId, version.Number);
    }

    /// <summary>What a first reply was to be given within at that moment. Null: the inbox had no target.</summary>
    public TimeSpan? Target(long inbox, DateTime at) =>
        Of(inbox, at)?.TargetMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null;

    /// <summary>By inbox with a target: whoever has waited since before that has waited for longer than it.</summary>
    public IEnumerable<(long Inbox, DateTime Before)> Overdue(DateTime now)
    {
        foreach (var inbox in inboxes.Select(one => one.Key))
        {
            if (Target(inbox, now) is { } target)
            {
                yield return (inbox, now - Longest(since => (Measure(inbox, now, (since, now)).Business ?? 0) <= target.TotalSeconds));
            }
        }

        // Whoever began to wait earlier has waited at least as long, by either clock: halved down to the second. A year without opening is no wait.
        TimeSpan Longest(Func<DateTime, bool> isInTime)
        {
            var (least, most) = (0, 366 * 24 * 3600);
            while (least < most)
            {
                var half = least + ((most - least + 1) / 2);
                (least, most) = isInTime(now.AddSeconds(-half)) ? (half, most) : (least, half - 1);
            }

            return TimeSpan.FromSeconds(least);
        }
    }

    /// <summary>The stretch as the parts of it in which the inbox was open, and was not, as it counted at its end.</summary>
    public IEnumerable<(DateTime From, DateTime Until, bool Open)> Cut(long inbox, DateTime from, DateTime until)
    {
        var open = InForce(inbox, until) is { } version ? HoursOf(version) : null;
        for (var at = from; at < until;)
        {
            var isOpen = open?.IsOpen(at) ?? true;
            var next = open is null ? until : (isOpen ? open.NextClosing(at) : open.NextOpening(at)) ?? until;
            next = next > until ? until : next;
            yield return (at, next, isOpen);
            at = next;
        }
    }

    private InboxClock? Of(long inbox, DateTime at) => inboxes[inbox].FirstOrDefault(clock => clock.Since <= at);

    // A schedule is in force from its first version on, also for what was before that.
    private Version? InForce(long inbox, DateTime at) =>
        Of(inbox, at)?.ScheduleId is { } schedule
            ? versions[schedule].FirstOrDefault(version => version.CreatedAt <= at) ?? versions[schedule].LastOrDefault()
            : null;

    // A zone that this machine does not know closes nothing.
    private OpeningHours? HoursOf(Version version) => hours.GetOrAdd((version.ScheduleId, version.Number), _ =>
        Timetable.IsZone(version.Zone) ? new OpeningHours(Timetable.Read(version.Zone, version.Week, version.Holidays)) : null);

    private static int Whole(long ticks) => (int)Math.Min(int.MaxValue, (ticks + (TimeSpan.TicksPerSecond / 2)) / TimeSpan.TicksPerSecond);
}
