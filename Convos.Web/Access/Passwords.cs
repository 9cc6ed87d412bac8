namespace Convos.Web;

/// <summary>What a password must be, wherever one is chosen.</summary>
public static class Passwords
{
    public const int Shortest = 10;
    public const int Longest = 200;

    /// <summary>The key of the sentence that says what is wrong with it; null: nothing.</summary>
    public static string? Problem(string password, string name, string email) =>
        password.Length is < Shortest or > Longest ? "Password.Length"
        : new[] { name, email, email.Split('@')[0] }.Any(known => known.Equals(password.Trim(), StringComparison.OrdinalIgnoreCase)) ? "Password.IsYou"
        : password.Distinct().Count() < 3 ? "Password.Repeats"
        : null;
}
