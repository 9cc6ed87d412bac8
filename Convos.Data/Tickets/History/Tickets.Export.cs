using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// A ticket as a line of a file. <c>Received</c> and <c>Sent</c> count messages; notes are neither. <c>Score</c>: the last that its customer gave. What took
/// time is in seconds by the calendar, and (<c>…Open</c>) as far as its inbox was open; null: it was not, or it never came to it. <c>Reply</c>: of the
/// first cycle. <c>Resolution</c>: up to the closing that stands. <c>Handling</c>: of all who held it. <c>Times</c> and <c>Seconds</c>: of the figure behind which it is.
/// </summary>
public sealed record TicketExport(
    long Id, TicketStatus Status, string Inbox, string Channel, TicketOrigin Origin, string Contact, string? Phone, string[] Tags,
    DateTime OpenedAt, DateTime? AssignedAt, DateTime? AnsweredAt, DateTime? ClosedAt, string? ClosedBy, string? Operator, string? Reason, string? Observation,
    int Received, int Sent, int? Score, int? Wait, int? WaitOpen, int? Reply, int? ReplyOpen, int? Resolution, int? ResolutionOpen, long? Handling, long? HandlingOpen,
    long Closings, long Reopenings, long Times, long Seconds);

// All that a filter finds, as it comes from the database.
public static partial class Tickets
{
    private const int ExportedAtOnce = 1_000;

    /// <summary>The newest first, one by one: however many there are, few are held. What each took is in its line, and whoever sorts it by that needs no help.</summary>
    /// <param name="filter">Of <see cref="Narrow"/>.</param>
    public static async IAsyncEnumerable<TicketExport> Export(NpgsqlConnection db, Viewer viewer, TicketFilter filter)
    {
        // By what each took, all of the figure would be counted again for every stretch.
        filter = filter with { Slowest = false };
        string? after = null;
        do
        {
            var (ids, next) = await Places(db, viewer, filter, after, ExportedAtOnce);
            foreach (var row in await db.QueryAsync<TicketExport>(ExportSql(filter), Parameters(viewer, filter, new { ids })))
            {
                yield return row;
            }

            after = next;
        }
        while (after is not null);
    }

    private static string ExportSql(TicketFilter filter) =>
        $"""
        select t.id, t.status, i.name inbox, ch.name channel, t.origin, c.name contact, c.phone,
          array(select g.name from tags g where g.id = any(t.tag_ids) order by lower(g.name)) tags, t.opened_at,
          (select min(e.at) from events e where e.ticket_id = t.id and e.operator_id is not null
            and e.kind in ('opened', 'taken', 'assigned', 'taken_over', 'transferred', 'rotated', 'left', 'reopened')) assigned_at,
          told.answered_at, t.closed_at, closer.name closed_by, o.name operator,
          case when t.status = 'closed' then t.closing_reason end reason, case when t.status = 'closed' then t.observation end observation,
          said.received, said.sent,
          (select s.score::int from surveys s where s.ticket_id = t.id and s.score is not null order by s.event_id desc limit 1) score,
          told.wait, told.wait_open, told.reply, told.reply_open,
          case when t.status = 'closed' then told.resolution end resolution, case when t.status = 'closed' then told.resolution_open end resolution_open,
          held.handling, held.handling_open, coalesce(told.closings, 0) closings, coalesce(told.reopenings, 0) reopenings,
          {filter.Behind?.Times ?? "0::bigint"} times, {filter.Behind?.Seconds ?? "0::bigint"} seconds
        from unnest(@ids) with ordinality wanted(id, line)
        join tickets t on t.id = wanted.id
        cross join lateral (
          select count(*) filter (where m.author = 'contact')::int received,
            count(*) filter (where m.author <> 'contact' and m.kind <> 'note' and m.delivery is distinct from 'failed')::int sent
          from messages m
          where m.ticket_id = t.id) said
        join inboxes i on i.id = t.inbox_id
        join channels ch on ch.id = t.channel_id
        join contacts c on c.id = t.contact_id
        left join ({Told}) told on told.ticket_id = t.id
        left join ({HeldFor}) held on held.ticket_id = t.id
        left join operators closer on closer.id = t.closed_by
        left join operators o on o.id = case when t.status = 'queued' then null else coalesce(t.operator_id, t.last_operator_id) end
        order by wanted.line
        """;

    // By the same facts as the figures, of all tickets of a stretch at once.
    private const string Told =
        """
        select f.ticket_id, min(f.at) filter (where f.kind in ('first_reply', 'first_reply_rescue')) answered_at,
          (array_agg(f.seconds order by f.at, f.event_id) filter (where f.kind = 'queue_wait'))[1] wait,
          (array_agg(f.business order by f.at, f.event_id) filter (where f.kind = 'queue_wait'))[1] wait_open,
          (array_agg(f.seconds order by f.at, f.event_id) filter (where f.kind = 'first_reply'))[1] reply,
          (array_agg(f.business order by f.at, f.event_id) filter (where f.kind = 'first_reply'))[1] reply_open,
          (array_agg(case when f.kind = 'closed' then f.seconds end order by f.at desc, f.event_id desc) filter (where f.kind in ('closed', 'closed_by_silence', 'closed_blocked', 'closed_joined')))[1] resolution,
          (array_agg(case when f.kind = 'closed' then f.business end order by f.at desc, f.event_id desc) filter (where f.kind in ('closed', 'closed_by_silence', 'closed_blocked', 'closed_joined')))[1] resolution_open,
          sum(f.n) filter (where f.kind = 'closed') closings,
          sum(f.n) filter (where f.kind in ('reopened_soon', 'reopened_late', 'reopened_other')) reopenings
        from facts f
        where f.ticket_id = any(@ids)
        group by f.ticket_id
        """;

    // Whoever held it twice has in the later fact the time of both.
    private const string HeldFor =
        """
        select one.ticket_id, sum(one.seconds) handling, sum(one.business) handling_open
        from (
          select distinct on (f.ticket_id, f.operator_id) f.ticket_id, f.seconds, f.business
          from facts f
          where f.ticket_id = any(@ids) and f.kind = 'handled'
          order by f.ticket_id, f.operator_id, f.at desc, f.event_id desc) one
        group by one.ticket_id
        """;
}
