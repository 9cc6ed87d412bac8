using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>How far each thread's dialogue has come. The threads are locked; the database itself ends a session where a ticket opens.</summary>
internal static class DialogueSessions
{
    public static async Task<IReadOnlyDictionary<long, DialogueSession>> Of(NpgsqlConnection db, long[] threads)
    {
        var sessions = await db.QueryAsync<DialogueSession>(
            """
            select thread_id, conversation_id, greeted_at, turn_at, misses
            from dialogue_sessions
            where thread_id = any(@threads)
            """, new { threads });
        return sessions.ToDictionary(session => session.ThreadId);
    }

    /// <summary>Of two threads that are one now, the dialogue goes on that their conversation is; none where a ticket is open.</summary>
    public static Task Join(NpgsqlConnection db, long younger, long older) =>
        db.ExecuteAsync(
            """
            delete from dialogue_sessions s
            using threads th
            where th.id = @older and s.thread_id in (@younger, @older)
              and (s.conversation_id is distinct from th.conversation_id
                or exists (select from tickets t where t.thread_id = @older and t.status <> 'closed'));
            update dialogue_sessions set thread_id = @older where thread_id = @younger
            """, new { younger, older });

    /// <summary>Never where a ticket is open.</summary>
    public static Task Keep(NpgsqlConnection db, IReadOnlyList<DialogueSession> sessions) =>
        db.ExecuteAsync(
            """
            insert into dialogue_sessions (thread_id, conversation_id, greeted_at, turn_at, misses)
            select thread_id, conversation_id, greeted_at, turn_at, misses
            from unnest(@threads, @conversations, @greeted, @turns, @misses) n(thread_id, conversation_id, greeted_at, turn_at, misses)
            where not exists (select from tickets t where t.thread_id = n.thread_id and t.status <> 'closed')
            on conflict (thread_id) do update set conversation_id = excluded.conversation_id, greeted_at = excluded.greeted_at,
              turn_at = excluded.turn_at, misses = excluded.misses
            """, new
            {
                threads = sessions.Select(session => session.ThreadId).ToArray(),
                conversations = sessions.Select(session => session.ConversationId).ToArray(),
                greeted = sessions.Select(session => session.GreetedAt).ToArray(),
                turns = sessions.Select(session => session.TurnAt).ToArray(),
                misses = sessions.Select(session => session.Misses).ToArray(),
            });
}
