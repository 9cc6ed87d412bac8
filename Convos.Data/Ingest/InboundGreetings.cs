using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A customer opened the chat and said nothing yet: no message, no ticket, but from now on we may write to them.</summary>
internal static class InboundGreetings
{
    public static async Task Note(NpgsqlConnection db, IReadOnlyList<InboundGreeting> greetings, Func<Sender, ThreadState> threadOf, DateTime now)
    {
        var threads = greetings.GroupBy(greeting => threadOf(greeting.Sender).Id).ToList();
        if (threads.Count > 0)
        {
            await db.ExecuteAsync(Open, new
            {
                now,
                ids = threads.Select(thread => thread.Key).ToArray(),
                times = threads.Select(thread => thread.Max(greeting => greeting.At)).ToArray(),
            });
        }
    }

    private const string Open =
        """
        with opened as (
          update threads th set last_inbound_at = n.at, window_refused_at = null, last_at = greatest(th.last_at, n.at)
          from unnest(@ids, @times) n(id, at)
          where th.id = n.id and (th.last_inbound_at is null or th.last_inbound_at < n.at)
          returning th.id, th.contact_id, th.last_inbound_at),
        shown as (
          update tickets t set
            window_closes_at = greatest(t.window_closes_at, opened.last_inbound_at + interval '24 hours'), version = t.version + 1
          from opened
          where t.thread_id = opened.id and t.status <> 'closed'
          returning t.id, t.thread_id, t.inbox_id, t.operator_id)
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id)
        select @now, 'greeted', shown.id, opened.id, contact_id, inbox_id, operator_id
        from opened
        left join shown on shown.thread_id = opened.id
        """;
}
