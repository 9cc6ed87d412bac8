using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Where a person has written from the business's own phone, a person has taken over: in that conversation the bot says nothing more,
/// and what the customer writes next opens a ticket where people sit. Only what was chosen before that is still an answer to the menu.
/// </summary>
internal static class TakenOver
{
    /// <summary>By thread: when a person wrote first, in the conversation that is going on there and in none of its tickets.</summary>
    public static async Task<IReadOnlyDictionary<long, DateTime>> Since(
        NpgsqlConnection db, IReadOnlyList<IGrouping<ThreadState, InboundMessage>> threads, IReadOnlyDictionary<InboundMessage, long> conversations)
    {
        if (threads.Count == 0)
        {
            return new Dictionary<long, DateTime>();
        }

        // The stretch of time keeps long threads cheap.
        var before = await db.QueryAsync<(long Thread, DateTime At)>(
            """
            select c.thread_id, min(m.sent_at)
            from conversations c
            join messages m on m.thread_id = c.thread_id and m.sent_at > c.started_at - interval '1 day' and m.conversation_id = c.id
            where c.id = any(@going) and m.author = 'phone' and m.ticket_id is null
            group by c.thread_id
            """, new { going = threads.Select(thread => Going(thread, conversations)).ToArray() });
        var now = threads.SelectMany(thread => thread
            .Where(message => message.ByPhone && conversations[message] == Going(thread, conversations))
            .Select(message => (Thread: thread.Key.Id, message.At)));
        return before.Concat(now).GroupBy(one => one.Thread).ToDictionary(thread => thread.Key, thread => thread.Min(one => one.At));
    }

    // The one that the customer's last words belong to.
    private static long Going(IGrouping<ThreadState, InboundMessage> thread, IReadOnlyDictionary<InboundMessage, long> conversations) =>
        conversations[thread.Last(message => message.Author == Author.Contact)];
}
