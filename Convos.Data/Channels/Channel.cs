using System.Security.Cryptography;

namespace Convos.Data;

/// <summary>A connected account. The three secrets are as stored: encrypted; <c>ISecrets</c> opens them.</summary>
public sealed record Channel(
    long Id, string Kind, string Name, string AccountId, string DisplayAddress, long InboxId, string Entry, bool Enabled,
    string AppSecret, string VerifyToken, string AccessToken);

/// <summary>Seals and opens what the database must not hold in clear.</summary>
public interface ISecrets
{
    string Seal(string clear);

    string Open(string secret);
}

public static class SecretsThatMayBeLost
{
    /// <summary>Null where the keys that sealed it are gone: a person must type it again, on a page that still opens.</summary>
    public static string? OpenOrNull(this ISecrets secrets, string secret)
    {
        try
        {
            return secrets.Open(secret);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
