using Convos.Data;
using Microsoft.Extensions.Logging;

namespace Convos.Workers;

/// <summary>Takes one queued message at a time, hands it to its channel, and records what came of it.</summary>
public sealed class DeliverMessages(
    Database database, IEnumerable<IChannel> channels, ISecrets secrets, TimeProvider clock, ILogger<DeliverMessages> log) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await Take(ct) is { } item)
        {
            await Deliver(item);
        }
    }

    private async Task<OutboxItem?> Take(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await Outbox.Claim(db, clock.Now());
    }

    // A claimed message is seen through even while the host is stopping: half a send is worse than a late end.
    private async Task Deliver(OutboxItem item)
    {
        if (!item.WindowOpen)
        {
            await Outbox.Failed(database, item, "131047 · 24 h", clock.Now());
            return;
        }

        var message = new OutboundMessage(
            item.MessageId, item.Attempt, item.AccountId, secrets.Open(item.AccessToken), item.Address, item.Body, item.QuotedExternalId);
        var result = await channels.Single(channel => channel.Kind == item.ChannelKind).Send(message, CancellationToken.None);
        await (result switch
        {
            SendResult.Accepted accepted => Outbox.Accepted(database, item, accepted.ExternalId, clock.Now()),
            SendResult.Rejected rejected => Outbox.Failed(database, item, rejected.Reason, clock.Now()),
            SendResult.Later later => Outbox.TryLater(database, item, later.Reason, later.After ?? Backoff(item.Tries), clock.Now()),
            SendResult.Unknown unknown => Doubt(item, unknown),
            _ => throw new InvalidOperationException($"Unknown result {result}."),
        });
    }

    private Task Doubt(OutboxItem item, SendResult.Unknown unknown)
    {
        log.LogWarning("Message {Message}, attempt {Attempt}: nobody can tell whether it left ({Reason})", item.MessageId, item.Attempt, unknown.Reason);
        return Outbox.Uncertain(database, item, clock.Now());
    }

    private static TimeSpan Backoff(int tries) => TimeSpan.FromSeconds(Math.Min(600, Math.Pow(2, Math.Min(tries, 10))));
}
