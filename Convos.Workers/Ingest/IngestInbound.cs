using Convos.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Workers;

/// <summary>Takes in the stored webhooks, a channel's batch per transaction; a batch that fails is taken in one by one, and what fails alone is parked.</summary>
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
        IReadOnlyList<InboundEvent> taken = [];
        var began = clock.GetTimestamp();
        try
        {
            await database.InTransaction(async db =>
            {
                taken = await InboundQueue.Take(db, limit);
                using var span = taken.Count > 0 ? Telemetry.Traces.StartActivity("ingest") : null;
                span?.SetTag("convos.webhooks", taken.Count);
                await Apply(db, taken);
                return true;
            }, ct);
            Telemetry.Ingested(taken.Count, clock.GetElapsedTime(began));
            return taken.Count;
        }
        catch (Exception failed) when (taken.Count > 0 && failed is not OperationCanceledException && !Passing(failed))
        {
            return limit == 1 ? await Park(taken[0].Id, failed) : await OneByOne(ct);
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

    // By its id: the lock is free since it failed, and what stands first now may be another.
    private async Task<int> Park(long id, Exception failed)
    {
        // The error itself may quote the customer: it stands with the event, where only administrators read.
        log.LogError("Webhook {Id} cannot be taken in and is parked ({Kind})", id, failed.GetType().Name);
        await using var db = await database.Open();
        await InboundQueue.Park(db, id, failed.ToString(), clock.Now());
        return 1;
    }

    private async Task Apply(NpgsqlConnection db, IReadOnlyList<InboundEvent> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        var now = clock.Now();
        var channels = await Channels.All(db);
        var items = new List<(Channel Channel, Inbound Item)>();
        var businesses = new HashSet<(long, string?)>();
        foreach (var one in events)
        {
            items.AddRange(await Routed(db, one, channels, businesses, now));
        }

        await Ingest.Introduce(database, db, [.. items.Select(pair => pair.Item)], now);
        foreach (var ofChannel in items.GroupBy(pair => pair.Channel.Id))
        {
            await Ingest.Apply(db, ofChannel.First().Channel, [.. ofChannel.Select(pair => pair.Item)], now);
        }

        await InboundQueue.Done(db, [.. events.Select(one => one.Id)], now);
    }

    // One app calls one address for all its numbers: each part goes to the channel that has its number and the same secret,
    // news of a business to all its channels.
    private async Task<IEnumerable<(Channel, Inbound)>> Routed(
        NpgsqlConnection db, InboundEvent stored, IReadOnlyList<Channel> channels, HashSet<(long, string?)> businesses, DateTime now)
    {
        var addressed = channels.Single(channel => channel.Id == stored.ChannelId);
        var items = new List<(Channel, Inbound)>();
        foreach (var part in kinds.Single(kind => kind.Kind == addressed.Kind).Read(stored.Body, stored.ReceivedAt))
        {
            if (part is { AccountId: "", BusinessId: { } business })
            {
                items.AddRange(await News(db, addressed, business, part.Items));
                continue;
            }

            var channel = channels.SingleOrDefault(channel => (channel.Kind, channel.AccountId) == (addressed.Kind, part.AccountId));
            // What comes for a channel that is switched off waits as a stranger's does, and is taken in when it is on again.
            if (channel is not { Enabled: true } || (channel.Id != addressed.Id && secrets.Open(channel.AppSecret) != secrets.Open(addressed.AppSecret)))
            {
                await InboundQueue.Stranger(db, stored.Id, part.AccountId, now);
                continue;
            }

            if (businesses.Add((channel.Id, part.BusinessId)))
            {
                await Channels.Belongs(db, channel.Id, part.BusinessId);
            }

            items.AddRange(part.Items.Select(item => (channel, item)));
        }

        return items;
    }

    private async Task<IEnumerable<(Channel, Inbound)>> News(NpgsqlConnection db, Channel addressed, string business, IReadOnlyList<Inbound> news)
    {
        var secret = secrets.Open(addressed.AppSecret);
        var channels = (await Channels.OfBusiness(db, addressed, business)).Where(channel => secrets.Open(channel.AppSecret) == secret).ToList();
        return news.SelectMany(item => About(channels, (item as InboundNotice)?.Number).Select(channel => (channel, item)));
    }

    // Where a number is named and is one of ours, it alone is concerned.
    private static IReadOnlyList<Channel> About(List<Channel> channels, string? number) =>
        channels.Where(channel => PhoneNumbers.Canonical(channel.DisplayAddress) == number).ToList() is { Count: > 0 } named ? named : channels;

    // A deadlock, a lost connection or a restart is not the event's fault: it stays pending.
    private static bool Passing(Exception failed) => failed is NpgsqlException { IsTransient: true } or TimeoutException
        || (failed is NpgsqlException and not PostgresException);
}
