using System.Security.Cryptography;
using System.Text.Json;

namespace Convos.Data;

/// <summary>What a form showed, in sixteen digits: whoever saves on top of anything else would undo what they have not seen.</summary>
internal static class FormState
{
    public static string Of(params object?[] shown) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(shown)))[..16];
}
