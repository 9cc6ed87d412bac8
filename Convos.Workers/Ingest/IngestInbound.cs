using Convos.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Workers;

/// <summary>Takes in the stored webhooks, a batch per transaction; a batch that fails is taken in one by one, and what fails alone is parked.</summary>
public sealed class IngestInbound(
    Database database, IEnumerable<IChannel> kinds, ISecrets secrets, TimeProvider clock, ILogger<IngestInbound> log) : IJob
{
    private const int Batch = 100;

    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await TakeIn(Batch, ct) > 0)
        {
        }
    }

    private async Task<int> TakeIn(int limit, CancellationToken ct)
    {
        try
        {
            return await database.InTransaction(async db =>
            {
                var events = await InboundQueue.Take(db, limit);
                await Apply(db, events);
                return events.Count;
            }, ct);
        }
        catch (Exception failed) when (failed is not OperationCanceledException && !Passing(failed))
        {
            return limit == 1 ? await Park(failed, ct) : await OneByOne(ct);
        }
    }

    private async Task<int> OneByOne(CancellationToken ct)
    {
        var taken = 0;
        while (taken < Batch && await TakeIn(1, ct) > 0)
        {
            taken++;
        }

        return taken;
    }

    private Task<int> Park(Exception failed, CancellationToken ct) =>
        database.InTransaction(async db =>
        {
            var events = await InboundQueue.Take(db, 1);
            foreach (var poison in events)
            {
                log.LogError(failed, "Webhook {Id} cannot be taken in and is parked", poison.Id);
                await InboundQueue.Park(db, poison.Id, failed.ToString(), clock.Now());
            }

            return events.Count;
        }, ct);

    private async Task Apply(NpgsqlConnection db, IReadOnlyList<InboundEvent> events)
    {
        var now = clock.Now();
        var items = new List<(Channel Channel, Inbound Item)>();
        foreach (var one in events)
        {
            items.AddRange(await Routed(db, one, now));
        }

        foreach (var ofChannel in items.GroupBy(pair => pair.Channel.Id))
        {
            await Ingest.Apply(db, ofChannel.First().Channel, [.. ofChannel.Select(pair => pair.Item)], now);
        }

        await InboundQueue.Done(db, [.. events.Select(one => one.Id)], now);
    }

    // One app calls one address for all its numbers: each part goes to the channel that has its number and the same secret.
    private async Task<IEnumerable<(Channel, Inbound)>> Routed(NpgsqlConnection db, InboundEvent stored, DateTime now)
    {
        var addressed = await Channels.ById(db, stored.ChannelId);
        var items = new List<(Channel, Inbound)>();
        foreach (var part in kinds.Single(kind => kind.Kind == addressed.Kind).Read(stored.Body, stored.ReceivedAt))
        {
            var channel = part.AccountId == addressed.AccountId ? addressed : await Channels.ByAccount(db, addressed.Kind, part.AccountId);
            if (channel is null || (channel.Id != addressed.Id && secrets.Open(channel.AppSecret) != secrets.Open(addressed.AppSecret)))
            {
                await InboundQueue.Stranger(db, stored.Id, part.AccountId, now);
                continue;
            }

            items.AddRange(part.Items.Select(item => (channel, item)));
        }

        return items;
    }

    // A deadlock, a lost connection or a restart is not the event's fault: it stays pending.
    private static bool Passing(Exception failed) => failed is NpgsqlException { IsTransient: true } or TimeoutException
        || (failed is NpgsqlException and not PostgresException);
}
