using System.Text.Json;

namespace Convos.Workers;

/// <summary>What to do about each of Meta's error codes: one table for the answers of the send call.</summary>
internal static class WhatsAppRefusals
{
    // The account must be mended first by a person: the message waits, it is not lost.
    private static readonly TimeSpan UntilMended = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Shortly = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<int, TimeSpan> Waits = new()
    {
        // token, permission
        [0] = UntilMended, [190] = UntilMended, [3] = UntilMended, [10] = UntilMended, [131005] = UntilMended,
        // account or number restricted, locked, deleted, unpaid, not registered
        [33] = UntilMended, [368] = UntilMended, [131031] = UntilMended, [131037] = UntilMended, [131042] = UntilMended,
        [131045] = UntilMended, [133010] = UntilMended,
        // temporary
        [1] = Shortly, [2] = Shortly, [131000] = Shortly, [131016] = Shortly, [133004] = Shortly, [131057] = TimeSpan.FromMinutes(1),
        // rates: of the number, of the pair, of the app and the account
        [130429] = Shortly, [131056] = TimeSpan.FromSeconds(6), [4] = TimeSpan.FromMinutes(15), [80007] = TimeSpan.FromMinutes(15),
    };

    /// <summary>Null where the answer is none of Meta's: what became of the message is then not known.</summary>
    public static SendResult? Read(int status, JsonElement error)
    {
        if (WhatsAppError.Code(error) is not { } code)
        {
            return null;
        }

        var reason = WhatsAppError.Describe(error)!;
        return Wait(code, error) is { } wait ? new SendResult.Later(reason, wait)
            : status < 500 ? new SendResult.Rejected(reason)
            : new SendResult.Unknown(reason);
    }

    private static TimeSpan? Wait(int code, JsonElement error) => code switch
    {
        >= 200 and <= 299 => UntilMended,
        // «Object with ID … does not exist»: the number is gone or the token does not reach it. Other 100s are bad parameters.
        100 when error.At("error_subcode").Text() == "33" => UntilMended,
        _ => Waits.TryGetValue(code, out var wait) ? wait : null,
    };
}
