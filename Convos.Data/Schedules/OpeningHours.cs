namespace Convos.Data;

/// <summary>
/// A timetable as instants: whether it is open, when that changes, and how much of a stretch of time was open. Clocks that are
/// put forward or back change how long a shift lasts, never when the clock on the wall says that it begins and ends.
/// </summary>
public sealed class OpeningHours(Timetable timetable)
{
    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(timetable.Zone);

    private readonly record struct Span(DateTime From, DateTime Until);

    public bool IsOpen(DateTime instant) => Spans(instant, instant).Any(span => span.From <= instant && instant < span.Until);

    /// <summary>The next moment, after this one, at which it opens. Null: there is none.</summary>
    public DateTime? NextOpening(DateTime instant) =>
        Spans(instant, Horizon(instant)).Select(span => (DateTime?)span.From).FirstOrDefault(from => from > instant);

    /// <summary>The next moment, after this one, at which it closes. Null: it never does.</summary>
    public DateTime? NextClosing(DateTime instant)
    {
        var horizon = Horizon(instant);
        return Spans(instant, horizon).Select(span => (DateTime?)span.Until).FirstOrDefault(until => until > instant && until <= horizon);
    }

    /// <summary>How long it was open between the two; nothing where they are in the wrong order.</summary>
    public TimeSpan BusinessTime(DateTime from, DateTime until)
    {
        var open = 0L;
        foreach (var span in until > from ? Spans(from, until) : [])
        {
            var (first, last) = (span.From > from ? span.From : from, span.Until < until ? span.Until : until);
            open += Math.Max(0, (last - first).Ticks);
        }

        return TimeSpan.FromTicks(open);
    }

    /// <summary>The moment by which it has been open for so long since the first. Null: it never will have been, within a year.</summary>
    public DateTime? After(DateTime from, TimeSpan open)
    {
        foreach (var span in Spans(from, from.AddYears(1)).Where(span => span.Until > from))
        {
            var first = span.From > from ? span.From : from;
            if (span.Until - first >= open)
            {
                return first + open;
            }

            open -= span.Until - first;
        }

        return null;
    }

    /// <summary>By the wall's clock of the schedule's own zone.</summary>
    public DateTime Local(DateTime instant) => TimeZoneInfo.ConvertTimeFromUtc(instant, zone);

    // After the last holiday each week is like the one before.
    private DateTime Horizon(DateTime instant)
    {
        var last = timetable.Holidays.Select(holiday => holiday.Date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)).DefaultIfEmpty(instant).Max();
        return (last > instant ? last : instant).AddDays(9);
    }

    // In order, and joined where one runs into the next. A shift that covers the first instant may have begun the day before.
    private IEnumerable<Span> Spans(DateTime from, DateTime until)
    {
        Span? current = null;
        var end = DateOnly.FromDateTime(Local(until)).AddDays(1);
        for (var date = DateOnly.FromDateTime(Local(from)).AddDays(-2); date <= end; date = date.AddDays(1))
        {
            foreach (var span in timetable.Of(date).Select(hours => On(date, hours)).Where(span => span.Until > span.From))
            {
                if (current is { } open && span.From <= open.Until)
                {
                    current = open with { Until = span.Until > open.Until ? span.Until : open.Until };
                    continue;
                }

                if (current is { } ended)
                {
                    yield return ended;
                }

                current = span;
            }
        }

        if (current is { } last)
        {
            yield return last;
        }
    }

    private Span On(DateOnly date, Hours hours) => new(
        Instant(date.ToDateTime(hours.From)),
        Instant((hours.Until > hours.From ? date : date.AddDays(1)).ToDateTime(hours.Until)));

    // A time that the clocks show twice is its first showing; one that they skip is the moment of the skip.
    private DateTime Instant(DateTime local)
    {
        var wall = DateTime.SpecifyKind(local, DateTimeKind.Utc);
        var (before, after) = (zone.GetUtcOffset(wall.AddDays(-1)), zone.GetUtcOffset(wall.AddDays(1)));
        var (early, late) = before > after ? (wall - before, wall - after) : (wall - after, wall - before);
        return Shows(early, wall) ? early : Shows(late, wall) ? late : Skip(early, late, zone.GetUtcOffset(late));
    }

    private bool Shows(DateTime instant, DateTime wall) => instant + zone.GetUtcOffset(instant) == wall;

    private DateTime Skip(DateTime before, DateTime after, TimeSpan offsetAfter)
    {
        while (after - before > TimeSpan.FromTicks(1))
        {
            var middle = before + ((after - before) / 2);
            (before, after) = zone.GetUtcOffset(middle) == offsetAfter ? (before, middle) : (middle, after);
        }

        return after;
    }
}
