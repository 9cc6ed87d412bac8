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
        o.presence_cause cause, o.presence_since since, o.pause_id, o.pause,
        (select p.icon from pauses p where p.id = o.pause_id) pause_icon,
        (select l.name from operators l where l.id = o.presence_by) by
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

    /// <summary>
    /// The header's control. No disponible chosen by hand outlives reloads; En línea is En línea however it came. A pause is its reason,
    /// also one that is no longer offered: the menu may be older. False: there is no such pause.
    /// </summary>
    public static async Task<bool> Choose(Database database, long operatorId, bool available, DateTime now, long? pause = null)
    {
        await using var db = await database.Open();
        if (pause is not null && !await db.QuerySingleAsync<bool>("select exists (select from pauses where id = @pause)", new { pause }))
        {
            return false;
        }

        await Set(db, operatorId, new(available, ByHand: !available, PresenceCause.ByHand, available ? null : pause), now, "true");
        return true;
    }

    /// <summary>
    /// Changes the state, closes the running interval, opens the next and writes the event; nothing happens where the state is that
    /// already, or where <paramref name="condition"/> over an operator <c>o</c> fails. Both statements travel as one: a change that had
    /// to wait for another must see the interval which that one opened.
    /// </summary>
    /// <param name="since">When it has been so already. Null: from now on.</param>
    private static async Task<bool> Set(NpgsqlConnection db, long operatorId, State to, DateTime now, string condition, DateTime? since = null) =>
        await db.ExecuteAsync(
            $"""
            select from operators where id = @operatorId for no key update;
            with reason as (
              select id, name from pauses where id = @Pause),
            changed as (
              update operators o
              set available = @Available, presence_by_hand = @ByHand, presence_cause = @cause, presence_by = @By,
                presence_since = greatest(o.presence_since, @since),
                away_since = case when @Available then null when o.available then @now else coalesce(o.away_since, o.presence_since) end,
                pause_id = (select id from reason), pause = (select name from reason)
              where o.id = @operatorId and (o.disabled_at is null or not @Available)
                and (o.available, o.presence_by_hand, o.pause_id) is distinct from (@Available, @ByHand, (select id from reason))
                and ({condition})
              returning o.id, o.presence_since, o.pause_id, o.pause),
            closed as (
              update presence_intervals i set until = greatest(i.since, changed.presence_since)
              from changed
              where i.operator_id = changed.id and i.until is null
              returning i.operator_id, i.until, changed.pause_id, changed.pause),
            opened as (
              insert into presence_intervals (operator_id, available, cause, since, pause_id, pause, by_id)
              select operator_id, @Available, @cause, until, pause_id, pause, @By from closed),
            told as (
              insert into loads_due (at) select until from closed)
            insert into events (at, kind, operator_id, actor_id, data)
            select @now, 'presence', id, coalesce(@By, id), jsonb_build_object('available', @Available, 'cause', @cause) from changed
            """, new { operatorId, to.Available, to.ByHand, cause = to.Cause.Name(), to.Pause, to.By, now, since = since ?? now, alive = now - Patience }) > 0;

    private sealed record State(bool Available, bool ByHand, PresenceCause Cause, long? Pause = null, long? By = null);
}
