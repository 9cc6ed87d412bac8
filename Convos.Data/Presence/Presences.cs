using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Who is here: what each operator chose, and whether some page of theirs gives signs of life. Arriving in Conversaciones
/// sets En línea; a closed window, a suspension or a cut cable sets No disponible by the sweep.
/// </summary>
public static partial class Presences
{
    /// <summary>Silence of this long in Conversaciones ends En línea.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private const string Columns =
        """
        o.id operator_id, o.name, left(o.photo, 16) photo, o.role, o.available,
        exists (select from operator_pages p where p.operator_id = o.id and p.last_sign_at > @alive) live,
        o.presence_cause cause, o.presence_since since
        """;

    internal const string OfMeSql = $"select {Columns} from operators o where o.id = @me";

    internal const string ColleaguesSql =
        $"""
        select {Columns}
        from operators o
        where o.disabled_at is null and o.id <> @me
          and (@seesAll or exists (select from inbox_members im where im.operator_id = o.id and im.inbox_id = any(@inboxes)))
        order by o.name, o.id
        """;

    public static Task<Presence> Of(NpgsqlConnection db, long operatorId, DateTime now) =>
        db.QuerySingleAsync<Presence>(OfMeSql, new { me = operatorId, alive = now - Patience });

    /// <summary>The people of this viewer's inboxes, themselves left out; an admin sees everybody.</summary>
    public static async Task<IReadOnlyList<Presence>> Colleagues(NpgsqlConnection db, Viewer viewer, DateTime now)
    {
        var people = await db.QueryAsync<Presence>(ColleaguesSql, Tickets.Scope(viewer, new { alive = now - Patience }));
        return people.AsList();
    }

    /// <summary>For the stream: these people, with the inboxes they belong to.</summary>
    public static async Task<IReadOnlyList<(Presence Presence, long[] Inboxes)>> ForEveryone(NpgsqlConnection db, long[] operators, DateTime now)
    {
        var people = await db.QueryAsync<Presence, long[], (Presence, long[])>(
            $"""
            select {Columns}, array(select inbox_id from inbox_members im where im.operator_id = o.id) inboxes
            from operators o
            where o.id = any(@operators)
            """, (presence, inboxes) => (presence, inboxes), new { operators, alive = now - Patience }, splitOn: "inboxes");
        return people.AsList();
    }

    public static Task<bool> IsAvailable(NpgsqlConnection db, long operatorId) =>
        db.QuerySingleAsync<bool>("select available from operators where id = @operatorId", new { operatorId });

    /// <summary>The header's control. No disponible chosen by hand outlives reloads; En línea is En línea however it came.</summary>
    public static async Task Choose(Database database, long operatorId, bool available, DateTime now)
    {
        await using var db = await database.Open();
        await Set(db, operatorId, available, byHand: !available, PresenceCause.ByHand, now, "true");
    }

    /// <summary>
    /// Changes the state, closes the running interval, opens the next and writes the event, in one statement;
    /// nothing happens where the state is that already, or where <paramref name="condition"/> over an operator <c>o</c> fails.
    /// </summary>
    private static async Task<bool> Set(
        NpgsqlConnection db, long operatorId, bool available, bool byHand, PresenceCause cause, DateTime now, string condition) =>
        await db.ExecuteAsync(
            $"""
            with changed as (
              update operators o set available = @available, presence_by_hand = @byHand, presence_cause = @cause, presence_since = @now
              where o.id = @operatorId and (o.disabled_at is null or not @available)
                and (o.available <> @available or o.presence_by_hand <> @byHand)
                and ({condition})
              returning o.id),
            closed as (
              update presence_intervals i set until = greatest(i.since, @now)
              from changed
              where i.operator_id = changed.id and i.until is null
              returning i.operator_id, i.until),
            opened as (
              insert into presence_intervals (operator_id, available, cause, since)
              select operator_id, @available, @cause, until from closed)
            insert into events (at, kind, operator_id, actor_id, data)
            select @now, 'presence', id, id, jsonb_build_object('available', @available, 'cause', @cause) from changed
            """, new { operatorId, available, byHand, cause = cause.Name(), now, alive = now - Patience }) > 0;
}
