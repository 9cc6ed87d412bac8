using Convos.Data;
using CsCheck;

namespace Convos.Tests;

/// <summary>Opening hours as instants: what any timetable holds, and the days on which clocks are changed.</summary>
public sealed class OpeningHoursTests
{
    private const string BuenosAires = "America/Argentina/Buenos_Aires";
    private const string Berlin = "Europe/Berlin";

    private static readonly string[] Places =
        [BuenosAires, Berlin, "America/New_York", "America/Santiago", "America/Asuncion", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC"];

    private static readonly Gen<string> Zones = Gen.Int[0, Places.Length - 1].Select(place => Places[place]);

    private static readonly Gen<TimeOnly> Clock = Gen.Int[0, 95].Select(quarter => new TimeOnly(quarter / 4, quarter % 4 * 15));

    private static readonly Gen<Hours[]> OneDay = Gen.Select(Clock, Clock, (from, until) => new Hours(from, until))
        .Where(hours => hours.From != hours.Until || hours.From == TimeOnly.MinValue).Array[0, 2];

    private static readonly Gen<DateTime> Instants = Gen.Int[0, 3 * 365 * 24 * 60].Select(minute => Utc("2024-01-01T00:00").AddMinutes(minute));

    private static readonly Gen<Timetable> Timetables = Gen.Select(
        Zones, OneDay.Array[7], Gen.Select(Gen.Int[0, 3 * 365], OneDay, (day, hours) => new Holiday(new DateOnly(2024, 1, 1).AddDays(day), "Feriado", hours.FirstOrDefault())).Array[0, 12],
        (zone, week, holidays) => new Timetable(zone, week, holidays.DistinctBy(holiday => holiday.Date).ToArray()));

    [Fact]
    public void At_every_minute_that_no_clock_shows_twice_it_is_open_as_the_wall_says() =>
        Gen.Select(Timetables, Instants).Sample((timetable, instant) =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(timetable.Zone);
            var local = TimeZoneInfo.ConvertTimeFromUtc(instant, zone);

            return Repeats(zone, instant) || new OpeningHours(timetable).IsOpen(instant) == OpenByTheWall(timetable, local);
        });

    [Fact]
    public void Business_time_of_two_stretches_is_that_of_both_together_and_never_longer_than_time() =>
        Gen.Select(Timetables, Instants, Instants, Instants).Sample((timetable, a, b, c) =>
        {
            var (hours, times) = (new OpeningHours(timetable), new[] { a, b, c }.Order().ToArray());
            var whole = hours.BusinessTime(times[0], times[2]);

            return whole == hours.BusinessTime(times[0], times[1]) + hours.BusinessTime(times[1], times[2])
                && whole >= TimeSpan.Zero && whole <= times[2] - times[0]
                && hours.BusinessTime(times[2], times[0]) == TimeSpan.Zero;
        }, iter: 40);

    [Fact]
    public void It_opens_and_closes_at_the_moments_that_it_names_and_at_none_before() =>
        Gen.Select(Timetables, Instants).Sample((timetable, instant) =>
        {
            var hours = new OpeningHours(timetable);
            var (opens, closes) = (hours.NextOpening(instant), hours.NextClosing(instant));
            var isOpen = hours.IsOpen(instant);

            return (opens is not { } o || (o > instant && hours.IsOpen(o) && !hours.IsOpen(o.AddTicks(-1))))
                && (closes is not { } c || (c > instant && !hours.IsOpen(c) && hours.IsOpen(c.AddTicks(-1))))
                && (isOpen || hours.BusinessTime(instant, opens ?? instant.AddDays(60)) == TimeSpan.Zero)
                && (!isOpen || closes is not { } end || hours.BusinessTime(instant, end) == end - instant);
        }, iter: 60);

    [Theory]
    [InlineData("2026-03-06T20:50", "2026-03-09T12:10", 20)]
    [InlineData("2026-03-07T13:00", "2026-03-07T13:05", 0)]
    [InlineData("2026-03-02T12:00", "2026-03-06T21:00", 5 * 9 * 60)]
    public void From_monday_to_friday_nine_to_six_in_Buenos_Aires(string from, string until, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), Office(BuenosAires).BusinessTime(Utc(from), Utc(until)));

    [Theory]
    [InlineData("2026-03-28T20:00", 7)]
    [InlineData("2026-10-24T20:00", 9)]
    [InlineData("2026-05-02T20:00", 8)]
    public void A_night_shift_is_an_hour_shorter_or_longer_when_clocks_change(string evening, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), Night(Berlin, "22:00", "06:00").BusinessTime(Utc(evening), Utc(evening).AddHours(14)));

    [Fact]
    public void A_time_that_clocks_skip_is_the_moment_of_the_skip_and_one_shown_twice_its_first()
    {
        var skipped = Night(Berlin, "02:30", "04:00");
        var shownTwice = Night(Berlin, "00:00", "02:30");

        Assert.Equal(Utc("2026-03-29T01:00"), skipped.NextOpening(Utc("2026-03-28T12:00")));
        Assert.Equal(Utc("2026-10-25T00:30"), shownTwice.NextClosing(Utc("2026-10-24T23:00")));
    }

    [Fact]
    public void A_day_that_a_country_left_out_has_no_hours() =>
        Assert.Equal(TimeSpan.Zero, Night("Pacific/Apia", "09:00", "18:00") is var hours
            ? hours.BusinessTime(hours.NextClosing(Utc("2011-12-29T20:00"))!.Value, hours.NextOpening(Utc("2011-12-30T08:00"))!.Value)
            : default);

    [Fact]
    public void A_shift_past_midnight_belongs_to_the_day_on_which_it_begins()
    {
        var friday = new DateOnly(2026, 3, 6);
        var hours = new OpeningHours(new Timetable("UTC", Week(new Hours(new(22, 0), new(2, 0))), [new Holiday(friday, "Feriado", null)]));

        Assert.True(hours.IsOpen(Utc("2026-03-06T01:59")));
        Assert.False(hours.IsOpen(Utc("2026-03-06T23:00")));
        Assert.False(hours.IsOpen(Utc("2026-03-07T01:00")));
        Assert.True(hours.IsOpen(Utc("2026-03-07T22:00")));
    }

    [Fact]
    public void A_holiday_has_its_own_hours_or_none()
    {
        var christmas = new Holiday(new(2026, 12, 25), "Navidad", null);
        var eve = new Holiday(new(2026, 12, 24), "Nochebuena", new Hours(new(9, 0), new(13, 0)));
        var hours = new OpeningHours(new Timetable("UTC", Week(new Hours(new(9, 0), new(18, 0))), [christmas, eve]));

        Assert.Equal(TimeSpan.FromHours(4), hours.BusinessTime(Utc("2026-12-24T00:00"), Utc("2026-12-26T00:00")));
        Assert.Equal(Utc("2026-12-24T13:00"), hours.NextClosing(Utc("2026-12-24T10:00")));
        Assert.Equal(Utc("2026-12-26T09:00"), hours.NextOpening(Utc("2026-12-24T13:00")));
    }

    [Fact]
    public void Round_the_clock_never_closes_and_a_timetable_without_hours_never_opens()
    {
        var always = new OpeningHours(new Timetable(BuenosAires, Week(new Hours(new(0, 0), new(0, 0))), []));
        var never = new OpeningHours(new Timetable(BuenosAires, Enumerable.Repeat<Hours[]>([], 7).ToArray(), []));

        Assert.True(always.IsOpen(Make.Noon));
        Assert.Null(always.NextClosing(Make.Noon));
        Assert.Equal(TimeSpan.FromDays(10), always.BusinessTime(Make.Noon, Make.Noon.AddDays(10)));
        Assert.False(never.IsOpen(Make.Noon));
        Assert.Null(never.NextOpening(Make.Noon));
    }

    [Theory]
    [InlineData("09:00-13:00,12:00-18:00", TimetableProblem.Overlap)]
    [InlineData("22:00-02:00,23:00-23:30", TimetableProblem.Overlap)]
    [InlineData("09:00-09:00", TimetableProblem.NoLength)]
    [InlineData("", TimetableProblem.NeverOpen)]
    public void What_cannot_be_meant_is_named(string monday, TimetableProblem problem)
    {
        var hours = monday.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('-'))
            .Select(pair => new Hours(TimeOnly.Parse(pair[0], null), TimeOnly.Parse(pair[1], null))).ToArray();

        Assert.Equal([problem], new Timetable("UTC", [hours, [], [], [], [], [], []], []).Problems().Select(found => found.Problem));
    }

    [Fact]
    public void A_zone_is_one_that_every_machine_knows_and_a_holiday_is_one_day()
    {
        var day = new Holiday(new(2026, 5, 1), "Día del Trabajo", null);
        var timetable = new Timetable("Hora de casa", Week(new Hours(new(9, 0), new(18, 0))), [day, day, day with { Date = new(1926, 5, 1) }]);

        Assert.Equal(
            [TimetableProblem.UnknownZone, TimetableProblem.HolidayFarAway, TimetableProblem.HolidayTwice], timetable.Problems().Select(found => found.Problem));
    }

    private static OpeningHours Office(string zone)
    {
        var day = new[] { new Hours(new(9, 0), new(18, 0)) };
        return new OpeningHours(new Timetable(zone, [day, day, day, day, day, [], []], []));
    }

    private static OpeningHours Night(string zone, string from, string until) =>
        new(new Timetable(zone, Week(new Hours(TimeOnly.Parse(from, null), TimeOnly.Parse(until, null))), []));

    private static Hours[][] Week(Hours hours) => [.. Enumerable.Repeat<Hours[]>([hours], 7)];

    private static DateTime Utc(string text) => DateTime.SpecifyKind(DateTime.Parse(text, null), DateTimeKind.Utc);

    // The same wall's time within the day before or after: an hour that comes twice, in full or in part.
    private static bool Repeats(TimeZoneInfo zone, DateTime instant) =>
        zone.GetUtcOffset(instant.AddHours(-25)) != zone.GetUtcOffset(instant.AddHours(25));

    private static bool OpenByTheWall(Timetable timetable, DateTime local)
    {
        var (today, time) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        return Of(timetable, today).Any(hours => hours.From <= time && (time < hours.Until || hours.Until <= hours.From))
            || Of(timetable, today.AddDays(-1)).Any(hours => hours.Until <= hours.From && time < hours.Until);
    }

    private static Hours[] Of(Timetable timetable, DateOnly date) =>
        timetable.Holidays.SingleOrDefault(holiday => holiday.Date == date) is { } holiday
            ? holiday.Open is { } open ? [open] : []
            : [.. timetable.Week[((int)date.DayOfWeek + 6) % 7]];
}
