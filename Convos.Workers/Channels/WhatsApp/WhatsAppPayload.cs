using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Convos.Workers;

/// <summary>A webhook's body as JSON that can be read and stored without surprises.</summary>
public static class WhatsAppPayload
{
    private const int EscapeLength = 6;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    public static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out JsonDocument? payload)
    {
        try
        {
            payload = JsonDocument.Parse(Repaired(body.Span), Options);
            return true;
        }
        catch (JsonException)
        {
            payload = null;
            return false;
        }
    }

    // JsonDocument accepts lone surrogates and then throws when they are read; PostgreSQL refuses NULs.
    // Both become U+FFFD here, once, so that no reader further in has to think of them.
    private static byte[] Repaired(ReadOnlySpan<byte> body)
    {
        var json = Utf8.IsValid(body) ? body.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body));
        for (var at = json.AsSpan().IndexOf((byte)'\\'); at >= 0 && at + 1 < json.Length; at = Next(json, at))
        {
            if (Unit(json, at) is not { } unit)
            {
                at += 2;
            }
            else if (char.IsHighSurrogate(unit) && Unit(json, at + EscapeLength) is { } low && char.IsLowSurrogate(low))
            {
                at += 2 * EscapeLength;
            }
            else
            {
                if (unit == 0 || char.IsSurrogate(unit))
                {
                    "\\ufffd"u8.CopyTo(json.AsSpan(at));
                }

                at += EscapeLength;
            }
        }

        return json;
    }

    private static int Next(byte[] json, int from)
    {
        var found = from < json.Length ? json.AsSpan(from).IndexOf((byte)'\\') : -1;
        return found < 0 ? -1 : from + found;
    }

    // The UTF-16 unit of a \uXXXX escape that starts here, if one does.
    private static char? Unit(byte[] json, int at)
    {
        if (at + EscapeLength > json.Length || json[at] != '\\' || json[at + 1] != 'u')
        {
            return null;
        }

        return ushort.TryParse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, null, out var unit)
            ? (char)unit
            : null;
    }
}

/// <summary>The body of a webhook is not JSON.</summary>
public sealed class MalformedPayloadException() : Exception("The body is not JSON.");
