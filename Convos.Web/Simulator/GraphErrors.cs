using System.Text.Json.Nodes;

namespace Convos.Web;

/// <summary>Meta's error object, as it comes in an answer and in a failed status.</summary>
public static class GraphErrors
{
    private static readonly Dictionary<int, string> Titles = new()
    {
        [2] = "Service temporarily unavailable",
        [10] = "Application does not have permission for this action",
        [100] = "Invalid parameter",
        [104] = "An access token is required to request this resource.",
        [190] = "Invalid OAuth access token",
        [130429] = "Rate limit hit",
        [131000] = "Something went wrong",
        [131008] = "Required parameter is missing",
        [131009] = "Parameter value is not valid",
        [131021] = "Recipient cannot be sender",
        [131026] = "Message undeliverable",
        [131047] = "Re-engagement message",
        [131051] = "Unsupported message type",
        [131053] = "Media upload error",
        [132000] = "Template Param Count Mismatch",
        [132001] = "Template does not exist",
        [132005] = "Template hydrated text too long",
        [132012] = "Template parameter format mismatch",
        [132015] = "Template is paused",
        [132016] = "Template is disabled",
        [132018] = "Invalid template parameter",
        [139100] = "Failed to block/unblock some users",
        [139101] = "Blocklist limit reached",
        [139103] = "Internal blocklist error",
    };

    public static GraphAnswer Answer(int code, int status = 400, string? details = null, int? subcode = null)
    {
        var error = Error(code, details);
        error["type"] = "OAuthException";
        error["fbtrace_id"] = "Simulated";
        if (subcode is not null)
        {
            error["error_subcode"] = subcode;
        }

        return new(status, new JsonObject { ["error"] = error }.ToJsonString(), Code: code);
    }

    /// <summary>A bad parameter, told in these words.</summary>
    public static GraphAnswer Words(string words, int status = 400)
    {
        var error = Error(100, words);
        (error["message"], error["type"], error["fbtrace_id"]) = ($"(#100) {words}", "OAuthException", "Simulated");
        return new(status, new JsonObject { ["error"] = error }.ToJsonString(), Code: 100);
    }

    public static JsonObject Error(int code, string? details = null)
    {
        var title = Titles.GetValueOrDefault(code, "Error");
        return new()
        {
            ["code"] = code,
            ["title"] = title,
            ["message"] = $"(#{code}) {title}",
            ["error_data"] = new JsonObject { ["messaging_product"] = "whatsapp", ["details"] = details ?? title },
        };
    }
}
