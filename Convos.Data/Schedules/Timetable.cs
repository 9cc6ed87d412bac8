using System.Text.Json;

namespace Convos.Data;

/// <summary>An opening, by the local clock. <c>Until</c> at or before <c>From</c> is of the next day; 00:00 to 00:00 is the whole day.</summary>
public sealed record Hours(TimeOnly From, TimeOnly Until);

/// <summary>A day that is not like its weekday: closed, or open at hours of its own.</summary>
public sealed record Holiday(DateOnly Date, string Name, Hours? Open);

public enum TimetableProblem { UnknownZone, NeverOpen, NoLength, Overlap, HolidayTwice, HolidayFarAway, HolidayNameTooLong, TooManyHolidays }

/// <summary>What one version of a schedule says. <c>Week</c> has seven lists of hours, Monday first; <c>Zone</c> is an IANA name.</summary>
public sealed record Timetable(string Zone, IReadOnlyList<IReadOnlyList<Hours>> Week, IReadOnlyList<Holiday> Holidays)
{
    public const int MostHolidays = 400;
    public const int LongestHolidayName = 60;

    public static readonly IReadOnlyList<DayOfWeek> Days =
    [
        DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday,
    ];

    /// <summary>A shift belongs to the day on which it begins, also where it runs into a holiday.</summary>
    public IEnumerable<Hours> Of(DateOnly date)
    {
        var holiday = Holidays.FirstOrDefault(one => one.Date == date);
        return holiday is null ? Week[IndexOf(date.DayOfWeek)].OrderBy(hours => hours.From)
            : holiday.Open is { } special ? [special]
            : [];
    }

    /// <summary>What a person must mend before it can be kept, with the day or the date where there is one.</summary>
    public IEnumerable<(TimetableProblem Problem, DayOfWeek? Day, DateOnly? Date)> Problems()
    {
        if (!IsZone(Zone))
        {
            yield return (TimetableProblem.UnknownZone, null, null);
        }

        if (Week.All(hours => hours.Count == 0))
        {
            yield return (TimetableProblem.NeverOpen, null, null);
        }

        foreach (var day in Days)
        {
            var hours = Week[IndexOf(day)].OrderBy(one => one.From).ToList();
            if (hours.Any(HasNoLength))
            {
                yield return (TimetableProblem.NoLength, day, null);
            }

            if (hours.Zip(hours.Skip(1)).Any(pair => pair.First.Until > pair.Second.From || pair.First.Until <= pair.First.From))
            {
                yield return (TimetableProblem.Overlap, day, null);
            }
        }

        foreach (var (problem, date) in HolidayProblems())
        {
            yield return (problem, null, date);
        }
    }

    /// <summary>Whether this machine knows it, as a name that has the same meaning everywhere.</summary>
    public static bool IsZone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId;

    internal static Timetable Read(string zone, string week, string holidays) =>
        new(zone, JsonSerializer.Deserialize<Hours[][]>(week)!, JsonSerializer.Deserialize<Holiday[]>(holidays)!);

    internal string WeekJson => JsonSerializer.Serialize(Week);

    internal string HolidaysJson => JsonSerializer.Serialize(Holidays.OrderBy(holiday => holiday.Date));

    private IEnumerable<(TimetableProblem, DateOnly?)> HolidayProblems()
    {
        if (Holidays.Count > MostHolidays)
        {
            yield return (TimetableProblem.TooManyHolidays, null);
        }

        foreach (var holiday in Holidays)
        {
            if (holiday.Open is { } special && HasNoLength(special))
            {
                yield return (TimetableProblem.NoLength, holiday.Date);
            }

            if (holiday.Date.Year is < 2000 or > 2100)
            {
                yield return (TimetableProblem.HolidayFarAway, holiday.Date);
            }

            if (holiday.Name.Length > LongestHolidayName)
            {
                yield return (TimetableProblem.HolidayNameTooLong, holiday.Date);
            }
        }

        foreach (var twice in Holidays.GroupBy(holiday => holiday.Date).Where(group => group.Count() > 1))
        {
            yield return (TimetableProblem.HolidayTwice, twice.Key);
        }
    }

    // From nine to nine is a slip of the finger; from midnight to midnight is a day.
    private static bool HasNoLength(Hours hours) => hours.From == hours.Until && hours.From != TimeOnly.MinValue;

    private static int IndexOf(DayOfWeek day) => ((int)day + 6) % 7;
}
