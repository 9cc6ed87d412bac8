using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>
/// The filter of the audit as its address states it. Dates are days of the reader's zone, the last one included;
/// <c>Zone</c> is the browser's, for a reader who chose none.
/// </summary>
public sealed class AuditQuery
{
    public long? Person { get; set; }

    public AuditSubject? Subject { get; set; }

    public AuditAction? Action { get; set; }

    public DateOnly? From { get; set; }

    public DateOnly? To { get; set; }

    public string? Q { get; set; }

    public string? Zone { get; set; }

    private string Text => (Q ?? "").Trim() is var text && text.Length <= 100 ? text : text[..100];

    public TimeZoneInfo ZoneOf(Viewer reader) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(reader.Zone ?? Zone ?? "", out var zone) ? zone : TimeZoneInfo.Utc;

    public AuditFilter ToFilter(TimeZoneInfo zone) => new(
        Person, Subject, Action, Zones.Start(From, zone), Zones.End(To, zone), Text);

    /// <summary>What is set, as an address says it; <paramref name="more"/> follows.</summary>
    public string Address(string path, params (string Name, string? Value)[] more)
    {
        (string Name, string? Value)[] set =
        [
            ("person", Person?.ToString(CultureInfo.InvariantCulture)), ("subject", Subject?.ToString()), ("action", Action?.ToString()),
            ("from", Zones.Day(From)), ("to", Zones.Day(To)), ("q", Text), ("zone", Zone), .. more,
        ];
        return path + QueryString.Create(set.Where(pair => pair.Value is { Length: > 0 }).Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
    }
}
