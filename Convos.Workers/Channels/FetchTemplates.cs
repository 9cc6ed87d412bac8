using Convos.Data;
using Microsoft.Extensions.Logging;

namespace Convos.Workers;

/// <summary>Asks the channels that are due for their templates: every hour, and at once where something says that what is known is no longer so.</summary>
public sealed class FetchTemplates(Database database, IEnumerable<IChannel> kinds, ISecrets secrets, TimeProvider clock, ILogger<FetchTemplates> log) : IJob
{
    // Its keys or its account must be mended first by a person.
    private static readonly TimeSpan UntilMended = TimeSpan.FromMinutes(15);

    /// <summary>What stands in place of the channel's own words; pages put it in theirs.</summary>
    public const string NoBusiness = "no_business", Locked = "locked";

    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await Claim(ct) is { } claim)
        {
            var told = await Ask(claim, ct);
            if (told.Templates is { } templates)
            {
                await Templates.Keep(database, claim, templates, clock.Now());
                continue;
            }

            log.LogWarning("The templates of channel {Channel} were not told: {Why}", claim.ChannelId, told.Why);
            await using var db = await database.Open(CancellationToken.None);
            await Templates.NotTold(db, claim, told.Why, told.After, clock.Now());
        }
    }

    private async Task<TemplatesClaim?> Claim(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await Templates.Claim(db, clock.Now());
    }

    private async Task<TemplatesTold> Ask(TemplatesClaim claim, CancellationToken ct) =>
        claim.BusinessId.Length == 0 ? new(null, NoBusiness, Templates.Stands)
        : secrets.OpenOrNull(claim.AccessToken) is { } token && secrets.OpenOrNull(claim.AppSecret) is { } secret
            ? await kinds.Single(kind => kind.Kind == claim.Kind).Templates(new(claim.AccountId, claim.BusinessId, token, secret), ct)
        : new(null, Locked, UntilMended);
}
