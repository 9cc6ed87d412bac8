using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>«Notificaciones»: what one hears of, and how. The bell opens it as a sheet; one stays where one works.</summary>
public sealed class AlertsPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    public AlertSettings Settings { get; private set; } = AlertSettings.Usual;

    public IEnumerable<AlertSound> Sounds => Settings.For(User.Viewer());

    public bool Saved { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        Saved = TempData["Saved"] is true;
        await using var db = await Database.Open(ct);
        Settings = await AlertSettings.Read(db, User.Viewer().Id);
        return Request.IsHtmx() ? Partial("_Alerts", this) : Page();
    }

    public async Task<IActionResult> OnPost(bool sound, int volume, bool notices, AlertKind[] on, Dictionary<AlertKind, AlertTone> tones, CancellationToken ct)
    {
        if (!ModelState.IsValid || volume is < 1 or > 100 || tones.Any(one => !Enum.IsDefined(one.Key) || !Enum.IsDefined(one.Value)))
        {
            return BadRequest();
        }

        await using var db = await Database.Open(ct);
        // What the sheet does not show them stands as it was, for when they lead.
        Settings = new(sound, volume, notices,
            [.. AlertSettings.Usual.For(User.Viewer()).Select(usual => new AlertSound(usual.Kind, on.Contains(usual.Kind), tones.GetValueOrDefault(usual.Kind, usual.Tone)))]);
        await Settings.Save(db, User.Viewer().Id);
        if (Request.IsHtmx())
        {
            return Partial("_AlertsSaved", this);
        }

        TempData["Saved"] = true;
        return this.SeeOther("/inbox/alerts");
    }
}
