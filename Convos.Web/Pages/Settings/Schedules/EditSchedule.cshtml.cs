using System.Globalization;
using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>A new schedule (<c>/settings/schedules/new</c>) or the next version of one; <c>?version=</c> reads an old one.</summary>
public sealed class EditSchedulePage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : EditPage(database, clock)
{
    public static readonly IReadOnlyList<string> Zones =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId && zone.Id.Contains('/')).Select(zone => zone.Id).Append("UTC").Order(StringComparer.Ordinal)];

    public override Section Section => Section.Elsewhere;

    [BindProperty]
    public ScheduleForm Form { get; set; } = new();

    public bool Saved { get; private set; }

    public string Title { get; private set; } = "";

    public Schedule? Old { get; private set; }

    public IReadOnlyList<ScheduleUser> Users { get; private set; } = [];

    public IReadOnlyList<ScheduleVersion> Versions { get; private set; } = [];

    public OpenNow OpenNow => OpenNow.Of(Form.ToTimetable(), Now);

    public async Task<IActionResult> OnGet(int? version, CancellationToken ct)
    {
        if (await Load(ct) is not { } current)
        {
            Form = ScheduleForm.New(TimeZoneInfo.Local.HasIanaId ? TimeZoneInfo.Local.Id : "UTC").WithRoom();
            return IsNew ? Page() : NotFound();
        }

        if (version is { } wanted)
        {
            await using var db = await Database.Open(ct);
            Old = await Schedules.Find(db, current.Id, wanted);
            return Old is null ? NotFound() : Page();
        }

        Saved = TempData["Saved"] is true;
        Form = ScheduleForm.Of(current).WithRoom();
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        var timetable = Form.ToTimetable();
        if (Form.Problem() is { } mistyped)
        {
            return await Again([texts[mistyped.Key, mistyped.What]], ct);
        }

        if (timetable.Problems().ToList() is { Count: > 0 } problems)
        {
            return await Again(problems.Select(Sentence).Distinct(), ct);
        }

        var saved = await Schedules.Save(Database, User.Viewer().Id, Known, Form.BasedOn, Form.Name.Trim(), timetable, Now);
        if (saved.Problem is { } problem)
        {
            return await Again([texts[$"ScheduleProblem.{problem}"]], ct);
        }

        TempData["Saved"] = true;
        return this.SeeOther($"/settings/schedules/{saved.Id}");
    }

    /// <summary>The same form with Monday's hours on every working day.</summary>
    public async Task<IActionResult> OnPostCopy(CancellationToken ct)
    {
        Form.CopyMonday();
        return await OnPostMore(ct);
    }

    /// <summary>The same form with room for more.</summary>
    public async Task<IActionResult> OnPostMore(CancellationToken ct)
    {
        await Load(ct);
        ModelState.Clear();
        Form.WithRoom();
        return Page();
    }

    /// <summary>Whether it would be open now, while it is being written.</summary>
    public IActionResult OnPostNow() => Partial("_Now", OpenNow);

    private async Task<IActionResult> Again(IEnumerable<string> sentences, CancellationToken ct)
    {
        await Load(ct);
        Form.WithRoom();
        return this.Unprocessable(sentences);
    }

    private async Task<Schedule?> Load(CancellationToken ct)
    {
        if (Known is not { } id)
        {
            return null;
        }

        await using var db = await Database.Open(ct);
        var schedule = await Schedules.Find(db, id);
        Title = schedule?.Name ?? "";
        Users = [.. (await Schedules.Users(db))[id]];
        Versions = await Schedules.Versions(db, id);
        return schedule;
    }

    private string Sentence((TimetableProblem Problem, DayOfWeek? Day, DateOnly? Date) found)
    {
        var what = found.Day is { } day ? day.Named() : found.Date?.ToString("d", CultureInfo.CurrentCulture) ?? "";
        return texts[$"TimetableProblem.{found.Problem}", what];
    }
}
