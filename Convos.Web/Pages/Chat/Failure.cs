using System.Globalization;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>Why something did not go out, in the reader's words; <c>Raw</c> is what the channel itself said, for whoever looks closer.</summary>
public sealed record Failure(string Words, string? Raw)
{
    /// <summary>The codes that have a sentence; several share one.</summary>
    private static readonly Dictionary<int, string> Sentences = new()
    {
        [0] = "Account", [3] = "Account", [10] = "Account", [33] = "Account", [190] = "Account", [368] = "Account", [131005] = "Account", [131031] = "Account",
        [131037] = "Account", [131042] = "Account", [131045] = "Account", [133010] = "Account",
        [1] = "Later", [2] = "Later", [131000] = "Later", [131016] = "Later", [131057] = "Later", [133004] = "Later",
        [4] = "Rate", [80007] = "Rate", [130429] = "Rate", [131056] = "Rate",
        [100] = "Rejected", [131008] = "Rejected", [131009] = "Rejected",
        [130472] = "NotDelivered", [131049] = "NotDelivered",
        [130497] = "Country",
        [131021] = "Self",
        [131026] = "Unreachable",
        [131030] = "TestNumber",
        [131047] = "Window",
        [131048] = "Spam",
        [131050] = "OptedOut",
        [131051] = "Type", [131060] = "Unavailable",
        [131052] = "Download", [131053] = "Media",
        [131062] = "NeedsPhone",
        [132000] = "Template", [132001] = "Template", [132005] = "Template", [132007] = "Template", [132012] = "Template", [132015] = "Template",
        [132016] = "Template", [132068] = "Template", [132069] = "Template",
    };

    /// <summary>For the test that holds the texts.</summary>
    public static IEnumerable<string> Names => Sentences.Values.Append("Reaction").Append("Withdrawn").Append("ContactBlocked").Distinct();

    public static Failure Of(string? failure, IStringLocalizer texts) => failure switch
    {
        null or "" => new(texts["Failure.Unknown"], null),
        Outbox.ChannelDisabled => new(texts["Refusal.ChannelDisabled"], null),
        Outbox.Withdrawn => new(texts["Failure.Withdrawn"], null),
        Outbox.ContactBlocked => new(texts["Failure.ContactBlocked"], null),
        _ when Sentence(failure) is { } name => new(texts[$"Failure.{name}"], failure),
        _ => new(failure.Split(" · ", 2) is [var code, var words] && Code(code) is not null ? words : failure, failure),
    };

    /// <summary>Of a reaction: the same code says that its message is unknown, deleted or too old.</summary>
    public static Failure OfReaction(string? failure, IStringLocalizer texts) =>
        Code(failure) is 131009 ? new(texts["Failure.Reaction"], failure) : Of(failure, texts);

    private static string? Sentence(string failure) => Code(failure) is { } code ? Sentences.GetValueOrDefault(code) : null;

    // «131047 · Message failed to send because …»
    private static int? Code(string? failure) =>
        int.TryParse(failure?.Split(' ', 2)[0], NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
}
