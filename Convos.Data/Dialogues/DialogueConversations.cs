using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The exchange that a dialogue is: one of its own, also where the last ticket's has not been silent for a day yet.</summary>
internal static class DialogueConversations
{
    /// <summary>Answers the given map with the messages of these threads in their dialogue's conversation.</summary>
    public static async Task<IReadOnlyDictionary<InboundMessage, long>> Begin(
        NpgsqlConnection db, IReadOnlyList<IGrouping<ThreadState, InboundMessage>> threads, IReadOnlyDictionary<InboundMessage, long> conversations)
    {
        await db.ExecuteAsync("update conversations set origin = 'dialogue' where id = any(@fresh)", new
        {
            fresh = threads.SelectMany(thread => thread.Select(message => conversations[message]).Where(id => id != thread.Key.ConversationId)).Distinct().ToArray(),
        });
        var going = threads.Where(thread => conversations[thread.Last()] == thread.Key.ConversationId).ToList();
        var ids = await Ids.Take(db, "conversations", going.Count);
        await db.ExecuteAsync(
            """
            insert into conversations (id, thread_id, origin, started_at, last_at) overriding system value
            select id, thread_id, 'dialogue', at, at from unnest(@ids, @threads, @starts) fresh(id, thread_id, at)
            """, new
            {
                ids,
                threads = going.Select(thread => thread.Key.Id).ToArray(),
                starts = going.Select(thread => thread.First().At).ToArray(),
            });
        var moved = going.Zip(ids).SelectMany(pair => pair.First.Select(message => (message, pair.Second))).ToDictionary();
        return conversations.ToDictionary(pair => pair.Key, pair => moved.GetValueOrDefault(pair.Key, pair.Value));
    }
}
