namespace Convos.Web.Pages;

/// <summary>A short text as somebody typed it, so that a database takes it.</summary>
public static class ShortText
{
    private const int Longest = 100;

    /// <summary>Without blanks around it and without what no text may hold; at most a hundred characters, none of them cut in two.</summary>
    public static string Of(string? typed, int longest = Longest)
    {
        var plain = (typed ?? "").Replace("\0", "").Trim();
        return plain.Length <= longest ? plain : plain[..(char.IsHighSurrogate(plain[longest - 1]) ? longest - 1 : longest)];
    }
}
