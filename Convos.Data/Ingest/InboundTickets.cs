using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The open ticket of a thread after its messages have come.</summary>
internal sealed record TicketOfThread(long Id, long InboxId, long? OperatorId);

/// <summary>Finds, reopens or opens the ticket that customers' messages belong to. The threads and their open tickets are locked.</summary>
internal static class InboundTickets
{
    /// <summary>By thread. A thread without a customer's message and without an open ticket has none, nor has one whose dialogue goes on.</summary>
    public static async Task<IReadOnlyDictionary<long, TicketOfThread>> For(
        NpgsqlConnection db, Channel channel, List<IGrouping<ThreadState, InboundMessage>> threads,
        DialogueTurns talk, DateTime now)
    {
        var tickets = threads.Where(thread => thread.Key.OpenId is not null).ToDictionary(
            thread => thread.Key.Id,
            thread => new TicketOfThread(thread.Key.OpenId!.Value, thread.Key.OpenInbox!.Value, thread.Key.OpenOperator));
        var births = threads.Select(thread => (State: thread.Key, First: thread.FirstOrDefault(message => message.Author == Author.Contact)))
            .Where(thread => thread.First is not null)
            .ToLookup(thread => TicketBirth.Decide(thread.State.OpenId is not null, thread.State.ClosedAt, thread.State.Grace, thread.First!.At));
        await Holders(db, [.. births[Birth.Reopens].Select(thread => thread.State.ClosedId!.Value)]);
        foreach (var (state, first) in births[Birth.Reopens])
        {
            tickets[state.Id] = await Reopen(db, state, first!.At, now);
        }

        var born = births[Birth.Opens].Select(thread => (thread.State, First: thread.First!, Place: talk.PlaceOf(thread.State.Id, channel)!))
            .Where(thread => thread.Place is not null).ToArray();
        born = await StillOpen(db, channel, born);
        var ids = await Open(db, channel, born, talk.Conversations, now);
        foreach (var (thread, id) in born.Zip(ids))
        {
            tickets[thread.State.Id] = new TicketOfThread(id, thread.Place.InboxId, null);
        }

        return tickets;
    }

    // To whoever held it last, if En línea, still attending the inbox and below both caps; else back to the queue.
    // The closing answered whatever was said before it: the wait begins anew.
    private static Task<TicketOfThread> Reopen(NpgsqlConnection db, ThreadState state, DateTime since, DateTime now) =>
        db.QuerySingleAsync<TicketOfThread>(
            $"""
            with holder as (
              select o.id
              from tickets t
              join operators o on o.id = t.last_operator_id
              join inbox_members im on im.operator_id = o.id and im.inbox_id = t.inbox_id and im.duty = 'attends'
              join inboxes i on i.id = t.inbox_id
              left join operator_inboxes oi on oi.operator_id = o.id and oi.inbox_id = t.inbox_id
              where t.id = @id and o.available and o.disabled_at is null and not {Presences.Silent}
                and (o.cap is null or o.open_count < o.cap)
                and (i.cap is null or coalesce(oi.open_count, 0) < i.cap)),
            moved as (
              update tickets t set
                status = case when holder.id is null then 'queued' else 'assigned' end,
                operator_id = holder.id,
                queued_at = case when holder.id is null then @now else t.queued_at end,
                assigned_at = case when holder.id is null then t.assigned_at else @now end,
                closed_at = null, closed_by = null, awaiting_since = null, passed_by = array[]::bigint[], version = t.version + 1
              from (select 1) one left join holder on true
              where t.id = @id
              returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id, null::bigint from_operator, null::bigint from_inbox),
            {TicketCounters.Shift},
            told as (
              insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, data)
              select @now, 'reopened', id, thread_id, contact_id, inbox_id, operator_id,
                jsonb_build_object('from_status', 'closed', 'by', 'contact', 'since', @since)
              from moved)
            select id, inbox_id, operator_id from moved
            """, new { id = state.ClosedId, since, now, alive = now - Presences.Patience });

    // All at once and by their ids: whoever hands out several tickets locks people in the same order.
    private static async Task Holders(NpgsqlConnection db, long[] tickets)
    {
        if (tickets.Length > 0)
        {
            await db.ExecuteAsync(
                "select from operators where id in (select last_operator_id from tickets where id = any(@tickets)) order by id for no key update", new { tickets });
        }
    }

    // An inbox that is being disabled has given its channels away by the time that its row is let go: its customers go with them.
    private static async Task<(ThreadState State, InboundMessage First, Birthplace Place)[]> StillOpen(
        NpgsqlConnection db, Channel channel, (ThreadState State, InboundMessage First, Birthplace Place)[] born)
    {
        if (born.Length == 0)
        {
            return born;
        }

        var inboxes = born.Select(thread => thread.Place.InboxId).Distinct().ToArray();
        await db.ExecuteAsync("select from inboxes where id = any(@inboxes) order by id for share", new { inboxes });
        var places = (await db.QueryAsync<(long Meant, long Open)>(
            """
            select i.id, case when i.enabled then i.id else ch.inbox_id end
            from inboxes i join channels ch on ch.id = @channel
            where i.id = any(@inboxes)
            """, new { channel = channel.Id, inboxes })).ToDictionary(place => place.Meant, place => place.Open);
        return [.. born.Select(thread => (thread.State, thread.First, thread.Place with { InboxId = places[thread.Place.InboxId] }))];
    }

    private static async Task<long[]> Open(
        NpgsqlConnection db, Channel channel, (ThreadState State, InboundMessage First, Birthplace Place)[] born,
        IReadOnlyDictionary<InboundMessage, long> conversations, DateTime now)
    {
        var ids = await Ids.Take(db, "tickets", born.Length);
        await db.ExecuteAsync(
            """
            with fresh as (
              insert into tickets (id, thread_id, contact_id, channel_id, inbox_id, conversation_id, origin, status,
                opened_at, queued_at, last_activity_at) overriding system value
              select id, thread_id, contact_id, @channel, inbox_id, conversation_id, origin, 'queued', @now, @now, at
              from unnest(@ids, @threads, @contacts, @inboxes, @conversations, @origins, @times)
                n(id, thread_id, contact_id, inbox_id, conversation_id, origin, at)
              returning id, thread_id, contact_id, inbox_id, origin, last_activity_at)
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, data)
            select @now, 'opened', id, thread_id, contact_id, inbox_id, jsonb_build_object('origin', origin, 'since', last_activity_at) from fresh
            """, new
            {
                channel = channel.Id,
                now,
                ids,
                threads = born.Select(thread => thread.State.Id).ToArray(),
                contacts = born.Select(thread => thread.State.ContactId).ToArray(),
                inboxes = born.Select(thread => thread.Place.InboxId).ToArray(),
                conversations = born.Select(thread => conversations[thread.First]).ToArray(),
                origins = born.Select(thread => thread.Place.Origin.Name()).ToArray(),
                times = born.Select(thread => thread.First.At).ToArray(),
            });
        return ids;
    }
}
