using Convos.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Workers;

/// <summary>Takes one queued message at a time, hands it to its channel, and records what came of it.</summary>
public sealed class DeliverMessages(
    Database database, IEnumerable<IChannel> channels, ISecrets secrets, TimeProvider clock, ILogger<DeliverMessages> log) : IJob
{
    private const int RecordTries = 60;

    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await Take(ct) is { } item)
        {
            await Deliver(item, ct);
        }
    }

    private async Task<OutboxItem?> Take(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await Outbox.Claim(db, clock.Now());
    }

    // A claimed message is seen through even while the host is stopping: half a send is worse than a late end.
    private async Task Deliver(OutboxItem item, CancellationToken ct)
    {
        using var span = Telemetry.Traces.StartActivity("deliver");
        span?.SetTag("convos.message", item.MessageId).SetTag("convos.attempt", item.Attempt).SetTag("convos.channel", item.ChannelId);
        var result = !item.ChannelEnabled ? new SendResult.Rejected(Outbox.ChannelDisabled)
            : item.ContactBlocked ? new SendResult.Rejected(Outbox.ContactBlocked)
            : item.WindowOpen ? await Send(item)
            : new SendResult.Rejected("131047 · 24 h", FailureCause.WindowClosed);
        Telemetry.Sent(result.GetType().Name.ToLowerInvariant());
        for (var tries = 1; ; tries++)
        {
            try
            {
                await Record(item, result);
                return;
            }
            catch (NpgsqlException away) when (away.IsTransient && tries < RecordTries && !ct.IsCancellationRequested)
            {
                // What the channel answered is known once: a database that is away for a while must not turn it into a doubt.
                log.LogWarning("The outcome of message {Message} waits for the database: {Reason}", item.MessageId, away.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, CancellationToken.None);
            }
        }
    }

    private Task<SendResult> Send(OutboxItem item) => secrets.With(item.AccessToken, token =>
    {
        var message = new OutboundMessage(
            item.MessageId, item.Attempt, item.AccountId, token, item.Address, item.Kind, item.Body, item.Content,
            item.MediaId, item.FileName, item.QuotedExternalId);
        return channels.Single(channel => channel.Kind == item.ChannelKind).Send(message, CancellationToken.None);
    });

    private Task Record(OutboxItem item, SendResult result) =>
        result switch
        {
            SendResult.Accepted accepted => Outbox.Accepted(database, item, accepted.ExternalId, clock.Now()),
            SendResult.Rejected rejected => Outbox.Failed(database, item, rejected.Reason, clock.Now(), rejected.Cause),
            SendResult.Later later => PutOff(item, later),
            SendResult.Unknown unknown => Doubt(item, unknown),
            _ => throw new InvalidOperationException($"Unknown result {result}."),
        };

    private async Task PutOff(OutboxItem item, SendResult.Later later)
    {
        await Outbox.TryLater(database, item, later.Reason, later.After ?? Backoff(item.Tries), clock.Now());
        if (later.Trouble is { } trouble)
        {
            await using var db = await database.Open();
            await Channels.Troubled(db, item.ChannelId, item.AccessToken, trouble, later.Reason, clock.Now());
        }
    }

    private Task Doubt(OutboxItem item, SendResult.Unknown unknown)
    {
        log.LogWarning("Message {Message}, attempt {Attempt}: nobody can tell whether it left ({Reason})", item.MessageId, item.Attempt, unknown.Reason);
        return Outbox.Uncertain(database, item, clock.Now());
    }

    private static TimeSpan Backoff(int tries) => TimeSpan.FromSeconds(Math.Min(600, Math.Pow(2, Math.Min(tries, 10))));
}
