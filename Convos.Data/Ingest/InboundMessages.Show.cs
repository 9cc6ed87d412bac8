using Dapper;
using Npgsql;

namespace Convos.Data;

// The columns of lists that follow from what was said.
internal static partial class InboundMessages
{
    private static Task ShowOnConversations(NpgsqlConnection db, List<Row> rows)
    {
        var conversations = rows.GroupBy(row => row.ConversationId).ToList();
        return db.ExecuteAsync(
            """
            update conversations c set last_at = greatest(c.last_at, n.at)
            from unnest(@ids, @lasts) n(id, at)
            where c.id = n.id
            """, new
            {
                ids = conversations.Select(conversation => conversation.Key).ToArray(),
                lasts = conversations.Select(conversation => conversation.Last().Message.At).ToArray(),
            });
    }

    // What brought the customer is told once, by the message that came of it.
    private static async Task ShowSources(NpgsqlConnection db, List<Row> rows)
    {
        foreach (var row in rows)
        {
            await db.ExecuteAsync(
                """
                update conversations set source = @source, source_title = left(@title, 500), source_url = left(@url, 2000)
                where id = @id and source = 'direct'
                """, new
                {
                    id = row.ConversationId, source = row.Message.Referral!.Source.Name(), title = row.Message.Referral.Title, url = row.Message.Referral.Url,
                });
        }
    }

    private static Task ShowOnThreads(NpgsqlConnection db, List<Row> rows)
    {
        var threads = rows.GroupBy(row => row.Thread.Id).ToList();
        return db.ExecuteAsync(
            """
            update threads th set conversation_id = n.conversation_id, last_at = greatest(th.last_at, n.at),
              last_inbound_at = greatest(th.last_inbound_at, n.inbound_at),
              -- New words of the customer open the window again, whatever the channel had said.
              window_refused_at = case when n.inbound_at > th.last_inbound_at or th.last_inbound_at is null and n.inbound_at is not null then null
                else th.window_refused_at end,
              -- A number, once known, stays: it reaches more than a user id. What comes late says nothing new.
              address = case
                when th.address not like '+%' and (n.address like '+%' or n.at >= th.last_at) then n.address
                when n.address like '+%' and n.at >= th.last_at then n.address
                else th.address end
            from unnest(@ids, @conversations, @lasts, @inbounds, @addresses) n(id, conversation_id, at, inbound_at, address)
            where th.id = n.id
            """, new
            {
                ids = threads.Select(thread => thread.Key).ToArray(),
                conversations = threads.Select(thread => thread.Last().ConversationId).ToArray(),
                lasts = threads.Select(thread => thread.Last().Message.At).ToArray(),
                // The window runs from the customer's own words; a system message is none.
                inbounds = threads.Select(thread => thread.LastOrDefault(row => row.FromContact)?.Message.At).ToArray(),
                addresses = threads.Select(thread => thread.Last().Message.Sender.Address).ToArray(),
            });
    }

    private static async Task ShowOnTickets(NpgsqlConnection db, List<Row> rows)
    {
        // A rated ticket shows what was said before it was closed.
        var shown = rows.Where(row => row is { Ticket: not null, Answer: null } && row.Message.Author != Author.System).GroupBy(row => row.Ticket!.Id).ToList();
        var answeredByPhone = await db.QueryAsync<long?>(
            """
            update tickets t set
              last_message_id = case when n.last_at >= t.last_activity_at or t.last_message_id is null then n.message_id else t.last_message_id end,
              last_author = case when n.last_at >= t.last_activity_at or t.last_message_id is null then n.author else t.last_author end,
              last_kind = case when n.last_at >= t.last_activity_at or t.last_message_id is null then n.kind else t.last_kind end,
              last_preview = case when n.last_at >= t.last_activity_at or t.last_message_id is null then n.preview else t.last_preview end,
              last_activity_at = greatest(t.last_activity_at, n.last_at),
              awaiting_since = least(t.awaiting_since, n.first_at),
              window_closes_at = case when exists (select from threads th where th.id = t.thread_id and th.window_refused_at is not null)
                then t.window_closes_at else greatest(t.window_closes_at, n.inbound_at + interval '24 hours') end,
              version = t.version + 1
            from unnest(@ids, @messages, @authors, @kinds, @previews, @firsts, @inbounds, @lasts)
              n(id, message_id, author, kind, preview, first_at, inbound_at, last_at)
            where t.id = n.id
            returning case when exists (select from messages p where p.ticket_id = t.id and p.author = 'phone') then t.id end
            """, new
            {
                ids = shown.Select(group => group.Key).ToArray(),
                messages = shown.Select(group => group.Last().Id).ToArray(),
                authors = shown.Select(group => group.Last().Message.Author.Name()).ToArray(),
                kinds = shown.Select(group => group.Last().Message.Kind.Name()).ToArray(),
                previews = shown.Select(group => Messages.Preview(group.Last().Message.Body)).ToArray(),
                firsts = shown.Select(group => group.FirstOrDefault(row => row.FromContact)?.Message.At).ToArray(),
                inbounds = shown.Select(group => group.LastOrDefault(row => row.FromContact)?.Message.At).ToArray(),
                lasts = shown.Select(group => group.Last().Message.At).ToArray(),
            });
        await Deliveries.CountWaiting(db, [.. answeredByPhone.OfType<long>()]);
    }
}
