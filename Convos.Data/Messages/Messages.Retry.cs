using Dapper;

namespace Convos.Data;

// «Reintentar»: a failed or unconfirmed message gets a new attempt.
public static partial class Messages
{
    /// <summary>Only for a message that failed or stayed unconfirmed, of a ticket that the viewer holds, inside the 24-hour window unless it is a template.</summary>
    public static Task<MessageResult> Retry(Database database, Viewer viewer, long messageId, DateTime now) =>
        database.InTransaction(async db =>
        {
            var retried = await db.QuerySingleOrDefaultAsync<long?>(
                $"""
                with message as (
                  update messages m set delivery = 'queued', failure = null, unconfirmed = false, version = m.version + 1
                  from tickets t, (select id, delivery from messages where id = @messageId) was
                  where m.id = was.id and m.author = 'operator' and t.id = m.ticket_id and {Tickets.Visible}
                    and (m.delivery = 'failed' or (m.delivery = 'uncertain' and m.unconfirmed))
                    and t.status = 'assigned' and t.operator_id = @me and (t.window_closes_at > @now or m.kind = 'template')
                    and exists (select from operators where id = @me and available and disabled_at is null)
                    and exists (select from channels ch where ch.id = m.channel_id and ch.enabled)
                  returning m.id, m.channel_id, m.thread_id, m.ticket_id, t.contact_id, t.inbox_id, was.delivery was),
                attempt as (
                  insert into message_sends (message_id, attempt, channel_id, thread_id, state, next_try_at, state_at)
                  select message.id, 1 + (select max(s.attempt) from message_sends s where s.message_id = message.id),
                    channel_id, thread_id, 'queued', @now, @now
                  from message),
                wanted as (
                  {ChannelFiles.Want}
                  select message.channel_id, a.file, @now, @now::timestamptz + interval '24 hours'
                  from message join attachments a on a.message_id = message.id and a.file is not null
                  {ChannelFiles.Anew})
                insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, message_id, data)
                select @now, 'retried', ticket_id, thread_id, contact_id, inbox_id, @me, @me, id, jsonb_build_object('was', was) from message
                returning message_id
                """, Tickets.Scope(viewer, new { messageId, now }));
            var (ticket, kind) = await db.QuerySingleOrDefaultAsync<(long?, MessageKind)>("select ticket_id, kind from messages where id = @messageId", new { messageId });
            if (retried is { } id)
            {
                await Deliveries.CountWaiting(db, [ticket!.Value]);
                return new MessageResult(await Written(db, id), null);
            }

            return new MessageResult(null, await WhyNot(db, viewer, ticket ?? 0, needsDuty: true, now, kind));
        });
}
