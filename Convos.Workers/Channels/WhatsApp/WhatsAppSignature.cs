using System.Security.Cryptography;
using System.Text;

namespace Convos.Workers;

/// <summary><c>X-Hub-Signature-256</c>: Meta's HMAC over the bytes of the body as they came over the wire.</summary>
public static class WhatsAppSignature
{
    public const string Header = "X-Hub-Signature-256";
    private const string Prefix = "sha256=";

    public static bool Matches(byte[] body, string? header, string appSecret)
    {
        if (appSecret.Length == 0 || header is null || !header.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> claimed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var hex = header.AsSpan(Prefix.Length);
        return hex.Length == 2 * claimed.Length
            && Convert.FromHexString(hex, claimed, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(claimed, Hash(body, appSecret));
    }

    public static string Sign(byte[] body, string appSecret) => Prefix + Convert.ToHexStringLower(Hash(body, appSecret));

    private static byte[] Hash(byte[] body, string appSecret) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(appSecret), body);
}
