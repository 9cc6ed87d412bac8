using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>
/// The filter of the list of contacts as its address states it. Dates are days of the reader's zone, the last one included; <c>Zone</c> is
/// the browser's, for a reader who chose none.
/// </summary>
public sealed class ContactQuery
{
    public string? Q { get; set; }

    public long? Tag { get; set; }

    public long? Channel { get; set; }

    public long? Field { get; set; }

    public string? Answer { get; set; }

    public DateOnly? From { get; set; }

    public DateOnly? To { get; set; }

    public bool? Blocked { get; set; }

    public ContactOrder Order { get; set; }

    public string? Zone { get; set; }

    public TimeZoneInfo ZoneOf(Viewer reader) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(reader.Zone ?? Zone ?? "", out var zone) ? zone : TimeZoneInfo.Utc;

    public ContactFilter ToFilter(Viewer reader)
    {
        var zone = ZoneOf(reader);
        return new(
            ShortText.Of(Q), Tag, Channel, Field, Field is null ? "" : ShortText.Of(Answer), Zones.Start(From, zone), Zones.End(To, zone), Blocked, Order);
    }

    /// <summary>What is set, as an address says it, without its question mark.</summary>
    public string Text(params (string Name, string? Value)[] more)
    {
        (string Name, string? Value)[] set =
        [
            ("q", ShortText.Of(Q)), ("tag", Number(Tag)), ("channel", Number(Channel)), ("field", Number(Field)), ("answer", Field is null ? null : ShortText.Of(Answer)),
            ("from", Zones.Day(From)), ("to", Zones.Day(To)), ("blocked", Blocked is { } blocked ? (blocked ? "true" : "false") : null), ("order", Order == ContactOrder.Activity ? null : Order.ToString()),
            ("zone", From is null && To is null ? null : Zone), .. more,
        ];
        return QueryString.Create(set.Where(pair => pair.Value is { Length: > 0 }).Select(pair => KeyValuePair.Create(pair.Name, pair.Value))).Value?.TrimStart('?') ?? "";
    }

    public string Address(string path, params (string Name, string? Value)[] more) => Text(more) is { Length: > 0 } text ? $"{path}?{text}" : path;

    private static string? Number(long? id) => id?.ToString(CultureInfo.InvariantCulture);
}
