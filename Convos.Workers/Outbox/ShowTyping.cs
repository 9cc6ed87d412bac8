using Convos.Data;
using Microsoft.Extensions.Logging;

namespace Convos.Workers;

/// <summary>Tells customers that somebody is writing. What does not get through at once is over: the next sign comes with the next words.</summary>
public sealed class ShowTyping(
    Database database, IEnumerable<IChannel> channels, ISecrets secrets, TimeProvider clock, ILogger<ShowTyping> log) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await Claim(ct) is { } sign)
        {
            var result = await secrets.With(sign.AccessToken, token =>
                channels.Single(channel => channel.Kind == sign.ChannelKind).ShowTyping(new(sign.AccountId, token, sign.ExternalId), ct));
            if (result is SendResult.Later { Trouble: { } trouble } later)
            {
                await using var db = await database.Open(CancellationToken.None);
                await Channels.Troubled(db, sign.ChannelId, sign.AccessToken, trouble, later.Reason, clock.Now());
            }
            else if (result is not SendResult.Accepted)
            {
                log.LogWarning("Thread {Thread} was not told that somebody is writing: {Result}", sign.ThreadId, result.GetType().Name);
            }
        }
    }

    private async Task<TypingSign?> Claim(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await TypingSigns.Claim(db, clock.Now());
    }
}
