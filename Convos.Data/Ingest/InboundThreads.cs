using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A locked thread, with its open ticket, locked too, or the one that was closed last. <c>Blocked</c>: whose it is, which nobody changes without its threads.</summary>
internal sealed record ThreadState(
    long Id, long ContactId, long? ConversationId, DateTime LastAt,
    long? OpenId, long? OpenInbox, long? OpenOperator,
    long? ClosedId, DateTime? ClosedAt, long? ClosedInbox, TimeSpan? Grace, bool Blocked);

internal static class InboundThreads
{
    /// <summary>
    /// By contact. Makes the threads that are missing, and locks all in the order of their ids, then their open tickets. Read after
    /// that: a ticket that is closed meanwhile is seen closed, and a closed one cannot be opened without its thread.
    /// A contact who was joined to another meanwhile, or forgotten, has none. Whoever is blocked at this moment is met by no new thread.
    /// </summary>
    public static async Task<IReadOnlyDictionary<long, ThreadState>> Lock(
        NpgsqlConnection db, Channel channel, ILookup<long, (Sender Sender, DateTime At)> ofContact, DateTime now)
    {
        var people = ofContact.Select(group => group.Key).Order().ToArray();
        await db.ExecuteAsync(
            """
            insert into threads (contact_id, channel_id, address, last_at, created_at)
            select contact_id, @channel, address, at, @now
            from unnest(@people, @addresses, @times) wanted(contact_id, address, at)
            join contacts c on c.id = contact_id and c.joined_into is null and c.erased_at is null
            where not exists (select from threads th where th.contact_id = wanted.contact_id and th.channel_id = @channel)
            order by contact_id
            for share of c
            on conflict (contact_id, channel_id) do nothing
            """, new
            {
                channel = channel.Id,
                people,
                addresses = people.Select(id => ofContact[id].Last().Sender.Address).ToArray(),
                times = people.Select(id => ofContact[id].First().At).ToArray(),
                now,
            });
        await db.ExecuteAsync(
            "select from threads where channel_id = @channel and contact_id = any(@people) order by id for no key update",
            new { channel = channel.Id, people });
        await db.ExecuteAsync(
            """
            select from tickets
            where status <> 'closed' and thread_id in (select id from threads where channel_id = @channel and contact_id = any(@people))
            order by id
            for no key update
            """, new { channel = channel.Id, people });
        var states = await db.QueryAsync<ThreadState>(
            """
            select th.id, th.contact_id, th.conversation_id, th.last_at,
              open.id open_id, open.inbox_id open_inbox, open.operator_id open_operator,
              closed.id closed_id, closed.closed_at, closed.inbox_id closed_inbox, case when i.enabled then i.grace end grace,
              c.blocked_at is not null blocked
            from threads th
            join contacts c on c.id = th.contact_id and c.joined_into is null and c.erased_at is null
            left join tickets open on open.thread_id = th.id and open.status <> 'closed'
            left join lateral (
              select t.id, t.closed_at, t.inbox_id
              from tickets t
              where t.thread_id = th.id and t.status = 'closed'
              order by t.closed_at desc
              limit 1) closed on true
            left join inboxes i on i.id = closed.inbox_id
            where th.channel_id = @channel and th.contact_id = any(@people)
            """, new { channel = channel.Id, people });
        return states.ToDictionary(state => state.ContactId);
    }
}
