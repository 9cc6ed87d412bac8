using System.Text.Json;
using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Tickets find their operators. One giver at a time for each inbox; the chosen people's own rows are locked before they are believed, so
/// that nobody gets what they have no room for or are not there for.
/// </summary>
public static partial class Assignments
{
    /// <summary>First looks at so many of those that wait, then at eight times as many, where nobody may have the first.</summary>
    private const int FirstLook = 20;

    /// <summary>The inboxes that give by themselves and have something to give to somebody who is there.</summary>
    public static async Task<IReadOnlyList<long>> Due(NpgsqlConnection db)
    {
        var inboxes = await db.QueryAsync<long>(
            """
            select i.id
            from inboxes i
            where i.strategy <> 'manual'
              and exists (select from tickets t where t.inbox_id = i.id and t.status = 'queued')
              and exists (
                select from inbox_members im join operators o on o.id = im.operator_id
                where im.inbox_id = i.id and im.duty = 'attends' and o.available)
            order by i.id
            """);
        return inboxes.AsList();
    }

    /// <summary>Gives the inbox's oldest tickets that somebody can have, together; answers how many: none, too, where somebody hands out already.</summary>
    /// <param name="clock">Asked behind the lock: nothing is given before it was there to be given.</param>
    public static async Task<int> HandOut(Database database, long inbox, Func<DateTime> clock, int most = 1)
    {
        while (true)
        {
            var (found, given) = await database.InTransaction(async db =>
            {
                var scene = await Look(db, inbox, clock(), waits: false);
                IReadOnlyList<Gift> gifts = scene is { Rule.Strategy: not Strategy.Manual } ? await OldestFor(db, inbox, scene, most) : [];
                return (Found: gifts.Count, Given: gifts.Count == 0 ? 0 : await Give(db, inbox, scene!.Rule, gifts, clock()));
            }, stand: result => result.Given > 0);
            if (found == 0 || given > 0)
            {
                return given;
            }

            // Somebody took it, or left, between the look and the lock: look again.
        }
    }

    private sealed record Scene(AssignmentRule Rule, IReadOnlyCollection<Candidate> Crew, int AssignedHere);

    private const string InTurn = "pg_advisory_xact_lock(hashtext('assignment'), hashint8(@inbox))::text is not null";

    // Where somebody hands out already nobody else need wait for it: whatever comes behind their look has an event of its own, which they are
    // told of, too, and look again.
    private const string Alone = $"case when pg_try_advisory_xact_lock(hashtext('handing out'), hashint8(@inbox)) then {InTurn} else false end";

    private static readonly string SceneSql =
        $"""
        select strategy, owner_share, owner_else, cap from inboxes where id = @inbox;
        select o.id operator_id, o.available and not {Presences.Silent} available, o.open_count open, o.cap, coalesce(oi.open_count, 0) open_here, coalesce(oi.turn, 0) turn
        from inbox_members im
        join operators o on o.id = im.operator_id and o.disabled_at is null
        left join operator_inboxes oi on oi.operator_id = o.id and oi.inbox_id = im.inbox_id
        where im.inbox_id = @inbox and im.duty = 'attends';
        select coalesce(sum(open_count), 0)::int from operator_inboxes where inbox_id = @inbox
        """;

    // One giver at a time for each inbox: who is next, and which ticket is the oldest, hold until it is given.
    private static async Task<Scene?> Look(NpgsqlConnection db, long inbox, DateTime now, bool waits = true)
    {
        // Asked in one go; each statement sees what was committed before it began, so all the others what the lock was waited for.
        await using var found = await db.QueryMultipleAsync(
            $"""
            select {(waits ? InTurn : Alone)};
            {SceneSql}
            """, new { inbox, alive = now - Presences.Patience });
        var granted = await found.ReadSingleAsync<bool>();
        // To the end, whoever is refused too: an answer left half read is cancelled, over a connection of its own.
        var scene = await Read(found);
        return granted ? scene : null;
    }

    private static async Task<Scene?> Read(SqlMapper.GridReader found)
    {
        var rule = await found.ReadSingleOrDefaultAsync<AssignmentRule>();
        var (crew, assignedHere) = ((await found.ReadAsync<Candidate>()).AsList(), await found.ReadSingleAsync<int>());
        return rule is null ? null : new Scene(rule, crew, assignedHere);
    }

    private static async Task<IReadOnlyList<Gift>> OldestFor(NpgsqlConnection db, long inbox, Scene scene, int most)
    {
        for (var look = FirstLook; ; look *= 8)
        {
            var waiting = (await db.QueryAsync<Waiting>(QueueSql(scene.Rule.Strategy == Strategy.Owner, look), new { inbox })).AsList();
            var gifts = Choice.Deal(scene.Rule, waiting, scene.Crew, scene.AssignedHere, most);
            if (gifts.Count > 0 || waiting.Count < look || !scene.Crew.Any(person => HasRoom(scene.Rule, person)))
            {
                return gifts;
            }
        }
    }

    private static bool HasRoom(AssignmentRule rule, Candidate person) =>
        person.Available && !(person.Open >= person.Cap) && !(person.OpenHere >= rule.Cap);

    // By the customer's wait; what nobody waits for comes last.
    private static string QueueSql(bool owners, int limit) =>
        $"""
        select t.id ticket_id, owner.operator_id owner, t.passed_by, owner.named
        from (
          select id, inbox_id, contact_id, passed_by, awaiting_since, queued_at
          from tickets
          where inbox_id = @inbox and status = 'queued'
          order by coalesce(awaiting_since, 'infinity'), queued_at, id
          limit {limit}) t
        cross join lateral ({(owners ? OwnerOf : "select null::bigint operator_id, false named")}) owner
        order by coalesce(t.awaiting_since, 'infinity'), t.queued_at, t.id
        """;

    /// <summary>
    /// Over a ticket <c>t</c>: whose customer its contact is. Whoever its card names, if they attend the ticket's inbox, or else whoever wrote
    /// to them last, in any of their tickets.
    /// </summary>
    private const string OwnerOf =
        """
        select coalesce(card.id, wrote.id) operator_id, card.id is not null named
        from (select 1) one
        left join lateral (
          select o.id
          from contacts c
          join operators o on o.id = c.owner_id and o.disabled_at is null
          join inbox_members im on im.operator_id = o.id and im.inbox_id = t.inbox_id and im.duty = 'attends'
          where c.id = t.contact_id) card on true
        left join lateral (
          select said.operator_id id
          from tickets before
          cross join lateral (
            select m.operator_id from messages m
            where m.ticket_id = before.id and m.author = 'operator' and m.kind <> 'note'
            order by m.id desc
            limit 1) said
          where before.contact_id = t.contact_id and card.id is null
          order by before.opened_at desc, before.id desc
          limit 1) wrote on true
        """;

    private static string Data(AssignmentRule rule, Decision decision) => JsonSerializer.Serialize(new
    {
        reason = decision.Reason.Name(),
        share = rule.Strategy == Strategy.Owner ? rule.OwnerShare : null,
        passed = decision.Passed.Select(one => new { @operator = one.OperatorId, why = one.Why.Name() }),
    });
}
