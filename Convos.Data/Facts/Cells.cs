namespace Convos.Data;

/// <summary>
/// How coarse a sum is: a quarter of an hour of UTC, which every zone's days are made of; a day or a month of the report's zone. Everybody
/// together: a day again, of what curves show; an hour of the week in a month, of what the week's map shows.
/// </summary>
public enum RollupTier { Quarter, Day, Month, Curve, Week }

/// <summary>A stretch of time whose sums stand in one tier.</summary>
internal readonly record struct Piece(RollupTier Tier, DateTime From, DateTime Until);

/// <summary>Cuts time into the cells of sums. All instants are UTC.</summary>
internal static class Cells
{
    public static DateTime Quarter(DateTime at) => new(at.Ticks - (at.Ticks % (15 * TimeSpan.TicksPerMinute)), DateTimeKind.Utc);

    /// <summary>The instant at which the cell begins that holds this one.</summary>
    public static DateTime Start(RollupTier tier, DateTime at, TimeZoneInfo zone)
    {
        var day = LocalDays.Of(at, zone);
        return tier switch
        {
            RollupTier.Month => LocalDays.Start(new DateOnly(day.Year, day.Month, 1), zone),
            RollupTier.Day => LocalDays.Start(day, zone),
            _ => Quarter(at),
        };
    }

    /// <summary>Of the hour of the week in its month: as many hours behind the month's start as the hour lies behind Monday's midnight.</summary>
    public static DateTime HourOfWeek(DateTime at, DateTime month, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(at, zone);
        return month.AddHours((24 * (((int)local.DayOfWeek + 6) % 7)) + local.Hour);
    }

    /// <summary>Where the cell ends that begins at this instant.</summary>
    public static DateTime Next(RollupTier tier, DateTime start, TimeZoneInfo zone) =>
        tier == RollupTier.Quarter ? start.AddMinutes(15) : NextStart(tier, start.AddTicks(1), zone);

    /// <summary>The stretch as the coarsest cells that fill it: months inside, days around them, quarters at the edges.</summary>
    public static IEnumerable<Piece> Fill(DateTime from, DateTime until, TimeZoneInfo zone, RollupTier coarsest = RollupTier.Month)
    {
        IEnumerable<Piece> Days(DateTime start, DateTime end) =>
            Within(RollupTier.Day, start, end, zone, (first, last) => [new Piece(RollupTier.Quarter, first, last)]);
        return coarsest == RollupTier.Month ? Within(RollupTier.Month, from, until, zone, Days) : Days(from, until);
    }

    private static IEnumerable<Piece> Within(
        RollupTier tier, DateTime from, DateTime until, TimeZoneInfo zone, Func<DateTime, DateTime, IEnumerable<Piece>> finer)
    {
        var (first, last) = (NextStart(tier, from, zone), Start(tier, until, zone));
        if (first >= last)
        {
            return from < until ? finer(from, until) : [];
        }

        return [.. from < first ? finer(from, first) : [], new Piece(tier, first, last), .. last < until ? finer(last, until) : []];
    }

    private static DateTime NextStart(RollupTier tier, DateTime at, TimeZoneInfo zone)
    {
        if (Start(tier, at, zone) == at)
        {
            return at;
        }

        var day = LocalDays.Of(at, zone);
        return LocalDays.Start(tier == RollupTier.Month ? new DateOnly(day.Year, day.Month, 1).AddMonths(1) : day.AddDays(1), zone);
    }
}

/// <summary>Days by the clock of a wall. They may have 23, 24 or 25 hours.</summary>
public static class LocalDays
{
    public static DateOnly Of(DateTime at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(at, zone));

    /// <summary>The first instant of a day. A midnight that a change of clocks skips is when the clocks go on; of two midnights it is the first.</summary>
    public static DateTime Start(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        return zone.IsAmbiguousTime(midnight)
            ? DateTime.SpecifyKind(midnight - zone.GetAmbiguousTimeOffsets(midnight).Max(), DateTimeKind.Utc)
            : TimeZoneInfo.ConvertTimeToUtc(midnight, zone);
    }
}
