using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Reads «En vivo» by a few statements over what is open now, whatever was ever closed.</summary>
public static class Boards
{
    /// <summary>So many of those who have waited longest.</summary>
    private const int Listed = 10;

    /// <summary>More than these one does not look at one by one.</summary>
    public const int MostPassedOn = 50;

    public static async Task<Board> Read(Database database, Viewer viewer, DateTime now)
    {
        await using var db = await database.Open();
        var cells = await Cells(db, viewer, await Targets.Read(db, database.Hours, now));
        return new Board(
            await Inboxes(db, viewer, cells, now),
            await People(db, viewer, cells, now),
            Workload.Of([.. cells.Where(cell => cell.OperatorId is null)]),
            Workload.Of([.. cells]),
            await PassedOn(db, viewer),
            await Tickets.List(db, viewer, Board.Longest, null, Listed, now));
    }

    /// <summary>Every figure is a sum over these.</summary>
    internal const string CellsSql =
        $"""
        select t.inbox_id, t.operator_id, i.first_response_minutes target, count(*)::int open, count(t.awaiting_since)::int pending,
          (count(*) filter (where {Late}))::int late,
          min(t.awaiting_since) since
        from tickets t
        join inboxes i on i.id = t.inbox_id
        {Targets.OfTickets}
        where t.status <> 'closed' and {Tickets.Visible}
        group by t.inbox_id, t.operator_id, i.first_response_minutes
        """;

    /// <summary>Over <see cref="Targets.OfTickets"/>: by the clock of the reports, a night in which the inbox is closed is no delay; of any wait, not of the first alone.</summary>
    internal const string Late = "t.awaiting_since < late.before";

    /// <summary>Over a ticket <c>t</c>: rotation gave it back to the queue since nobody was left to take it, and nobody has taken it since.</summary>
    internal const string IsGivenBack =
        """
        t.status = 'queued' and cardinality(t.passed_by) > 0 and (
          select e.kind = 'rotated' and e.operator_id is null
          from events e
          where e.ticket_id = t.id and e.kind in ('opened', 'reopened', 'released', 'returned', 'transferred', 'moved', 'rotated', 'left')
          order by e.at desc, e.id desc
          limit 1)
        """;

    internal const string InboxesSql =
        """
        select i.id, i.name, i.colour::int colour, i.enabled, i.first_response_minutes target, i.schedule_id,
          count(o.id)::int attending, (count(o.id) filter (where o.available))::int online
        from inboxes i
        left join inbox_members im on im.inbox_id = i.id and im.duty = 'attends'
        left join operators o on o.id = im.operator_id and o.disabled_at is null
        where @seesAll or i.id = any(@inboxes)
        group by i.id
        order by lower(i.name), i.id
        """;

    internal sealed record InboxRow(long Id, string Name, int Colour, bool Enabled, int? Target, long? ScheduleId, int Attending, int Online);

    private static async Task<IReadOnlyList<BoardCell>> Cells(NpgsqlConnection db, Viewer viewer, Targets targets) =>
        (await db.QueryAsync<BoardCell>(CellsSql, Tickets.Scope(viewer, targets.Parameters))).AsList();

    private static async Task<IReadOnlyList<BoardInbox>> Inboxes(NpgsqlConnection db, Viewer viewer, IReadOnlyList<BoardCell> cells, DateTime now)
    {
        var rows = (await db.QueryAsync<InboxRow>(InboxesSql, Tickets.Scope(viewer, new { }))).AsList();
        return Inboxes(rows, cells, rows.Exists(row => row.ScheduleId is not null) ? await Schedules.All(db) : [], now);
    }

    // One that is disabled is shown as long as something of it is open.
    internal static IReadOnlyList<BoardInbox> Inboxes(IEnumerable<InboxRow> rows, IReadOnlyList<BoardCell> cells, IReadOnlyList<Schedule> schedules, DateTime now)
    {
        var closed = Closed(schedules, now);
        var ofInbox = cells.ToLookup(cell => cell.InboxId);
        return
        [
            .. from row in rows
               let own = ofInbox[row.Id].ToList()
               where row.Enabled || own.Count > 0
               select new BoardInbox(
                   row.Id, row.Name, row.Colour, row.Target, row.Attending, row.Online,
                   row.ScheduleId is not { } schedule || !closed.Contains(schedule),
                   Workload.Of([.. own.Where(cell => cell.OperatorId is null)]), Workload.Of(own)),
        ];
    }

    // A zone that this machine does not know closes nothing.
    private static HashSet<long> Closed(IReadOnlyList<Schedule> schedules, DateTime now) =>
        schedules.Where(schedule => Timetable.IsZone(schedule.Timetable.Zone) && !schedule.Hours.IsOpen(now)).Select(schedule => schedule.Id).ToHashSet();

    private static async Task<IReadOnlyList<BoardPerson>> People(NpgsqlConnection db, Viewer viewer, IReadOnlyList<BoardCell> cells, DateTime now)
    {
        var rows = (await db.QueryAsync<(long Id, int? Cap, int Held, bool Led)>(
            """
            select o.id, o.cap, o.open_count, o.disabled_at is null and o.id <> @me and (@seesAll or exists (
              select from inbox_members im where im.operator_id = o.id and im.inbox_id = any(@inboxes)))
            from operators o
            where o.id = any(@holders)
              or (o.disabled_at is null and exists (
                select from inbox_members im
                where im.operator_id = o.id and im.duty = 'attends' and (@seesAll or im.inbox_id = any(@inboxes))))
            """, Tickets.Scope(viewer, new { holders = cells.Select(cell => cell.OperatorId).OfType<long>().Distinct().ToArray() }))).ToDictionary(row => row.Id);
        var presences = await Presences.ForEveryone(db, [.. rows.Keys], now);
        var held = cells.Where(cell => cell.OperatorId is not null).ToLookup(cell => cell.OperatorId!.Value);
        return
        [
            .. from presence in presences.Select(one => one.Presence)
               orderby presence.Available descending, presence.Live descending, presence.Name.ToUpperInvariant(), presence.OperatorId
               let row = rows[presence.OperatorId]
               select new BoardPerson(presence, row.Cap, row.Held, row.Led, Workload.Of([.. held[row.Id]])),
        ];
    }

    // Those first who wait longest.
    private static async Task<IReadOnlyList<Ticket>> PassedOn(NpgsqlConnection db, Viewer viewer)
    {
        var ids = await db.QueryAsync<long>(
            $"""
            select t.id
            from tickets t
            where {IsGivenBack} and {Tickets.Visible}
            order by t.awaiting_since nulls last, t.id
            limit {MostPassedOn}
            """, Tickets.Scope(viewer, new { }));
        var found = (await Tickets.ForEveryone(db, [.. ids])).ToDictionary(ticket => ticket.Id);
        return [.. ids.Select(id => found[id])];
    }
}
