using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Convos.Data;

/// <summary>What signs in whoever lost their authenticator: eighty random bits each, kept as hashes, good once.</summary>
public static class RecoveryCodes
{
    public const int Count = 10;

    private const int Length = 16;

    // Nothing that is read as something else: no I, O, 0, 1.
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>«K7QF-9WMX-T2HD-4CVB»: to be shown once and never again.</summary>
    public static string[] Make() => [.. Enumerable.Range(0, Count).Select(_ =>
        string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(4).Select(four => new string(four))))];

    /// <summary>As typed, with or without dashes. Null: not the shape of a code.</summary>
    internal static string? Hash(long operatorId, string typed)
    {
        var code = string.Concat(typed.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return code.Length == Length
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{operatorId}:{code}"))))
            : null;
    }
}
