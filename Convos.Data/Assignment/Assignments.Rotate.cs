using System.Text.Json;
using Dapper;
using Npgsql;

namespace Convos.Data;

// An unanswered ticket goes to somebody else after the inbox's minutes, counted while it is open, from the latest of the customer's
// first unanswered message, the assignment, and the holder's wish for more time.
public static partial class Assignments
{
    /// <summary>The holder hears of it this long before.</summary>
    public static readonly TimeSpan Near = TimeSpan.FromMinutes(1);

    /// <summary>Over a ticket <c>t</c>: when its rotation began to count. Null: it is answered, or nobody holds it.</summary>
    internal const string RotationStart =
        "case when t.status = 'assigned' and t.awaiting_since is not null then greatest(t.assigned_at, t.awaiting_since, t.more_time_at) end";

    /// <summary>Over a ticket <c>t</c>: when it rotates, as far as that is reckoned for what stands now.</summary>
    internal const string RotatesAt = $"case when t.rotates_from = {RotationStart} then t.rotates_at end";

    private sealed record Unplanned(long Ticket, DateTime Start, int Minutes, long? Schedule, string Rule);

    private sealed record Overdue(long Ticket, long Inbox, long Operator);

    /// <summary>Whether any inbox rotates, or did and left a promise behind: else a message that comes has nothing to count.</summary>
    public static Task<bool> AnyRotates(NpgsqlConnection db) =>
        db.QuerySingleAsync<bool>(
            """
            select exists (select from inboxes where rotation_minutes is not null)
              or exists (select from tickets where status = 'assigned' and rotates_at is not null)
            """);

    /// <summary>
    /// Reckons when each ticket rotates whose count has begun anew, or whose rule is another by now; answers how many. Nobody loses a ticket
    /// by a promise that they could not see: it is never sooner than the warning.
    /// </summary>
    public static Task<int> PlanRotations(Database database, DateTime now) => database.InTransaction(async db =>
    {
        await Forget(db, now);
        var unplanned = (await db.QueryAsync<Unplanned>(
            $"""
            with rule as (
              select i.id, i.rotation_minutes minutes, i.schedule_id schedule, format('%s/%s/%s', i.rotation_minutes, s.id, s.version) rule
              from inboxes i left join schedules s on s.id = i.schedule_id
              where i.rotation_minutes is not null)
            select t.id ticket, {RotationStart} start, rule.minutes, rule.schedule, rule.rule
            from tickets t join rule on rule.id = t.inbox_id
            where t.status = 'assigned' and t.awaiting_since is not null
              and (t.rotates_from is distinct from {RotationStart} or t.rotation_rule is distinct from rule.rule)
            """)).AsList();
        if (unplanned.Count == 0)
        {
            return 0;
        }

        var hours = await Hours(db, unplanned);
        return await db.ExecuteAsync(
            $"""
            with locked as (
              select id from tickets where id = any(@tickets) order by id for no key update),
            planned as (
              update tickets t set
                rotates_at = n.at, rotates_from = n.start, rotation_rule = n.rule, rotation_near_told = false, version = t.version + 1
              from locked join unnest(@tickets, @starts, @times, @rules) n(ticket_id, start, at, rule) on n.ticket_id = locked.id
              where t.id = locked.id and {RotationStart} = n.start
                and (t.rotates_from is distinct from n.start or t.rotation_rule is distinct from n.rule)
              returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id)
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, kept)
            select @now, 'rotation_planned', id, thread_id, contact_id, inbox_id, operator_id, false from planned
            """, new
            {
                now,
                tickets = unplanned.Select(one => one.Ticket).ToArray(),
                starts = unplanned.Select(one => one.Start).ToArray(),
                times = unplanned.Select(one => Due(one, hours, now)).ToArray(),
                rules = unplanned.Select(one => one.Rule).ToArray(),
            });
    });

    /// <summary>Tells each holder whose ticket is about to rotate, once; answers how many.</summary>
    public static Task<int> WarnOfRotation(Database database, DateTime now) => database.InTransaction(db =>
        db.ExecuteAsync(
            $"""
            with due as (
              select t.id from tickets t
              where t.status = 'assigned' and t.rotates_at <= @near and t.rotates_at > @now and not t.rotation_near_told
                and t.rotates_from = {RotationStart}
              order by t.id
              for no key update),
            near as (
              update tickets t set rotation_near_told = true
              from due
              where t.id = due.id
              returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id, t.rotates_at)
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, data, kept)
            select @now, 'rotation_near', id, thread_id, contact_id, inbox_id, operator_id, jsonb_build_object('at', rotates_at), false from near
            """, new { now, near = now + Near }));

    /// <summary>To the next who is there and has not let it pass; with nobody left, back to «No Asignado». Answers how many rotated.</summary>
    public static async Task<int> Rotate(Database database, DateTime now)
    {
        var rotated = 0;
        foreach (var overdue in await OverdueTickets(database, now))
        {
            rotated += await Rotate(database, overdue, now) ? 1 : 0;
        }

        return rotated;
    }

    private static async Task<IReadOnlyList<Overdue>> OverdueTickets(Database database, DateTime now)
    {
        await using var db = await database.Open();
        var overdue = await db.QueryAsync<Overdue>(
            $"""
            select t.id ticket, t.inbox_id inbox, t.operator_id "operator"
            from tickets t
            where t.status = 'assigned' and t.rotates_at <= @now and t.rotates_from = {RotationStart}
            order by t.rotates_at, t.id
            limit {AtOnce}
            """, new { now });
        return overdue.AsList();
    }

    private static Task<bool> Rotate(Database database, Overdue overdue, DateTime now) =>
        database.InTransaction(async db =>
        {
            var scene = await Look(db, overdue.Inbox, now);
            // A reply, or a wish for more time, that came a moment before.
            if (scene is null || !await db.QuerySingleAsync<bool>(
                $"""
                select exists (
                  select from tickets t
                  where t.id = @Ticket and t.operator_id = @Operator and t.rotates_at <= @now and t.rotates_from = {RotationStart}
                  for no key update)
                """, new { overdue.Ticket, overdue.Operator, now }))
            {
                return false;
            }

            var ticket = await Ask(db, overdue.Ticket);
            var next = Choice.Next(
                scene.Rule, ticket with { PassedBy = [.. ticket.PassedBy, overdue.Operator] }, scene.Crew, AssignmentReason.Rotation);
            return await Move(db, new Handing(
                overdue.Ticket, overdue.Inbox, overdue.Operator, next?.OperatorId, "rotated",
                next is null ? JsonSerializer.Serialize(new { reason = AssignmentReason.Rotation.Name() }) : Data(scene.Rule, next), LetPass: true), now);
        }, stand: moved => moved);

    // The rule has gone: so has what it promised.
    private static Task Forget(NpgsqlConnection db, DateTime now) =>
        db.ExecuteAsync(
            """
            with gone as (
              select t.id
              from tickets t join inboxes i on i.id = t.inbox_id and i.rotation_minutes is null
              where t.status = 'assigned' and t.rotates_at is not null
              order by t.id
              for no key update of t),
            forgotten as (
              update tickets t set rotates_at = null, rotates_from = null, rotation_rule = null, version = t.version + 1
              from gone
              where t.id = gone.id
              returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id)
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, kept)
            select @now, 'rotation_planned', id, thread_id, contact_id, inbox_id, operator_id, false from forgotten
            """, new { now });

    private static async Task<IReadOnlyDictionary<long, OpeningHours>> Hours(NpgsqlConnection db, List<Unplanned> unplanned)
    {
        var hours = new Dictionary<long, OpeningHours>();
        foreach (var id in unplanned.Select(one => one.Schedule).OfType<long>().Distinct())
        {
            // A zone that this machine does not know closes nothing.
            if (await Schedules.Find(db, id) is { } schedule && Timetable.IsZone(schedule.Timetable.Zone))
            {
                hours[id] = schedule.Hours;
            }
        }

        return hours;
    }

    private static DateTime? Due(Unplanned one, IReadOnlyDictionary<long, OpeningHours> hours, DateTime now)
    {
        var open = one.Schedule is { } id ? hours.GetValueOrDefault(id) : null;
        DateTime? After(DateTime from, TimeSpan time) => open is null ? from + time : open.After(from, time);
        var (due, soonest) = (After(one.Start, TimeSpan.FromMinutes(one.Minutes)), After(now, Near));
        return due < soonest ? soonest : due;
    }
}
