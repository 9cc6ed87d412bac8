using System.Text.Json;
using Convos.Data;

namespace Convos.Workers;

/// <summary>What to do about each of Meta's error codes: one table for the answers of the send call.</summary>
internal static class WhatsAppRefusals
{
    // The account must be mended first by a person: the message waits, it is not lost.
    private static readonly TimeSpan UntilMended = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Shortly = TimeSpan.FromSeconds(5);

    /// <summary>Null where the answer is none of Meta's: what became of the message is then not known.</summary>
    public static SendResult? Read(int status, JsonElement error)
    {
        if (WhatsAppError.Code(error) is not { } code)
        {
            return null;
        }

        var reason = WhatsAppError.Describe(error)!;
        return Trouble(code, error) is { } trouble ? new SendResult.Later(reason, UntilMended, trouble)
            : Wait(code) is { } wait ? new SendResult.Later(reason, wait)
            : status < 500 ? new SendResult.Rejected(reason, Cause(code))
            : new SendResult.Unknown(reason);
    }

    /// <summary>What a person must mend before anything works; null where it is something else.</summary>
    public static ChannelTrouble? Trouble(int code, JsonElement error) => code switch
    {
        0 or 190 => ChannelTrouble.TokenRejected,
        3 or 10 or 131005 or (>= 200 and <= 299) => ChannelTrouble.NotPermitted,
        // restricted, locked, unpaid, not registered
        368 or 131031 or 131037 or 131042 or 131045 or 133010 => ChannelTrouble.Restricted,
        33 => ChannelTrouble.NotFound,
        // «Object with ID … does not exist»: the number is gone or the token does not reach it. Other 100s are bad parameters.
        100 when error.At("error_subcode").Text() == "33" => ChannelTrouble.NotFound,
        _ => null,
    };

    /// <summary>What a failure says beyond the message itself: of the answer of a call and of a failed status alike.</summary>
    public static FailureCause? Cause(int? code) => code switch
    {
        131047 => FailureCause.WindowClosed,
        132015 => FailureCause.TemplatePaused,
        132016 => FailureCause.TemplateDisabled,
        >= 132000 and <= 132014 => FailureCause.TemplateWrong,
        _ => null,
    };

    private static TimeSpan? Wait(int code) => code switch
    {
        // temporary
        1 or 2 or 131000 or 131016 or 133004 => Shortly,
        131057 => TimeSpan.FromMinutes(1),
        // rates: of the number, of the pair, of the app and the account
        130429 => Shortly,
        131056 => TimeSpan.FromSeconds(6),
        4 or 80007 => TimeSpan.FromMinutes(15),
        _ => null,
    };
}
