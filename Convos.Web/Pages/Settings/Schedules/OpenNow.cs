using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>Whether a timetable is open at a moment and, by its own clock, when that changes. <c>Known</c>: it says enough to tell.</summary>
public sealed record OpenNow(bool Known, bool IsOpen, string? Changes)
{
    public static OpenNow Of(Timetable timetable, DateTime now)
    {
        if (!Timetable.IsZone(timetable.Zone))
        {
            return new OpenNow(false, false, null);
        }

        var hours = new OpeningHours(timetable);
        var open = hours.IsOpen(now);
        var next = open ? hours.NextClosing(now) : hours.NextOpening(now);
        return new OpenNow(true, open, next is { } at ? Clock(hours.Local(at), hours.Local(now)) : null);
    }

    private static string Clock(DateTime at, DateTime now)
    {
        var days = (at.Date - now.Date).Days;
        return at.ToString(days == 0 ? "H:mm" : days < 7 ? "dddd H:mm" : "d MMM H:mm", CultureInfo.CurrentCulture);
    }
}
