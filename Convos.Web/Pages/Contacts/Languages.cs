using System.Globalization;

namespace Convos.Web.Pages;

/// <summary>The languages that a card offers, called as the reader calls them.</summary>
public static class Languages
{
    private static readonly string[] Codes =
        ["es", "en", "pt", "pt-BR", "fr", "it", "de", "ca", "gl", "eu", "gn", "qu", "ht", "nl", "pl", "ru", "uk", "tr", "ar", "he", "hi", "zh", "ja", "ko"];

    /// <summary>By name, in the reader's own order.</summary>
    public static IEnumerable<(string Code, string Name)> Offered =>
        Codes.Select(code => (code, Name(code))).OrderBy(language => language.Item2, StringComparer.CurrentCultureIgnoreCase);

    public static string Name(string code)
    {
        try
        {
            var name = CultureInfo.GetCultureInfo(code).DisplayName;
            return char.ToUpper(name[0], CultureInfo.CurrentCulture) + name[1..];
        }
        catch (CultureNotFoundException)
        {
            return code;
        }
    }
}
