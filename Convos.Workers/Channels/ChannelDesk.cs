using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Convos.Data;

namespace Convos.Workers;

/// <summary>Connects, changes and tries channels, for the settings and the command line alike.</summary>
public sealed partial class ChannelDesk(Database database, IEnumerable<IChannel> kinds, ISecrets secrets, TimeProvider clock)
{
    /// <summary>Null when it is done. Without a verify token one is made.</summary>
    public async Task<ChannelProblem?> Connect(long? actor, ChannelDraft draft, string? verifyToken = null)
    {
        draft = draft.Trimmed();
        if (Problem(draft) is { } problem)
        {
            return problem;
        }

        return draft.AppSecret.Length == 0 ? ChannelProblem.SecretMissing
            : draft.AccessToken.Length == 0 ? ChannelProblem.TokenMissing
            : await Channels.Connect(
                database, actor, draft, secrets.Seal(draft.AppSecret), secrets.Seal(verifyToken ?? NewVerifyToken()), secrets.Seal(draft.AccessToken),
                clock.Now());
    }

    /// <summary>The name stays as it is: it stands in the address that was given to the provider. Empty secrets stay too.</summary>
    public async Task<ChannelProblem?> Save(long actor, ChannelDraft draft)
    {
        draft = draft.Trimmed();
        return Problem(draft)
            ?? await Channels.Save(database, actor, draft, Sealed(draft.AppSecret), Sealed(draft.AccessToken), clock.Now());
    }

    /// <summary>«Probar conexión»: asks the channel, outside of any transaction, and keeps what it said.</summary>
    public async Task Check(string name, CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        if (await Channels.ByName(db, name) is not { } channel || await Channels.Connected(db, name) is not { } connected)
        {
            return;
        }

        var report = secrets.OpenOrNull(channel.AccessToken) is { } token && secrets.OpenOrNull(channel.AppSecret) is { } secret
            ? await Kind(channel.Kind).Check(new(channel.AccountId, connected.BusinessId, token, secret), clock.Now(), ct)
            : new ChannelReport([new(CheckOutcome.Wrong, Finding.Locked)]) { Reached = false };
        await Channels.Checked(db, channel.Id, channel.AccessToken, report with { Lines = [.. report.Lines, Webhooks(connected)] }, clock.Now());
    }

    private static CheckLine Webhooks(ConnectedChannel channel) => channel.LastWebhookAt is { } at
        ? new(CheckOutcome.Fine, Finding.WebhookReceived, At: at)
        : new(CheckOutcome.Doubtful, Finding.WebhookNever);

    private ChannelProblem? Problem(ChannelDraft draft) =>
        !Slug().IsMatch(draft.Name) ? ChannelProblem.NameWrong
        : draft.DisplayAddress.Length > 60 ? ChannelProblem.DisplayTooLong
        : Kind(draft.Kind).Problem(draft);

    private IChannel Kind(string kind) => kinds.Single(one => one.Kind == kind);

    private string? Sealed(string clear) => clear.Length == 0 ? null : secrets.Seal(clear);

    private static string NewVerifyToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    // «new» is the page that connects.
    [GeneratedRegex(@"^(?!new\z)[a-z0-9][a-z0-9-]{0,59}\z")]
    private static partial Regex Slug();
}
