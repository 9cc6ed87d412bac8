using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Convos.Data;

namespace Convos.Workers;

/// <summary>«Probar conexión»: the number, the app secret, the token and the subscription, each asked of Meta by itself.</summary>
internal sealed class WhatsAppCheck(WhatsAppGraph graph, ChannelAccount account, DateTime now)
{
    private const string Fields = "display_phone_number,verified_name,quality_rating,status,platform_type,code_verification_status";

    private static readonly string[] Scopes = ["whatsapp_business_messaging", "whatsapp_business_management"];

    private string Number => Uri.EscapeDataString(account.AccountId);

    public async Task<ChannelReport> Run(CancellationToken ct)
    {
        var number = await graph.Get($"{Number}?fields={Fields}", account.AccessToken, ct);
        if (number.Unreachable is not null)
        {
            return new([new(CheckOutcome.Wrong, Finding.Unreachable, number.Words)]) { Reached = false };
        }

        var report = number.Fine ? Read(number.Root) : Refused(number);
        // A token that Meta does not know proves nothing about the rest.
        if (report.Trouble == ChannelTrouble.TokenRejected)
        {
            return report;
        }

        var token = await graph.Get($"debug_token?input_token={Uri.EscapeDataString(account.AccessToken)}", account.AccessToken, ct);
        var about = token.Root.At("data");
        report = Token(report, token, about);
        report = With(report, await Secret(ct));
        return account.BusinessId.Length == 0 ? report : With(report, await Subscription(about.At("app_id").Text(), ct));
    }

    private static ChannelReport With(ChannelReport report, params CheckLine?[] lines) =>
        report with { Lines = [.. report.Lines, .. lines.OfType<CheckLine>()] };

    private static ChannelReport Read(JsonElement number)
    {
        var (display, name, quality) = (number.At("display_phone_number").Text(), number.At("verified_name").Text(), number.At("quality_rating").Text());
        var read = new CheckLine(CheckOutcome.Fine, Finding.NumberRead, string.Join(" · ", new[] { display, name }.OfType<string>()));
        var state = State(number.At("status").Text());
        return new([.. new[] { read, state, Quality(quality) }.OfType<CheckLine>()])
        {
            Trouble = state?.Finding == Finding.NumberRestricted ? ChannelTrouble.Restricted : null,
            DisplayAddress = display?.Cut(60), VerifiedName = name?.Cut(200), Quality = quality?.Cut(40),
        };
    }

    private static CheckLine? State(string? status) => status switch
    {
        null or "CONNECTED" or "UNKNOWN" => null,
        "RESTRICTED" or "BANNED" or "RATE_LIMITED" or "DELETED" => new(CheckOutcome.Wrong, Finding.NumberRestricted, status),
        "FLAGGED" => new(CheckOutcome.Doubtful, Finding.QualityLow, status),
        _ => new(CheckOutcome.Wrong, Finding.NumberNotConnected, status.Cut(40)),
    };

    private static CheckLine? Quality(string? quality) => quality switch
    {
        "GREEN" => new(CheckOutcome.Fine, Finding.QualityHigh),
        "YELLOW" => new(CheckOutcome.Doubtful, Finding.QualityMedium),
        "RED" => new(CheckOutcome.Doubtful, Finding.QualityLow),
        _ => null,
    };

    private static ChannelReport Refused(GraphReply reply)
    {
        var trouble = reply.Code is { } code ? WhatsAppRefusals.Trouble(code, reply.Error) : null;
        return new([new(CheckOutcome.Wrong, trouble?.Finding() ?? Finding.Refused, reply.Words)]) { Trouble = trouble };
    }

    // Meta tells about a token only to its own app's people; whoever may not ask learns nothing, which is no fault of the token.
    private ChannelReport Token(ChannelReport report, GraphReply reply, JsonElement about)
    {
        if (!reply.Fine || !about.IsObject())
        {
            return With(report, new CheckLine(CheckOutcome.Doubtful, Finding.TokenUnknown, reply.Words));
        }

        var granted = about.At("scopes").Items().Select(scope => scope.Text()).ToHashSet();
        var missing = Scopes.Where(scope => !granted.Contains(scope)).ToList();
        var ends = about.At("expires_at").Time();
        var line = ends is null ? new CheckLine(CheckOutcome.Fine, Finding.TokenLasts)
            : ends <= now + ChannelStates.Warning ? new(CheckOutcome.Doubtful, Finding.TokenExpiring, At: ends)
            : new(CheckOutcome.Fine, Finding.TokenExpires, At: ends);
        var scopes = missing.Count == 0 ? null : new CheckLine(CheckOutcome.Wrong, Finding.ScopesMissing, string.Join(", ", missing));
        return With(report, line, scopes) with { TokenTold = true, TokenExpiresAt = ends };
    }

    // A proof made with another app's secret is refused whatever is asked.
    private async Task<CheckLine?> Secret(CancellationToken ct)
    {
        var proof = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(account.AppSecret), Encoding.UTF8.GetBytes(account.AccessToken)));
        var reply = await graph.Get($"{Number}?fields=id&appsecret_proof={proof}", account.AccessToken, ct);
        return reply.Fine ? new(CheckOutcome.Fine, Finding.SecretAccepted)
            : reply.Words.Contains("appsecret_proof", StringComparison.OrdinalIgnoreCase) ? new(CheckOutcome.Wrong, Finding.SecretRejected, reply.Words)
            : null;
    }

    private async Task<CheckLine> Subscription(string? app, CancellationToken ct)
    {
        var reply = await graph.Get($"{Uri.EscapeDataString(account.BusinessId)}/subscribed_apps", account.AccessToken, ct);
        if (!reply.Fine)
        {
            return new(CheckOutcome.Wrong, reply.Unreachable is null ? Finding.BusinessNotFound : Finding.Unreachable, reply.Words);
        }

        var apps = reply.Root.At("data").Items().Select(item => item.At("whatsapp_business_api_data").At("id").Text()).OfType<string>().ToList();
        return apps.Count > 0 && (app is null || apps.Contains(app))
            ? new(CheckOutcome.Fine, Finding.Subscribed)
            : new(CheckOutcome.Wrong, Finding.NotSubscribed);
    }
}
