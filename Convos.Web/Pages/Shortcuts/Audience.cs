using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>Who sees an «atajo», as one choice of a form or address: <c>personal</c>, <c>everyone</c>, or an inbox's number.</summary>
public static class Audience
{
    /// <summary>Null: nothing that one may choose.</summary>
    public static (ShortcutScope Scope, long? Inbox)? Read(string? chosen) => chosen switch
    {
        "personal" => (ShortcutScope.Personal, null),
        "everyone" => (ShortcutScope.Everyone, null),
        _ when long.TryParse(chosen, NumberStyles.None, CultureInfo.InvariantCulture, out var inbox) => (ShortcutScope.Inbox, inbox),
        _ => null,
    };

    public static string Write(ShortcutScope scope, long? inbox) =>
        scope == ShortcutScope.Inbox ? (inbox ?? 0).ToString(CultureInfo.InvariantCulture) : scope.Name();
}
