using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Convos.Data;
using static Convos.Data.ChannelNoticeKind;
using static Convos.Data.NoticeLevel;

namespace Convos.Workers;

/// <summary>News of the account, its numbers and its templates; and the errors that Meta tells beside messages. Other fields are none of ours.</summary>
internal static class WhatsAppNotices
{
    private const int WordLength = 200;
    private const int SubjectLength = 512;
    private const int DetailLength = 2000;

    // Errors bear no time of their own: the same one is news again on another day.
    private const string Day = "yyyyMMdd";

    // Until a person mends it, nothing leaves.
    private static readonly HashSet<int?> Fatal = [0, 3, 10, 33, 190, 368, 131005, 131031, 131037, 131042, 131045, 133010];

    public static List<InboundNotice> Read(string? field, JsonElement value, DateTime at) => field switch
    {
        "messages" or null => [.. value.At("errors").Items().Where(LenientJson.IsObject).Select(error => Error(error, value, at))],
        "account_update" => [Notice(Account, AccountLevel(value), value, at, value.At("event").Text(), Restrictions(value))],
        "account_alerts" => [Alert(value, at)],
        "account_review_update" => [Notice(AccountReview, DecisionLevel(value, Critical), value, at, value.At("decision").Text())],
        "business_capability_update" => [Notice(Capability, Info, value, at, "", Facts(value))],
        "phone_number_name_update" => [Notice(PhoneName, DecisionLevel(value, Warning), value, at, value.At("decision").Text(),
            Sentence(value.At("requested_verified_name").Text(), value.At("rejection_reason").Text()))],
        "phone_number_quality_update" => [Notice(PhoneQuality, QualityLevel(value), value, at, value.At("event").Text(), value.At("current_limit").Text())],
        "security" => [Notice(Security, Warning, value, at, value.At("event").Text())],
        // Meta has sent quality news under the field of status news.
        "message_template_status_update" or "message_template_quality_update" => [Template(value, at) with { Template = WhatsAppTemplate.News(value) }],
        "template_category_update" => [Notice(ChannelNoticeKind.TemplateCategory, Info, value, at,
            value.At("new_category").Text() ?? value.At("correct_category").Text(),
            Sentence(value.At("previous_category").Text(), value.At("correct_category").Text())) with { Template = WhatsAppTemplate.News(value) }],
        _ => [],
    };

    private static InboundNotice Error(JsonElement error, JsonElement value, DateTime at) => Notice(
        ChannelNoticeKind.Error, Fatal.Contains(WhatsAppError.Code(error)) ? Critical : Warning, error, at,
        WhatsAppError.Code(error)?.ToString(CultureInfo.InvariantCulture), WhatsAppError.Describe(error))
        with
    { ExternalId = Key(ChannelNoticeKind.Error, (value.At("messages").Items().FirstOrDefault().At("timestamp").Time() ?? at).ToString(Day, CultureInfo.InvariantCulture), value) };

    private static InboundNotice Alert(JsonElement value, DateTime at)
    {
        var alert = value.At("alert_info").IsObject() ? value.At("alert_info") : value;
        var level = alert.At("alert_severity").Text() switch { "CRITICAL" => Critical, "INFORMATIONAL" => Info, _ => Warning };
        return Notice(AccountAlert, level, value, at, alert.At("alert_type").Text(), alert.At("alert_description").Text());
    }

    private static InboundNotice Template(JsonElement value, DateTime at) =>
        value.At("new_quality_score").Text() is { } score
            ? Notice(TemplateQuality, score is "RED" or "YELLOW" ? Warning : Info, value, at, score, value.At("previous_quality_score").Text())
            : Notice(ChannelNoticeKind.TemplateStatus, TemplateLevel(value), value, at, value.At("event").Text(),
                value.At("reason").Text() is { } reason and not "NONE" ? reason : null);

    private static NoticeLevel AccountLevel(JsonElement value) => value.At("event").Text() switch
    {
        "ACCOUNT_DELETED" or "ACCOUNT_RESTRICTION" or "DISABLED_UPDATE" or "ACCOUNT_OFFBOARDED" => Critical,
        "ACCOUNT_VIOLATION" or "PARTNER_REMOVED" or "PARTNER_APP_UNINSTALLED" => Warning,
        _ => Info,
    };

    private static NoticeLevel DecisionLevel(JsonElement value, NoticeLevel rejected) => value.At("decision").Text() switch
    {
        "REJECTED" => rejected,
        "DEFERRED" => Warning,
        _ => Info,
    };

    private static NoticeLevel QualityLevel(JsonElement value) => value.At("event").Text() is "FLAGGED" or "DOWNGRADE" ? Warning : Info;

    private static NoticeLevel TemplateLevel(JsonElement value) =>
        value.At("event").Text() is "REJECTED" or "DISABLED" or "PAUSED" or "FLAGGED" or "LIMIT_EXCEEDED" or "PENDING_DELETION" ? Warning : Info;

    private static string? Restrictions(JsonElement value) =>
        Sentence(value.At("violation_info").At("violation_type").Text(), value.At("ban_info").At("waba_ban_state").Text(),
            string.Join(", ", value.At("restriction_info").Items().Select(one => one.At("restriction_type").Text()).OfType<string>()));

    private static string Facts(JsonElement value) =>
        string.Join(" · ", value.EnumerateObject().Where(part => part.Value.Text() is not null).Select(part => $"{part.Name}: {part.Value.Text()}"));

    private static string Sentence(params string?[] parts) => string.Join(" · ", parts.Where(part => !string.IsNullOrEmpty(part)));

    private static InboundNotice Notice(ChannelNoticeKind kind, NoticeLevel level, JsonElement value, DateTime at, string? word, string? detail = null)
    {
        var data = WhatsAppContent.Json(value) ?? "{}";
        return new(Key(kind, at.ToString("O", CultureInfo.InvariantCulture), value), at, kind, level, Subject(value).Cut(SubjectLength), (word ?? "").Cut(WordLength), (detail ?? "").Cut(DetailLength), data, Number(value));
    }

    private static string Subject(JsonElement value) =>
        value.At("message_template_name").Text() is { } template
            ? value.At("message_template_language").Text() is { } language ? $"{template} ({language})" : template
            : "";

    private static string? Number(JsonElement value) => value.At("display_phone_number").Text() is { } phone ? PhoneNumbers.Canonical(phone) : null;

    private static string Key(ChannelNoticeKind kind, string when, JsonElement value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {when} {value.GetRawText()}")));
}
