using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>The small words and signs that several partials make from a record.</summary>
public static class Words
{
    /// <summary>What to call the contact: some channels give no name, some no number.</summary>
    public static string Who(this Ticket ticket) =>
        ticket.ContactName is { Length: > 0 } name ? name : ticket.ContactPhone ?? $"#{ticket.ContactId}";

    /// <summary>The first signs of the first and the last word; a sign may be several characters long.</summary>
    public static string Initials(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => char.IsLetter(word, 0)).ToList();
        return words switch
        {
            [] => "#",
            [var only] => First(only),
            [var first, .., var last] => First(first) + First(last),
        };
    }

    /// <summary>A day's name as it begins a line.</summary>
    public static string Named(this DayOfWeek day) =>
        CultureInfo.CurrentCulture.TextInfo.ToTitleCase(CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(day));

    /// <summary>People are told apart by the same sixteen colours as inboxes.</summary>
    public static string Hue(long id) => $"hue-{id % 16}";

    public static string Icon(this MessageKind kind) => kind switch
    {
        MessageKind.Note => "lock",
        MessageKind.Image => "image",
        MessageKind.Video => "video",
        MessageKind.Audio => "music",
        MessageKind.Voice => "mic",
        MessageKind.Document => "file-text",
        MessageKind.Sticker => "sticker",
        MessageKind.Location => "map-pin",
        MessageKind.Contacts => "contact",
        MessageKind.Interactive or MessageKind.Button => "list",
        MessageKind.Order => "shopping-cart",
        MessageKind.System => "info",
        MessageKind.Deleted => "ban",
        MessageKind.Template => "layout-template",
        _ => "file-question-mark",
    };

    /// <summary>Kinds whose body says it all: their name would be noise.</summary>
    public static bool SpeaksForItself(this MessageKind kind, string body) =>
        kind is MessageKind.Text or MessageKind.Note or MessageKind.Template
        || (body.Length > 0 && kind is MessageKind.System or MessageKind.Interactive or MessageKind.Button);

    private static string First(string word) => StringInfo.GetNextTextElement(word).ToUpper(CultureInfo.CurrentCulture);
}
