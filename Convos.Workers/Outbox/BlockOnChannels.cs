using Convos.Data;
using Microsoft.Extensions.Logging;

namespace Convos.Workers;

/// <summary>Tells channels whom the business blocks, and whom no longer. What does not get through is tried again, ever more patiently; a refusal is kept and shown.</summary>
public sealed class BlockOnChannels(
    Database database, IEnumerable<IChannel> channels, ISecrets secrets, TimeProvider clock, ILogger<BlockOnChannels> log) : IJob
{
    private static readonly TimeSpan UntilMended = TimeSpan.FromMinutes(5);

    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await Claim(ct) is { } wish)
        {
            var result = await Tell(wish, ct);
            await (result switch
            {
                BlockResult.Done => ChannelBlocks.Done(database, wish, clock.Now()),
                BlockResult.Refused no => Refused(wish, no),
                BlockResult.Later later => PutOff(wish, later),
                _ => throw new InvalidOperationException($"Unknown result {result}."),
            });
        }
    }

    private async Task<ChannelBlockWish?> Claim(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await ChannelBlocks.Claim(db, clock.Now());
    }

    private async Task<BlockResult> Tell(ChannelBlockWish wish, CancellationToken ct) =>
        secrets.OpenOrNull(wish.AccessToken) is { } token
            ? await channels.Single(channel => channel.Kind == wish.ChannelKind).Block(new(wish.AccountId, token, wish.Address, wish.Blocked), ct)
            : new BlockResult.Later("The channel must be connected again.", UntilMended);

    private Task Refused(ChannelBlockWish wish, BlockResult.Refused no)
    {
        // The reason itself stands with the wish.
        log.LogWarning("The block of contact {Contact} was refused by channel {Channel}: {Cause}", wish.ContactId, wish.ChannelId, no.Cause);
        return ChannelBlocks.Refused(database, wish, no.Cause, no.Reason, clock.Now());
    }

    private async Task PutOff(ChannelBlockWish wish, BlockResult.Later later)
    {
        await using var db = await database.Open(CancellationToken.None);
        await ChannelBlocks.TryAgain(db, wish, later.Reason, clock.Now() + (later.After ?? Pause(wish)));
        if (later.Trouble is { } trouble)
        {
            await Channels.Troubled(db, wish.ChannelId, wish.AccessToken, trouble, later.Reason, clock.Now());
        }
    }

    private static TimeSpan Pause(ChannelBlockWish wish) => TimeSpan.FromSeconds(Math.Min(3600, Math.Pow(4, Math.Min(wish.Tries, 6))));
}
