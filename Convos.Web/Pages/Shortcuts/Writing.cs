using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>Whoever writes a text, in the zone they write in: days named in it are those of their own calendar.</summary>
public static class Writing
{
    /// <param name="zone">The browser's, as a page tells it; one that was chosen stands.</param>
    public static Viewer In(this Viewer viewer, string? zone) =>
        viewer.Zone is null && zone is { Length: > 0 and <= 64 } && Zones.Find(zone) is { } known ? viewer with { Zone = known } : viewer;
}
