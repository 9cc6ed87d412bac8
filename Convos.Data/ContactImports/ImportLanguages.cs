using System.Text.RegularExpressions;

namespace Convos.Data;

/// <summary>Languages as files name them: by code, or by name in Spanish, English or themselves.</summary>
internal static partial class ImportLanguages
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["espanol"] = "es", ["castellano"] = "es", ["spanish"] = "es", ["ingles"] = "en", ["english"] = "en", ["portugues"] = "pt", ["portuguese"] = "pt",
        ["frances"] = "fr", ["french"] = "fr", ["francais"] = "fr", ["italiano"] = "it", ["italian"] = "it", ["aleman"] = "de", ["german"] = "de", ["deutsch"] = "de",
        ["chino"] = "zh", ["chinese"] = "zh", ["japones"] = "ja", ["japanese"] = "ja", ["coreano"] = "ko", ["korean"] = "ko", ["ruso"] = "ru", ["russian"] = "ru",
        ["arabe"] = "ar", ["arabic"] = "ar", ["guarani"] = "gn", ["quechua"] = "qu", ["aimara"] = "ay", ["aymara"] = "ay",
    };

    /// <summary><c>es</c> or <c>pt-BR</c>; null: no such language.</summary>
    public static string? Code(string said) =>
        Names.TryGetValue(ImportColumns.Plain(said), out var code) ? code
        : Coded().Match(said) is { Success: true } found
            ? found.Groups[1].Value.ToLowerInvariant() + (found.Groups[2].Success ? $"-{found.Groups[2].Value.ToUpperInvariant()}" : "")
            : null;

    [GeneratedRegex("^([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?$")]
    private static partial Regex Coded();
}
