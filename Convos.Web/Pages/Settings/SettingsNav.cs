using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>The sections of the settings, in the order of their menu, with who may open them (<see cref="Access"/> says the same to the server).</summary>
public sealed record SettingsNav(string Url, string Icon, string Key, bool ForLeads = false)
{
    public static readonly IReadOnlyList<SettingsNav> All =
    [
        new("/settings/people", "users", "People.Title"),
        new("/settings/teams", "users-round", "Teams.Title"),
        new("/settings/pauses", "circle-pause", "Pauses.Title"),
        new("/settings/tags", "tag", "Tags.Title", ForLeads: true),
        new("/settings/fields", "text-cursor-input", "Fields.Title"),
        new("/settings/channels", "radio", "Channels.Title"),
        new("/settings/schedules", "calendar-clock", "Schedules.Title"),
        new("/settings/audit", "scroll-text", "Audit.Title"),
        new("/settings/system", "activity", "System.Title"),
    ];

    public static IEnumerable<SettingsNav> For(Viewer viewer) =>
        All.Where(entry => viewer.Role == Role.Admin || (entry.ForLeads && viewer.Leads));
}
