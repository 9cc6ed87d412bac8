using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Takes in what one channel brought, in a transaction of the caller's and in sets: contacts, threads, tickets, messages, events.
/// Idempotent by external id; provider time orders a thread. Locks are taken in one order everywhere: thread, ticket, operator.
/// </summary>
public static class Ingest
{
    /// <summary>
    /// Makes the people whom nobody knows yet, in a transaction of its own: only one at a time may make people, and who did so in
    /// <see cref="Apply"/> would keep all others waiting until everything they said is stored.
    /// </summary>
    public static async Task Introduce(Database database, NpgsqlConnection db, IReadOnlyList<Inbound> items, DateTime now)
    {
        Sender[] senders = [.. items.OfType<InboundMessage>().Select(message => message.Sender), .. items.OfType<InboundGreeting>().Select(greeting => greeting.Sender)];
        if (senders.Length > 0 && await InboundContacts.Strangers(db, senders) is { Count: > 0 } strangers)
        {
            await database.InTransaction(own => InboundContacts.Find(own, strangers, now));
        }
    }

    public static async Task Apply(NpgsqlConnection db, Channel channel, IReadOnlyList<Inbound> items, DateTime now)
    {
        await InboundContacts.Learn(db, [.. items.OfType<InboundIdentity>().Select(news => news.Sender)], now);
        var messages = await New(db, channel, items.OfType<InboundMessage>());
        List<InboundGreeting> greetings = [.. items.OfType<InboundGreeting>()];
        if (messages.Count + greetings.Count > 0)
        {
            var (contacts, threads) = await Meet(db, channel, [.. messages.Select(Visit), .. greetings.Select(Visit)], now);
            // Whoever took the same in at the same time has finished: the locks waited for them.
            messages = await New(db, channel, messages);
            ThreadState Thread(Sender sender) => threads[contacts[sender]];
            // What the business's own phone writes to them is no word of theirs.
            var aside = messages.Where(message => !message.ByPhone && Thread(message.Sender).Blocked).ToHashSet();
            await InboundMessages.Store(db, channel, [.. messages.Where(message => !aside.Contains(message))], Thread, now);
            await Withheld.Keep(db, channel, [.. messages.Where(aside.Contains)], Thread, now);
            await InboundGreetings.Note(db, [.. greetings.Where(greeting => !Thread(greeting.Sender).Blocked)], Thread, now);
        }

        var overtaken = await PendingUpdates.Take(db, channel.Id, [.. messages.Select(message => message.ExternalId)]);
        await Update(db, channel.Id, [.. items, .. overtaken], now);
        await InboundNotices.Keep(db, channel.Id, [.. items.OfType<InboundNotice>()], now);
    }

    /// <summary>News of messages that are there, or are kept until they are.</summary>
    internal static async Task Update(NpgsqlConnection db, long channelId, IReadOnlyList<Inbound> updates, DateTime now)
    {
        await InboundReactions.Apply(db, channelId, [.. updates.OfType<InboundReaction>()], now);
        await InboundEdits.Apply(db, channelId, [.. updates.Where(update => update is InboundEdit or InboundDeletion)], now);
        await InboundStatuses.Apply(db, channelId, [.. updates.OfType<InboundStatus>()], now);
    }

    private static (Sender, DateTime) Visit(InboundMessage message) => (message.Sender, message.At);

    private static (Sender, DateTime) Visit(InboundGreeting greeting) => (greeting.Sender, greeting.At);

    // Whoever proved to be another person meanwhile is looked for again.
    private static async Task<(IReadOnlyDictionary<Sender, long> Contacts, IReadOnlyDictionary<long, ThreadState> Threads)> Meet(
        NpgsqlConnection db, Channel channel, IReadOnlyList<(Sender Sender, DateTime At)> visits, DateTime now)
    {
        while (true)
        {
            var contacts = await InboundContacts.Find(db, [.. visits.Select(visit => visit.Sender)], now);
            var threads = await InboundThreads.Lock(db, channel, visits.ToLookup(visit => contacts[visit.Sender]), now);
            if (contacts.Values.All(threads.ContainsKey))
            {
                return (contacts, threads);
            }
        }
    }

    private static async Task<IReadOnlyList<InboundMessage>> New(NpgsqlConnection db, Channel channel, IEnumerable<InboundMessage> messages)
    {
        var once = messages.DistinctBy(message => message.ExternalId).ToList();
        if (once.Count == 0)
        {
            return once;
        }

        // What left through us and comes back from the business's phone is known by its attempt.
        var known = await db.QueryAsync<string>(
            """
            select external_id from messages where channel_id = @channel and external_id = any(@ids)
            union all
            select external_id from message_sends where channel_id = @channel and external_id = any(@echoes)
            """, new
            {
                channel = channel.Id,
                ids = once.Select(message => message.ExternalId).ToArray(),
                echoes = once.Where(message => message.ByPhone).Select(message => message.ExternalId).ToArray(),
            });
        var seen = known.ToHashSet();
        return [.. once.Where(message => !seen.Contains(message.ExternalId)).OrderBy(message => message.At)];
    }
}
