namespace Convos.Workers;

/// <summary>Names of files as somebody's computer gives them: no path, no sign that a header or a screen stumbles over.</summary>
public static class FileNames
{
    private const int Longest = 200;

    public static string Clean(string? name)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        // Marks that turn the direction of writing make «exe.jpg» of «gpj.exe».
        var plain = string.Concat(last.Where(sign => !char.IsControl(sign) && sign is not ('\u202a' or '\u202b' or '\u202c' or '\u202d' or '\u202e' or '\u2066' or '\u2067' or '\u2068' or '\u2069'))).Trim(' ', '.');
        if (plain.Length <= Longest)
        {
            return plain;
        }

        var end = Path.GetExtension(plain) is { Length: <= 10 } ending ? ending : "";
        var most = Longest - end.Length;
        return plain[..(char.IsHighSurrogate(plain[most - 1]) ? most - 1 : most)] + end;
    }
}
