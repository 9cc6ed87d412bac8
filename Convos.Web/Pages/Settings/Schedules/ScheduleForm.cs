using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>The form of a schedule as it was typed: times and dates are texts, empty rows are none.</summary>
public sealed class ScheduleForm
{
    private const int LeastSlots = 2;
    private const int BlankHolidays = 2;

    public sealed class Slot
    {
        public string From { get; set; } = "";

        public string Until { get; set; } = "";

        public bool IsBlank => From.Length == 0 && Until.Length == 0;

        public Hours? Hours => Time(From) is { } from && Time(Until) is { } until ? new Hours(from, until) : null;

        public static Slot Of(Hours? hours) => hours is null ? new() : new() { From = Text(hours.From), Until = Text(hours.Until) };
    }

    public sealed class Day
    {
        public string Date { get; set; } = "";

        public string Name { get; set; } = "";

        public Slot Open { get; set; } = new();

        public bool IsBlank => Date.Length == 0 && Name.Trim().Length == 0 && Open.IsBlank;

        public DateOnly? On => DateOnly.TryParseExact(Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
    }

    public string Name { get; set; } = "";

    public string Zone { get; set; } = "";

    /// <summary>The version that this form started from.</summary>
    public int BasedOn { get; set; }

    public List<List<Slot>> Week { get; set; } = [];

    public List<Day> Holidays { get; set; } = [];

    public static ScheduleForm New(string zone) => new() { Zone = zone, Week = [.. Timetable.Days.Select(_ => new List<Slot>())] };

    public static ScheduleForm Of(Schedule schedule) => new()
    {
        Name = schedule.Name,
        Zone = schedule.Timetable.Zone,
        BasedOn = schedule.Current,
        Week = [.. schedule.Timetable.Week.Select(hours => hours.Select(Slot.Of).ToList())],
        Holidays = [.. schedule.Timetable.Holidays.Select(holiday => new Day
        {
            Date = holiday.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Name = holiday.Name, Open = Slot.Of(holiday.Open),
        })],
    };

    /// <summary>With rows to write in: two for each day of the week, one more than there are where there are many.</summary>
    public ScheduleForm WithRoom()
    {
        Week = [.. Enumerable.Range(0, 7).Select(day => Week.ElementAtOrDefault(day)?.Where(slot => !slot.IsBlank).ToList() ?? [])];
        Week.ForEach(slots => slots.AddRange(Enumerable.Range(0, Math.Max(LeastSlots - slots.Count, slots.Count < LeastSlots ? 0 : 1)).Select(_ => new Slot())));
        Holidays = [.. Holidays.Where(day => !day.IsBlank), .. Enumerable.Range(0, BlankHolidays).Select(_ => new Day())];
        return this;
    }

    /// <summary>Monday's hours for Tuesday to Friday.</summary>
    public void CopyMonday()
    {
        WithRoom();
        for (var day = 1; day <= 4; day++)
        {
            Week[day] = [.. Week[0].Select(slot => new Slot { From = slot.From, Until = slot.Until })];
        }
    }

    /// <summary>What is complete; what is not is named by <see cref="Problem"/>.</summary>
    public Timetable ToTimetable() => new(
        Zone.Trim(),
        [.. Enumerable.Range(0, 7).Select(day => (IReadOnlyList<Hours>)[.. (Week.ElementAtOrDefault(day) ?? []).Select(slot => slot.Hours).OfType<Hours>()])],
        [.. Holidays.Where(day => day.On is not null).Select(day => new Holiday(day.On!.Value, day.Name.Trim(), day.Open.Hours)).OrderBy(holiday => holiday.Date)]);

    /// <summary>What the timetable itself cannot know: the key of a text, and what it names.</summary>
    public (string Key, string What)? Problem() =>
        Name.Trim().Length is 0 or > Schedules.LongestName ? ("Schedules.NeedsName", "")
        : Week.SelectMany(slots => slots).Concat(Holidays.Select(day => day.Open)).FirstOrDefault(slot => !slot.IsBlank && slot.Hours is null) is { } half
            ? ("Schedules.NeedsBothTimes", $"{half.From}–{half.Until}")
        : Holidays.FirstOrDefault(day => !day.IsBlank && day.On is null) is { } dateless ? ("Schedules.NeedsDate", dateless.Name.Trim())
        : null;

    private static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text, ["HH:mm", "H:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static string Text(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
