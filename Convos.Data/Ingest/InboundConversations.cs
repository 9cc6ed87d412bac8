using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The exchange that each message belongs to: a new conversation starts after 24 hours of silence, also within one batch.</summary>
internal static class InboundConversations
{
    private static readonly TimeSpan Silence = TimeSpan.FromHours(24);

    public static async Task<IReadOnlyDictionary<InboundMessage, long>> For(
        NpgsqlConnection db, IReadOnlyList<IGrouping<ThreadState, InboundMessage>> threads)
    {
        var first = threads.SelectMany(thread => Starts(thread).Select(message => (Thread: thread.Key.Id, Message: message))).ToList();
        var ids = await Ids.Take(db, "conversations", first.Count);
        await db.ExecuteAsync(
            """
            insert into conversations (id, thread_id, origin, started_at, last_at) overriding system value
            select id, thread_id, 'support', at, at from unnest(@ids, @threads, @starts) fresh(id, thread_id, at)
            """, new
            {
                ids,
                threads = first.Select(start => start.Thread).ToArray(),
                starts = first.Select(start => start.Message.At).ToArray(),
            });

        var started = first.Zip(ids).ToDictionary(pair => pair.First.Message, pair => pair.Second);
        return threads.SelectMany(thread => Walk(thread, started)).ToDictionary();
    }

    private static IEnumerable<InboundMessage> Starts(IGrouping<ThreadState, InboundMessage> thread)
    {
        var (begun, last) = (thread.Key.ConversationId is not null, thread.Key.LastAt);
        foreach (var message in thread)
        {
            if (!begun || message.At - last > Silence)
            {
                yield return message;
            }

            (begun, last) = (true, message.At > last ? message.At : last);
        }
    }

    private static IEnumerable<KeyValuePair<InboundMessage, long>> Walk(
        IGrouping<ThreadState, InboundMessage> thread, Dictionary<InboundMessage, long> started)
    {
        var current = thread.Key.ConversationId ?? 0;
        foreach (var message in thread)
        {
            current = started.GetValueOrDefault(message, current);
            yield return new(message, current);
        }
    }
}
