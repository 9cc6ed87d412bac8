using System.Globalization;
using System.Text.Json;

namespace Convos.Workers;

/// <summary>Meta's error object, the same in a status, in a message and in the answer of a call; older ones keep <c>details</c> outside <c>error_data</c>.</summary>
internal static class WhatsAppError
{
    private const int Length = 1000;

    public static int? Code(JsonElement error) => int.TryParse(error.At("code").Text(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var code) ? code : null;

    /// <summary><c>131047 · Message failed to send because …</c>, or null where it says nothing.</summary>
    public static string? Describe(JsonElement error)
    {
        var words = error.At("error_data").At("details").Text() ?? error.At("details").Text()
            ?? error.At("message").Text() ?? error.At("title").Text();
        string?[] parts = [Code(error)?.ToString(CultureInfo.InvariantCulture), words];
        var reason = string.Join(" · ", parts.OfType<string>());
        return reason.Length == 0 ? null : reason.Cut(Length);
    }
}
