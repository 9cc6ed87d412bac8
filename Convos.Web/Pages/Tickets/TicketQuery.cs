using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>
/// The filter of the history of tickets as its address states it. Dates are days of the reader's zone, the last one included; <c>Zone</c> is
/// the browser's, for a reader who chose none.
/// </summary>
public sealed class TicketQuery
{
    public string? Q { get; set; }

    public TicketStatus? State { get; set; }

    public long? Inbox { get; set; }

    public long? Channel { get; set; }

    public TicketOrigin? Origin { get; set; }

    public long? Tag { get; set; }

    public long? Assigned { get; set; }

    public long? Took { get; set; }

    /// <summary>A person's number, or «system»: it closed by itself.</summary>
    public string? ClosedBy { get; set; }

    public bool IsClosedBySystem => ClosedBy == "system";

    public long? Closer => Id(ClosedBy);

    /// <summary>«1» to «5», «low» or «none».</summary>
    public TicketScore? Score { get; set; }

    public DateOnly? OpenedFrom { get; set; }

    public DateOnly? OpenedTo { get; set; }

    public DateOnly? ClosedFrom { get; set; }

    public DateOnly? ClosedTo { get; set; }

    public DateOnly? ActiveFrom { get; set; }

    public DateOnly? ActiveTo { get; set; }

    public bool Unanswered { get; set; }

    public bool Overdue { get; set; }

    public bool Reopened { get; set; }

    public bool Rotated { get; set; }

    public bool Transferred { get; set; }

    public string? Reason { get; set; }

    /// <summary>The figure of a report whose tickets these are; see <see cref="FigureAddress"/>.</summary>
    public string? Figure { get; set; }

    /// <summary>«slowest»: of those behind a duration the slowest first. Anything else: the newest first.</summary>
    public string? Sort { get; set; }

    public bool IsBySlowest => Sort == "slowest";

    public string? Zone { get; set; }

    /// <summary>Whether it names a figure that there is, or none, and so of who closed: what it does not understand must not find everything.</summary>
    public bool IsUnderstood(Viewer reader) =>
        (string.IsNullOrEmpty(Figure) || FigureAddress.Parse(Figure, reader) is not null) && (string.IsNullOrEmpty(ClosedBy) || IsClosedBySystem || Closer is not null);

    /// <summary>How many of those that stand folded are set.</summary>
    public int Folded => Set().Skip(5).Count(pair => pair.Value is { Length: > 0 } && pair.Name is not ("zone" or "figure" or "sort"));

    public TimeZoneInfo ZoneOf(Viewer reader) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(reader.Zone ?? Zone ?? "", out var zone) ? zone : TimeZoneInfo.Utc;

    /// <param name="now">At which whoever waits is overdue or not.</param>
    public TicketFilter ToFilter(Viewer reader, DateTime now)
    {
        var zone = ZoneOf(reader);
        Stretch Days(DateOnly? from, DateOnly? to) => new(Zones.Start(from, zone), Zones.End(to, zone));
        return new(
            ShortText.Of(Q), State, Inbox, Channel, Origin, Tag, Assigned, Took, Closer, Days(OpenedFrom, OpenedTo), Days(ClosedFrom, ClosedTo), Days(ActiveFrom, ActiveTo),
            Unanswered, Reopened, Rotated, Transferred, ShortText.Of(Reason))
        { Behind = FigureAddress.Parse(Figure, reader), Slowest = IsBySlowest, ClosedBySystem = IsClosedBySystem, Score = Score, OverdueAt = Overdue ? now : null };
    }

    /// <summary>What is set, as an address says it, without its question mark.</summary>
    public string Text(params (string Name, string? Value)[] more) => Written(Set().Concat(more));

    /// <summary>The same list in its other order.</summary>
    public string Turned => $"/tickets?{Written(Set().Where(pair => pair.Name != "sort").Append(("sort", IsBySlowest ? null : "slowest")))}";

    public string Address(string path, params (string Name, string? Value)[] more) => Text(more) is { Length: > 0 } text ? $"{path}?{text}" : path;

    private static string Written(IEnumerable<(string Name, string? Value)> pairs) => QueryString.Create(
        pairs.Where(pair => pair.Value is { Length: > 0 }).Select(pair => KeyValuePair.Create(pair.Name, pair.Value))).Value?.TrimStart('?') ?? "";

    private (string Name, string? Value)[] Set() =>
    [
        ("q", ShortText.Of(Q)), ("state", State?.ToString()), ("inbox", Number(Inbox)), ("assigned", Number(Assigned)), ("tag", Number(Tag)),
        ("took", Number(Took)), ("closedby", IsClosedBySystem ? ClosedBy : Number(Closer)), ("score", Written(Score)), ("channel", Number(Channel)), ("origin", Origin?.ToString()), ("reason", ShortText.Of(Reason)),
        ("openedfrom", Zones.Day(OpenedFrom)), ("openedto", Zones.Day(OpenedTo)), ("closedfrom", Zones.Day(ClosedFrom)), ("closedto", Zones.Day(ClosedTo)),
        ("activefrom", Zones.Day(ActiveFrom)), ("activeto", Zones.Day(ActiveTo)), ("unanswered", Yes(Unanswered)), ("overdue", Yes(Overdue)), ("reopened", Yes(Reopened)),
        ("rotated", Yes(Rotated)), ("transferred", Yes(Transferred)), ("figure", Figure), ("sort", IsBySlowest ? Sort : null), ("zone", HasDates ? Zone : null),
    ];

    private bool HasDates => new[] { OpenedFrom, OpenedTo, ClosedFrom, ClosedTo, ActiveFrom, ActiveTo }.Any(day => day is not null);

    /// <summary>As an address has it.</summary>
    public static string? Written(TicketScore? score) => score switch
    {
        null => null,
        TicketScore.None or TicketScore.Low => score.Value.Name(),
        _ => Number((long)score),
    };

    private static long? Id(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static string? Yes(bool set) => set ? "true" : null;

    private static string? Number(long? id) => id?.ToString(CultureInfo.InvariantCulture);
}
