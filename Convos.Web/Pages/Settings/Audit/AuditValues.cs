using System.Globalization;
using System.Text.Json;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>One value of a change as people read it; a timetable as its page says it.</summary>
public static class AuditValues
{
    public static string Word(string field, JsonElement value, IStringLocalizer<Texts> texts) => (field, value.ValueKind) switch
    {
        (_, JsonValueKind.Null) => "",
        (_, JsonValueKind.True) => texts["Audit.Yes"],
        (_, JsonValueKind.False) => texts["Audit.No"],
        ("role", JsonValueKind.String) => texts[$"Role.{EnumNames.Parse<Role>(value.GetString()!)}"],
        ("who_blocks", JsonValueKind.String) => texts[$"Block.Who.{EnumNames.Parse<Role>(value.GetString()!)}"],
        ("presence", JsonValueKind.String) => texts[value.GetString() == "available" ? "Presence.Available" : "Presence.Unavailable"],
        ("icon", JsonValueKind.String) => texts[$"PauseIcon.{EnumNames.Parse<PauseIcon>(value.GetString()!)}"],
        ("entry", JsonValueKind.String) => texts[$"ChannelEntry.{value.GetString()}"],
        ("scope", JsonValueKind.String) => texts[$"ShortcutScope.{EnumNames.Parse<ShortcutScope>(value.GetString()!)}"],
        ("strategy", JsonValueKind.String) => texts[$"Strategy.{EnumNames.Parse<Strategy>(value.GetString()!)}"],
        ("owner_else", JsonValueKind.String) => texts[$"OwnerElse.{EnumNames.Parse<OwnerElse>(value.GetString()!)}"],
        ("on_leave", JsonValueKind.String) => texts[$"OnLeave.{EnumNames.Parse<OnLeave>(value.GetString()!)}"],
        ("grace", JsonValueKind.String) => texts["Audit.Hours", (int)TimeSpan.Parse(value.GetString()!, CultureInfo.InvariantCulture).TotalHours],
        ("week", JsonValueKind.Array) => Week(value, texts),
        ("holidays", JsonValueKind.Array) => Joined(value.EnumerateArray().Select(holiday => Holiday(holiday, texts))),
        (_, JsonValueKind.Array) => Joined(value.EnumerateArray().Select(one => Word(field, one, texts))),
        (_, JsonValueKind.String) => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static string Week(JsonElement week, IStringLocalizer<Texts> texts)
    {
        var names = CultureInfo.CurrentCulture.DateTimeFormat;
        var open = Timetable.Days.Zip(week.EnumerateArray())
            .Where(day => day.Second.GetArrayLength() > 0)
            .Select(day => $"{names.GetDayName(day.First)} {Joined(day.Second.EnumerateArray().Select(Hours))}");
        return string.Join("; ", open) is { Length: > 0 } hours ? hours : texts["Schedules.Closed"];
    }

    private static string Holiday(JsonElement holiday, IStringLocalizer<Texts> texts)
    {
        var date = DateOnly.Parse(holiday.GetProperty("date").GetString()!, CultureInfo.InvariantCulture).ToString("d", CultureInfo.CurrentCulture);
        var open = holiday.GetProperty("open") is { ValueKind: JsonValueKind.Object } hours ? Hours(hours) : texts["Schedules.Closed"].Value;
        return $"{date} {holiday.GetProperty("name").GetString()} {open}";
    }

    private static string Hours(JsonElement hours) => $"{Time(hours.GetProperty("from"))}–{Time(hours.GetProperty("until"))}";

    private static string Time(JsonElement time) => TimeOnly.Parse(time.GetString()!, CultureInfo.InvariantCulture).ToString("H:mm", CultureInfo.InvariantCulture);

    private static string Joined(IEnumerable<string> words) => string.Join(", ", words);
}
