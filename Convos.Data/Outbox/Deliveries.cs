using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What a message shows of its attempts: the best that reached the customer, else the latest.</summary>
internal static class Deliveries
{
    /// <summary>Shows the attempts' news on their messages; a failed reply is no answer, so the customer waits again.</summary>
    public static async Task Settle(NpgsqlConnection db, long[] messages, DateTime now)
    {
        // Locked first and read second: two attempts of one message may have news at the same time.
        await db.ExecuteAsync("select from messages where id = any(@messages) order by id for no key update", new { messages });
        var turned = await db.QueryAsync<long>(
            """
            with best as (
              select distinct on (s.message_id) s.message_id, s.state, s.failure, s.external_id
              from message_sends s
              where s.message_id = any(@messages)
              order by s.message_id,
                case when delivery_rank(s.state) >= delivery_rank('delivered') then delivery_rank(s.state) end desc nulls last,
                s.attempt desc),
            before as (
              select m.id, m.delivery from messages m where m.id = any(@messages)),
            changed as (
              update messages m set delivery = best.state, failure = best.failure,
                external_id = coalesce(best.external_id, m.external_id),
                unconfirmed = m.unconfirmed and best.state = 'uncertain', version = m.version + 1
              from best join before on before.id = best.message_id
              where m.id = best.message_id
                and (m.delivery <> best.state or m.failure is distinct from best.failure
                  or (best.external_id is not null and m.external_id is distinct from best.external_id))
              returning m.id, m.ticket_id, m.thread_id, m.delivery, m.failure, before.delivery was),
            told as (
              insert into events (at, kind, ticket_id, thread_id, message_id, data, kept)
              select @now, case when delivery = 'failed' then 'failed' else 'progressed' end, ticket_id, thread_id, id,
                jsonb_build_object('delivery', delivery, 'failure', failure), delivery = 'failed'
              from changed)
            select ticket_id from changed where ticket_id is not null and (delivery = 'failed') <> (was = 'failed')
            """, new { messages, now });
        await CountWaiting(db, [.. turned]);
    }

    public static Task CountWaiting(NpgsqlConnection db, long[] tickets) =>
        tickets.Length == 0 ? Task.CompletedTask : db.ExecuteAsync(
            $"""
            update tickets t set
              version = t.version + 1,
              awaiting_since = now.waits,
              -- An answer that failed ended no cycle: whoever has had it in this one does not get it again.
              passed_by = case when now.waits is null then array[]::bigint[] else array(
                select (e.data ->> 'from_operator')::bigint
                from events e
                where e.ticket_id = t.id and e.kind = 'rotated' and e.at >= now.waits and e.id > coalesce((
                  select max(ended.id)
                  from events ended
                  left join messages m on m.id = ended.message_id
                  where ended.ticket_id = t.id and (ended.kind = 'closed' or (ended.kind = 'replied' and m.delivery <> 'failed'))), 0)
                order by e.id) end,
              rotates_at = case when now.waits is null then null else t.rotates_at end
            from (select t.id, {WaitsSince()} waits from tickets t where t.id = any(@tickets)) now
            where t.id = now.id
            """, new { tickets });

    /// <summary>
    /// Over a ticket <c>t</c>. The customer waits since their first message that was stored after the last answer (whoever wrote that had
    /// not seen it) or written after the last one from the business's phone (whoever wrote that had). A closing answered what came before
    /// it, what a dialogue answered before the ticket is answered, and what answers a survey waits for nothing.
    /// </summary>
    /// <param name="butFor">More of the clause that finds a closing <c>e</c>.</param>
    internal static string WaitsSince(string butFor = "") =>
        $"""
        (select min(m.sent_at)
        from messages m
        where m.ticket_id = t.id and m.author = 'contact' and (t.origin <> 'dialogue' or m.stored_at >= t.opened_at) and m.id > coalesce((
          select max(a.id)
          from messages a
          where a.ticket_id = t.id and a.author = 'operator' and a.kind <> 'note' and a.delivery <> 'failed'), 0)
        and not exists (select from surveys s where s.answer_id = m.id)
        and m.sent_at > coalesce((
          select max(p.sent_at) from messages p where p.ticket_id = t.id and p.author = 'phone'), '-infinity')
        and m.stored_at >= coalesce((
          select max(e.at) from events e where e.ticket_id = t.id and e.kind = 'closed' {butFor}), '-infinity'))
        """;
}
