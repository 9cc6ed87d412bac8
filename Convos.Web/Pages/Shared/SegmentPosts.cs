using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>The saved filters above a list. <c>Here</c>: the filter that is set, as the list's address says it.</summary>
public sealed record SegmentBar(SegmentList List, string Path, string Here, IReadOnlyList<Segment> Segments);

/// <summary>Keeping and forgetting filters, for every list that has them; the answer in words.</summary>
public static class SegmentPosts
{
    public static async Task<string> Save(
        Database database, Viewer viewer, SegmentList list, string? name, string query, bool shared, DateTime now, IStringLocalizer<Texts> texts)
    {
        var called = ShortText.Of(name, Segments.LongestName);
        if (called.Length == 0 || query.Length is 0 or > Segments.LongestQuery)
        {
            return texts[called.Length == 0 ? $"Segments.{list}.NeedsName" : $"Segments.{list}.NeedsFilter"];
        }

        await Segments.Save(database, viewer, list, called, query, shared, now);
        return texts[$"Segments.{list}.Saved", called];
    }

    public static async Task<string> Forget(Database database, Viewer viewer, SegmentList list, long segment, IStringLocalizer<Texts> texts)
    {
        await Segments.Delete(database, viewer, list, segment);
        return texts[$"Segments.{list}.Deleted"];
    }
}
