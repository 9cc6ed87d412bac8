using Dapper;
using Npgsql;

namespace Convos.Data;

// The pages that an operator has open, and what their coming, silence and going mean.
public static partial class Presences
{
    private const string NoLivePage =
        """
        not exists (
          select from operator_pages p
          where p.operator_id = o.id and p.section = 'conversations' and p.last_sign_at > @alive)
        """;

    /// <summary>
    /// Over an operator <c>o</c>: no sign of life since <c>@alive</c>, said already or not. Where everything stood still for a night, what comes
    /// must not be given to whoever was there the evening before.
    /// </summary>
    internal const string Silent = $"(o.presence_since <= @alive and {NoLivePage})";

    /// <summary>
    /// A whole page was asked for. Until its stream dials with a tab of its own (which never happens without JavaScript)
    /// the session stands for it.
    /// </summary>
    public static async Task Visit(Database database, long operatorId, Guid session, Section section, DateTime now)
    {
        if (section == Section.Elsewhere || !await SaysNothingNew(database, operatorId, session, now))
        {
            await Arrive(database, operatorId, session, session, section, arrived: true, now);
        }
    }

    /// <summary>A page that is open brought itself up to date: a sign of life, and no arrival.</summary>
    public static async Task Refreshed(Database database, long operatorId, Guid tab, Guid session, Section section, DateTime now)
    {
        await using var db = await database.Open();
        await SignOfLife(db, operatorId, tab, session, section, now);
    }

    // A few seconds after the last page of Conversaciones, by somebody whom one more would not change: no lock, no write.
    private static async Task<bool> SaysNothingNew(Database database, long operatorId, Guid session, DateTime now)
    {
        await using var db = await database.Open();
        return await db.QuerySingleAsync<bool>(
            """
            select exists (
              select from operator_pages p
              join operators o on o.id = p.operator_id
              where p.operator_id = @operatorId and p.tab_id = @session and p.section = 'conversations'
                and p.last_sign_at > @recent and (o.available or o.presence_by_hand))
            """, new { operatorId, session, recent = now - TimeSpan.FromSeconds(5) });
    }

    /// <summary>
    /// A page's stream dialled. Only an arrival (a page load, not a redial) changes the state: Conversaciones sets En línea
    /// unless No disponible was chosen by hand, which ends when the tab comes from another section; another section ends
    /// En línea when no other tab holds a page of Conversaciones. <paramref name="others"/>: the browser knows of such a tab, which may
    /// have been silent because nobody looks, and dials only now that this one lets it.
    /// </summary>
    public static Task Arrive(
        Database database, long operatorId, Guid tab, Guid session, Section section, bool arrived, DateTime now, bool others = false) =>
        database.InTransaction(async db =>
        {
            // One arrival of a person at a time: two tabs must not decide on each other's half-written rows.
            await db.ExecuteAsync("select from operators where id = @operatorId for no key update", new { operatorId });
            var before = await db.QuerySingleOrDefaultAsync<Section?>(
                "select section from operator_pages where operator_id = @operatorId and tab_id = @tab", new { operatorId, tab });
            await SignOfLife(db, operatorId, tab, session, section, now);
            if (tab != session)
            {
                await db.ExecuteAsync(
                    "delete from operator_pages where operator_id = @operatorId and tab_id = @session", new { operatorId, session });
            }

            if (section == Section.Elsewhere)
            {
                if (others && before == Section.Conversations)
                {
                    // Until it dials, the session stands for it.
                    await SignOfLife(db, operatorId, session, session, Section.Conversations, now);
                }

                return await Set(db, operatorId, new(false, ByHand: false, PresenceCause.LeftSection), now, $"o.available and {NoLivePage}");
            }

            return arrived && await Set(db, operatorId, new(true, ByHand: false, PresenceCause.Arrived), now,
                before == Section.Elsewhere ? "true" : "not o.presence_by_hand");
        });

    /// <summary>An answered beat, a request of the page, or the end of its stream.</summary>
    public static async Task SignOfLife(NpgsqlConnection db, long operatorId, Guid tab, Guid session, Section section, DateTime now)
    {
        var news = await db.QuerySingleAsync<bool>(
            """
            with sign as (
              insert into operator_pages as p (operator_id, tab_id, session_id, section, last_sign_at)
              values (@operatorId, @tab, @session, @section, @now)
              on conflict (operator_id, tab_id) do update
              set section = excluded.section, session_id = excluded.session_id,
                  last_sign_at = greatest(p.last_sign_at, excluded.last_sign_at))
            select not here from operators where id = @operatorId
            """, new { operatorId, tab, session, section = section.Name(), now });
        if (news)
        {
            await db.ExecuteAsync(
                """
                with back as (
                  update operators set here = true where id = @operatorId and not here
                  returning id, available, presence_cause, presence_by, pause_id, pause),
                -- What they had chosen goes on from here.
                closed as (
                  update presence_intervals i set until = greatest(i.since, @now)
                  from back
                  where i.operator_id = back.id and i.until is null and i.cause = 'silence' and not back.available and back.presence_cause <> 'silence'
                  returning i.until),
                opened as (
                  insert into presence_intervals (operator_id, available, cause, since, pause_id, pause, by_id)
                  select back.id, false, presence_cause, until, pause_id, pause, presence_by from closed, back)
                insert into events (at, kind, operator_id, kept)
                select @now, 'here', id, false from back
                """, new { operatorId, now });
        }
    }

    /// <summary>
    /// The stream ended: a last sign of a page that is still where it was. Where two beats were left unanswered, it was not the page that
    /// ended it but something on the way, and that proves nothing.
    /// </summary>
    public static Task LastSign(NpgsqlConnection db, long operatorId, Guid tab, DateTime now) =>
        db.ExecuteAsync(
            """
            update operator_pages set last_sign_at = greatest(last_sign_at, @now)
            where operator_id = @operatorId and tab_id = @tab and last_sign_at > @answering
            """, new { operatorId, tab, now, answering = now - TimeSpan.FromSeconds(25) });

    /// <summary>Signing in ends a No disponible chosen by hand; the first page then sets En línea.</summary>
    public static Task SignedIn(NpgsqlConnection db, long operatorId) =>
        db.ExecuteAsync("update operators set presence_by_hand = false where id = @operatorId and not available", new { operatorId });

    /// <summary>The session's pages are gone; without another live page the operator is No disponible at once.</summary>
    public static Task SignedOut(Database database, long operatorId, Guid session, DateTime now) =>
        database.InTransaction(async db =>
        {
            // The operator first, then their pages, as whoever arrives does.
            await db.ExecuteAsync("select from operators where id = @operatorId for no key update", new { operatorId });
            await Forget(db, "operator_id = @operatorId and session_id = @session", new { operatorId, session });
            return await Set(db, operatorId, new(false, ByHand: false, PresenceCause.SignedOut), now, $"o.available and {NoLivePage}");
        });

    /// <summary>The pages of every other session are gone: what they showed counts for nothing any more.</summary>
    internal static async Task OthersSignedOut(NpgsqlConnection db, long operatorId, Guid session, DateTime now)
    {
        await db.ExecuteAsync(
            "delete from operator_pages where operator_id = @operatorId and session_id <> @session", new { operatorId, session });
        await Set(db, operatorId, new(false, ByHand: false, PresenceCause.SignedOut), now, $"o.available and {NoLivePage}");
    }

    /// <summary>How many pages give signs of life, and in how many sessions.</summary>
    public static Task<(int Pages, int Sessions)> Open(NpgsqlConnection db, long operatorId, DateTime now) =>
        db.QuerySingleAsync<(int, int)>(
            """
            select count(*)::int, count(distinct session_id)::int
            from operator_pages
            where operator_id = @operatorId and last_sign_at > @alive
            """, new { operatorId, alive = now - Patience });

    /// <summary>Whoever is disabled is nowhere: not available, and no page is theirs.</summary>
    internal static async Task Disabled(NpgsqlConnection db, long operatorId, DateTime now)
    {
        await Set(db, operatorId, new(false, ByHand: false, PresenceCause.Disabled), now, "o.available");
        await Forget(db, "operator_id = @operatorId", new { operatorId });
    }

    // Pages come and go; when their operator was last seen stays.
    private static Task Forget(NpgsqlConnection db, string which, object parameters) =>
        db.ExecuteAsync(
            $"""
            with gone as (
              delete from operator_pages
              where {which}
              returning operator_id, last_sign_at),
            seen as (
              select operator_id, max(last_sign_at) at from gone group by operator_id),
            people as (
              select o.id from operators o where o.id in (select operator_id from seen) order by o.id for no key update),
            locked as (select count(*) from people)
            update operators o set last_seen_at = greatest(o.last_seen_at, seen.at)
            from seen, locked
            where o.id = seen.operator_id
            """, parameters);
}
