using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>
/// The filter of the list of conversations as its address states it. Dates are days of the reader's zone, the last one included; <c>Zone</c>
/// is the browser's, for a reader who chose none.
/// </summary>
public sealed class ConversationQuery
{
    public string? Q { get; set; }

    public ConversationOrigin? Origin { get; set; }

    public ConversationSource? Source { get; set; }

    public long? Channel { get; set; }

    public bool? Ticket { get; set; }

    public DateOnly? From { get; set; }

    public DateOnly? To { get; set; }

    public string? Zone { get; set; }

    public TimeZoneInfo ZoneOf(Viewer reader) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(reader.Zone ?? Zone ?? "", out var zone) ? zone : TimeZoneInfo.Utc;

    public ConversationFilter ToFilter(Viewer reader)
    {
        var zone = ZoneOf(reader);
        return new(ShortText.Of(Q), Origin, Source, Channel, Ticket, new(Zones.Start(From, zone), Zones.End(To, zone)));
    }

    /// <summary>What is set, as an address says it, without its question mark.</summary>
    public string Text(params (string Name, string? Value)[] more)
    {
        (string Name, string? Value)[] set =
        [
            ("q", ShortText.Of(Q)), ("origin", Origin?.ToString()), ("source", Source?.ToString()), ("channel", Channel?.ToString(CultureInfo.InvariantCulture)),
            ("ticket", Ticket is { } with ? (with ? "true" : "false") : null), ("from", Zones.Day(From)), ("to", Zones.Day(To)),
            ("zone", From is null && To is null ? null : Zone), .. more,
        ];
        return QueryString.Create(set.Where(pair => pair.Value is { Length: > 0 }).Select(pair => KeyValuePair.Create(pair.Name, pair.Value))).Value?.TrimStart('?') ?? "";
    }

    public string Address(string path, params (string Name, string? Value)[] more) => Text(more) is { Length: > 0 } text ? $"{path}?{text}" : path;
}
