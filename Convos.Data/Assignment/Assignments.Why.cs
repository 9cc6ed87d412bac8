using System.Text.Json;
using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// How a ticket came to whoever holds it: the event of it. <c>Reason</c> only where assignment chose; <c>Share</c>: the owner's limit in
/// per cent, where there is one. <c>From</c> held it before. No actor: nobody pressed anything.
/// </summary>
public sealed record AssignmentLine(
    string Kind, DateTime At, long? OperatorId, string? Operator, string? Actor, string? From, AssignmentReason? Reason, int? Share, IReadOnlyList<Passed> Passed);

/// <summary>Somebody who was passed over, and why.</summary>
public sealed record Passed(string Name, PassedFor Why);

/// <summary>Whose customer the contact is, by its card if <c>Named</c> or else for they attended it last, and whether they could have the ticket now.</summary>
public sealed record Suggestion(long OperatorId, string Name, bool Available, bool Named);

/// <summary>
/// Why a ticket waits. <c>Soon</c>: somebody can have it, and is given it in a moment. <c>For</c>: its owner, for whom it is kept.
/// <c>Passed</c>: who attends the inbox and cannot have it, of what is kept for its owner they alone; nobody, where nobody attends it.
/// <c>Share</c>: the owner's limit in per cent, where there is one.
/// </summary>
public sealed record WhyItWaits(Strategy Strategy, bool Soon, string? For, int? Share, IReadOnlyList<Passed> Passed);

/// <summary>Somebody holds more than assignment would give them: over all inboxes, or in the one that is named.</summary>
public sealed record CapPassed(int Open, int Cap, string? Inbox);

// «¿Por qué me tocó?»
public static partial class Assignments
{
    private sealed record Row(string Kind, DateTime At, long? OperatorId, string? Operator, string? Actor, string? From, string? Reason, int? Share, string Passed);

    /// <summary>Newest first: each time that it was given, taken or handed on. Nothing for whoever may not see the ticket.</summary>
    public static async Task<IReadOnlyList<AssignmentLine>> Of(NpgsqlConnection db, Viewer viewer, long ticketId)
    {
        var rows = await db.QueryAsync<Row>(
            $"""
            select e.kind, e.at, e.operator_id, receiver.name "operator", actor.name actor, giver.name "from",
              case when e.kind in ('assigned', 'rotated', 'left') then e.data ->> 'reason' end reason, (e.data ->> 'share')::int share,
              coalesce((
                select jsonb_agg(jsonb_build_array(o.name, p.one ->> 'why') order by p.place)::text
                from jsonb_array_elements(e.data -> 'passed') with ordinality p(one, place)
                join operators o on o.id = (p.one ->> 'operator')::bigint), '[]') passed
            from tickets t
            join events e on e.ticket_id = t.id
            left join operators receiver on receiver.id = e.operator_id
            left join operators actor on actor.id = e.actor_id
            left join operators giver on giver.id = (e.data ->> 'from_operator')::bigint
            where t.id = @ticketId and {Tickets.Visible}
              and e.kind in ('opened', 'taken', 'taken_over', 'transferred', 'assigned', 'rotated', 'left', 'reopened')
              and (e.operator_id is not null or e.kind in ('rotated', 'left'))
            order by e.at desc, e.id desc
            limit 30
            """, Tickets.Scope(viewer, new { ticketId }));
        return [.. rows.Select(row => new AssignmentLine(
            row.Kind, row.At, row.OperatorId, row.Operator, row.Actor, row.From,
            row.Reason is { } reason ? EnumNames.Parse<AssignmentReason>(reason) : null, row.Share, Read(row.Passed)))];
    }

    /// <summary>Null: nobody has written to the contact yet, or whoever did has left.</summary>
    public static Task<Suggestion?> Suggested(NpgsqlConnection db, Viewer viewer, long ticketId) =>
        db.QuerySingleOrDefaultAsync<Suggestion>(
            $"""
            select o.id operator_id, o.name, o.available, owner.named
            from tickets t
            cross join lateral ({OwnerOf}) owner
            join operators o on o.id = owner.operator_id and o.disabled_at is null
            join inbox_members im on im.operator_id = o.id and im.inbox_id = t.inbox_id and im.duty = 'attends'
            where t.id = @ticketId and {Tickets.Visible}
            """, Tickets.Scope(viewer, new { ticketId }));

    /// <summary>Null: it does not wait, or the viewer may not see it.</summary>
    public static async Task<WhyItWaits?> WhyItWaits(NpgsqlConnection db, Viewer viewer, Ticket ticket, DateTime now)
    {
        var waiting = await db.QuerySingleOrDefaultAsync<Waiting>(
            $"""
            select t.id ticket_id, owner.operator_id owner, t.passed_by, owner.named
            from tickets t
            cross join lateral ({OwnerOf}) owner
            where t.id = @Id and t.status = 'queued' and {Tickets.Visible}
            """, Tickets.Scope(viewer, new { ticket.Id }));
        if (waiting is null)
        {
            return null;
        }

        await using var found = await db.QueryMultipleAsync(SceneSql, new { inbox = ticket.InboxId, alive = now - Presences.Patience });
        if (await Read(found) is not { } scene)
        {
            return null;
        }

        var (rule, soon) = (scene.Rule, Choice.Choose(scene.Rule, waiting, scene.Crew, scene.AssignedHere) is not null);
        var kept = soon ? null : Choice.KeptFor(rule, waiting, scene.Crew, scene.AssignedHere);
        IReadOnlyList<PassedOver> passed = kept is null ? Choice.Waits(rule, waiting, scene.Crew) : [kept];
        var names = (await db.QueryAsync<(long Id, string Name)>(
            "select id, name from operators where id = any(@ids)", new { ids = passed.Select(one => one.OperatorId).ToArray() })).ToDictionary(one => one.Id, one => one.Name);
        return new WhyItWaits(
            rule.Strategy, soon && rule.Strategy != Strategy.Manual, kept is null ? null : names[kept.OperatorId], rule.OwnerShare,
            [.. passed.Select(one => new Passed(names[one.OperatorId], one.Why)).OrderBy(one => one.Name, StringComparer.CurrentCulture)]);
    }

    /// <summary>What a person holds beyond a limit, now that they took these tickets. Null: nothing.</summary>
    public static Task<CapPassed?> CapPassed(NpgsqlConnection db, long operatorId, params long[] tickets) =>
        db.QueryFirstOrDefaultAsync<CapPassed>(
            """
            select open_count open, cap, null::text inbox from operators where id = @operatorId and open_count > cap
            union all
            select oi.open_count, i.cap, i.name
            from tickets t
            join inboxes i on i.id = t.inbox_id
            join operator_inboxes oi on oi.inbox_id = i.id and oi.operator_id = @operatorId and oi.open_count > i.cap
            where t.id = any(@tickets)
            """, new { operatorId, tickets });

    private static List<Passed> Read(string passed) =>
        [.. JsonSerializer.Deserialize<string[][]>(passed)!.Select(one => new Passed(one[0], EnumNames.Parse<PassedFor>(one[1])))];
}
