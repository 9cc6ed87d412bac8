using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>The folders that one may choose, and the one that is chosen as <see cref="Folders"/> reads it.</summary>
public sealed record FolderChoice(string? Chosen, IReadOnlyList<Inbox> Inboxes);

/// <summary>A folder of the library as one choice of a form or address: <c>everyone</c>, or an inbox's number.</summary>
public static class Folders
{
    public const string Everyone = "everyone";

    /// <summary>False: nothing that one may choose.</summary>
    public static bool TryRead(string? chosen, out long? inbox)
    {
        var known = long.TryParse(chosen, NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        inbox = known ? id : null;
        return known || chosen == Everyone;
    }

    public static string Write(long? inbox) => inbox?.ToString(CultureInfo.InvariantCulture) ?? Everyone;

    public static LibraryFilter Filter(string? chosen, string search) =>
        TryRead(chosen, out var inbox) ? new LibraryFilter(search, inbox is null, inbox) : new LibraryFilter(search);
}
