using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Convos.Data;

namespace Convos.Web;

/// <summary>The zones one may read times in, by their IANA names. Most people choose none: their browser's serves.</summary>
public static partial class Zones
{
    /// <summary>Those that have a place in their name; the others are old spellings or mean nothing to whoever looks for a city.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. TimeZoneInfo.GetSystemTimeZones().Select(Iana).OfType<string>().Where(name => IsName().IsMatch(name)).Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>By name, or by the city that a name ends in: «buenos aires». Null: there is no such zone.</summary>
    public static string? Find(string typed)
    {
        var wanted = Plain(typed);
        return All.FirstOrDefault(name => name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? All.FirstOrDefault(name => name[(name.LastIndexOf('/') + 1)..].Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? (IsName().IsMatch(wanted) && TimeZoneInfo.TryFindSystemTimeZoneById(wanted, out _) ? wanted : null);
    }

    /// <summary>«GMT-03:00 · 9:41»: how far it is from Greenwich, and what its clocks say.</summary>
    public static string Clock(string name, DateTime now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        return $"{Offset(zone, now)} · {TimeZoneInfo.ConvertTimeFromUtc(now, zone).ToString("t", CultureInfo.CurrentCulture)}";
    }

    /// <summary>An instant in full, as a page without scripts shows it. It says which zone it speaks of.</summary>
    public static string Write(DateTime at, string? name) => name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        ? $"{TimeZoneInfo.ConvertTimeFromUtc(at, zone).ToString("g", CultureInfo.CurrentCulture)} {Offset(zone, at)}"
        : $"{at.ToString("g", CultureInfo.CurrentCulture)} UTC";

    /// <summary>The first instant of a day.</summary>
    public static DateTime? Start(DateOnly? day, TimeZoneInfo zone) => day is { } date ? LocalDays.Start(date, zone) : null;

    /// <summary>The first instant after a day that is wanted too.</summary>
    public static DateTime? End(DateOnly? day, TimeZoneInfo zone) => Start(day is { } last && last < DateOnly.MaxValue ? last.AddDays(1) : null, zone);

    /// <summary>As an address and a date's box have it.</summary>
    public static string? Day(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>ISO 8601 with the offset of the zone; nothing for no instant.</summary>
    public static string Iso(DateTime? at, TimeZoneInfo zone) =>
        at is { } instant ? TimeZoneInfo.ConvertTime(new DateTimeOffset(instant), zone).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture) : "";

    /// <summary>The same for people, where the zone is named elsewhere.</summary>
    public static string Stamp(DateTime at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTimeFromUtc(at, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Offset(TimeZoneInfo zone, DateTime at)
    {
        var offset = zone.GetUtcOffset(at);
        return $"GMT{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}";
    }

    private static string? Iana(TimeZoneInfo zone) =>
        zone.HasIanaId ? zone.Id : TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var name) ? name : null;

    // «São Paulo» is Sao_Paulo.
    private static string Plain(string typed) => string.Concat(typed.Trim().Replace(' ', '_').Normalize(NormalizationForm.FormD)
        .Where(sign => CharUnicodeInfo.GetUnicodeCategory(sign) != UnicodeCategory.NonSpacingMark));

    [GeneratedRegex("^(UTC|(?!Etc/)[A-Z][A-Za-z]+(/[A-Za-z0-9_+-]+){1,2})$")]
    private static partial Regex IsName();
}
