using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Takes in what one channel brought, in a transaction of the caller's and in sets: contacts, threads, tickets, messages, events.
/// Idempotent by external id; provider time orders a thread. Locks are taken in one order everywhere: thread, ticket, operator.
/// </summary>
public static class Ingest
{
    public static async Task Apply(NpgsqlConnection db, Channel channel, IReadOnlyList<Inbound> items, DateTime now)
    {
        var messages = await New(db, channel, items.OfType<InboundMessage>());
        if (messages.Count > 0)
        {
            var contacts = await InboundContacts.Find(db, [.. messages.Select(message => message.Sender)], now);
            var threads = await InboundThreads.Lock(db, channel, messages, contacts, now);
            // Whoever took the same in at the same time has finished: the locks waited for them.
            messages = await New(db, channel, messages);
            await InboundMessages.Store(db, channel, messages, sender => threads[contacts[sender]], now);
        }

        var overtaken = await PendingUpdates.Take(db, channel.Id, [.. messages.Select(message => message.ExternalId)]);
        await InboundReactions.Apply(db, channel.Id, [.. items.Concat(overtaken).OfType<InboundReaction>()], now);
        await InboundStatuses.Apply(db, channel.Id, [.. items.Concat(overtaken).OfType<InboundStatus>()], now);
        await InboundNotices.Keep(db, channel.Id, [.. items.OfType<InboundNotice>()], now);
    }

    private static async Task<IReadOnlyList<InboundMessage>> New(NpgsqlConnection db, Channel channel, IEnumerable<InboundMessage> messages)
    {
        var once = messages.DistinctBy(message => message.ExternalId).ToList();
        if (once.Count == 0)
        {
            return once;
        }

        var known = await db.QueryAsync<string>(
            "select external_id from messages where channel_id = @channel and external_id = any(@ids)",
            new { channel = channel.Id, ids = once.Select(message => message.ExternalId).ToArray() });
        var seen = known.ToHashSet();
        return [.. once.Where(message => !seen.Contains(message.ExternalId)).OrderBy(message => message.At)];
    }
}
