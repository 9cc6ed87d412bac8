using System.Security.Cryptography;
using System.Text;
using Convos.Data;
using Convos.Workers;

namespace Convos.Web;

/// <summary>
/// Where Meta calls: the handshake that proves the address is ours, and the events, which are checked over their
/// raw bytes, stored, answered, and understood later. The channel in the path names the app secret.
/// </summary>
public static class WhatsAppWebhook
{
    private const int BodyLimit = 3 * 1024 * 1024;
    private const int NameLimit = 60;

    public static void MapWhatsApp(this IEndpointRouteBuilder app)
    {
        var webhook = app.MapGroup("/webhooks/whatsapp/{channel}").AllowAnonymous().DisableAntiforgery().DisableRateLimiting();
        webhook.MapGet("", Handshake);
        webhook.MapPost("", Receive);
    }

    private static async Task<IResult> Handshake(string channel, HttpContext http, Database database, ISecrets secrets, CancellationToken ct)
    {
        if (await Find(database, channel, ct) is not { } found)
        {
            return UnknownChannel;
        }

        var query = http.Request.Query;
        if (query["hub.mode"] is not [{ Length: > 0 } mode]
            || query["hub.challenge"] is not [{ Length: > 0 } challenge]
            || query["hub.verify_token"] is not [{ Length: > 0 } token])
        {
            return Say(StatusCodes.Status400BadRequest, "hub.mode, hub.challenge and hub.verify_token are required, once each.");
        }

        if (mode != "subscribe" || !AreEqual(token, secrets.Open(found.VerifyToken)))
        {
            return Say(StatusCodes.Status403Forbidden, "The mode or the verify token is not the one that this channel expects.");
        }

        // Whatever the challenge holds, no browser may take it for a page.
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Text(challenge, "text/plain");
    }

    private static async Task<IResult> Receive(
        string channel, HttpRequest request, Database database, ISecrets secrets, TimeProvider clock, CancellationToken ct)
    {
        if (await Find(database, channel, ct) is not { } found)
        {
            return UnknownChannel;
        }

        if (await RequestBody.Read(request, BodyLimit, ct) is not { } body)
        {
            return Say(StatusCodes.Status413PayloadTooLarge, "The body is larger than 3 MB.");
        }

        if (!WhatsAppSignature.Matches(body, request.Headers[WhatsAppSignature.Header], secrets.Open(found.AppSecret)))
        {
            return Say(StatusCodes.Status401Unauthorized, "The signature is missing or does not match the body.");
        }

        // What we cannot read is kept too and set aside for a person: a refusal would only bring it again.
        await using var db = await database.Open(ct);
        await InboundEvents.Store(db, found.Id, body, clock.GetUtcNow().UtcDateTime);
        return Results.Ok();
    }

    private static async Task<Channel?> Find(Database database, string name, CancellationToken ct)
    {
        if (name.Length > NameLimit || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            return null;
        }

        await using var db = await database.Open(ct);
        return await Channels.ByName(db, name) is { Kind: "whatsapp" } channel ? channel : null;
    }

    private static bool AreEqual(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));

    private static IResult UnknownChannel => Say(StatusCodes.Status404NotFound, "There is no WhatsApp channel of this name.");

    private static IResult Say(int status, string sentence) => Results.Text(sentence, "text/plain", statusCode: status);
}
