using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// The 24 hours after a customer's words, in which anything may be said to them. Our clock is a hint: where the channel says that they
/// are over, they are, until the customer writes again.
/// </summary>
internal static class Windows
{
    /// <summary>When the window of thread <c>th</c> closes, or closed.</summary>
    internal const string Closes = "least(th.last_inbound_at + interval '24 hours', th.window_refused_at)";

    /// <summary>A refusal that the customer's words came after says nothing any more.</summary>
    public static Task Refused(NpgsqlConnection db, IReadOnlyList<(long Message, DateTime At)> refusals, DateTime now) =>
        refusals.Count == 0 ? Task.CompletedTask : db.ExecuteAsync(
            """
            with refused as (
              update threads th set window_refused_at = @now
              from (
                select m.thread_id, max(n.at) at
                from unnest(@messages, @times) n(message_id, at)
                join messages m on m.id = n.message_id
                group by m.thread_id) n
              where th.id = n.thread_id and th.window_refused_at is null and (th.last_inbound_at is null or th.last_inbound_at < n.at)
              returning th.id),
            shut as (
              update tickets t set window_closes_at = @now, version = t.version + 1
              from refused
              where t.thread_id = refused.id and t.window_closes_at > @now
              returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id)
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id)
            select @now, 'window_refused', id, thread_id, contact_id, inbox_id, operator_id from shut
            """, new
            {
                messages = refusals.Select(refusal => refusal.Message).ToArray(),
                times = refusals.Select(refusal => refusal.At).ToArray(),
                now,
            });
}
