namespace Convos.Web;

/// <summary>What every password must be, wherever one is chosen.</summary>
public static class Passwords
{
    public const int Shortest = 10;
    public const int Longest = 200;

    /// <summary>The text's key that says what is wrong with it; null where it will do.</summary>
    /// <param name="known">What anybody may guess of its owner: their address, their name.</param>
    public static string? Problem(string? password, params string?[] known) => password switch
    {
        null or { Length: < Shortest } => "Password.TooShort",
        { Length: > Longest } => "Password.TooLong",
        _ when password.Distinct().Count() < 4 => "Password.TooPlain",
        _ when known.Any(fact => password.Trim().Equals(fact?.Trim(), StringComparison.OrdinalIgnoreCase)) => "Password.IsKnown",
        _ => null,
    };
}
