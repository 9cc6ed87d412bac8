using System.Text.Json;
using Convos.Data;

namespace Convos.Workers;

/// <summary>News of a message of ours. Unknown words and news of groups yield nothing.</summary>
internal static class WhatsAppStatus
{
    public static InboundStatus? Read(JsonElement status, DateTime at)
    {
        if (status.At("recipient_type").Text() == "group" || status.At("id").Text() is not { Length: <= 512 } id || State(status) is not { } state)
        {
            return null;
        }

        var error = state == Delivery.Failed ? status.At("errors").Items().FirstOrDefault() : default;
        return new(id, at, state, WhatsAppError.Describe(error), status.At("biz_opaque_callback_data").Text()?.Cut(512), WhatsAppContent.Json(status.At("pricing")))
        {
            Cause = WhatsAppRefusals.Cause(WhatsAppError.Code(error)),
        };
    }

    private static Delivery? State(JsonElement status) => status.At("status").Text() switch
    {
        "sent" => Delivery.Sent,
        "delivered" => Delivery.Delivered,
        "read" => Delivery.Read,
        "failed" => Delivery.Failed,
        "played" => Delivery.Played,
        _ => null,
    };
}
