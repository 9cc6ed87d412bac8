using Dapper;
using Npgsql;

namespace Convos.Data;

// What silence means, found by looking again and again.
public static partial class Presences
{
    /// <summary>
    /// Sets No disponible whoever has given no sign for two minutes, and tells of those who were so already and have no page any more;
    /// answers how many it set.
    /// </summary>
    public static async Task<int> Sweep(NpgsqlConnection db, DateTime now)
    {
        var silent = await db.QueryAsync<(long Id, DateTime? LastSign)>(
            $"""
            select o.id, (select max(p.last_sign_at) from operator_pages p where p.operator_id = o.id and p.section = 'conversations')
            from operators o
            where o.available and {Silent}
            order by o.id
            """, new { alive = now - Patience });
        var swept = 0;
        foreach (var (id, lastSign) in silent)
        {
            // However long nobody looked (the server may have been down all night): nobody was there any more.
            swept += await Set(db, id, new(false, ByHand: false, PresenceCause.Silence), now,
                $"o.available and {Silent}", since: lastSign + Patience) ? 1 : 0;
        }

        await TellWhoIsGone(db, now);
        await EndPauses(db, now);
        await Forget(db, "last_sign_at < @old", new { old = now - TimeSpan.FromDays(1) });
        return swept;
    }

    private static async Task TellWhoIsGone(NpgsqlConnection db, DateTime now)
    {
        const string Gone = "here and not exists (select from operator_pages p where p.operator_id = o.id and p.last_sign_at > @alive)";
        var gone = await db.QueryAsync<long>($"select id from operators o where {Gone} order by id", new { alive = now - Patience });
        foreach (var id in gone)
        {
            await db.ExecuteAsync(
                $"""
                with left_us as (
                  update operators o set here = false where id = @id and {Gone} returning id)
                insert into events (at, kind, operator_id, kept)
                select @now, 'here', id, false from left_us
                """, new { id, now, alive = now - Patience });
        }
    }

    // A pause is one as long as somebody is there to have it: who closed the window at noon was not at lunch all night. Both statements
    // travel as one: what had to wait for a change must see the interval which that one opened.
    private static async Task EndPauses(NpgsqlConnection db, DateTime now)
    {
        const string Absent = "not o.here and not o.available";
        const string Chosen = "i.until is null and i.cause in ('by_hand', 'by_supervisor', 'left_section')";
        var pausing = await db.QueryAsync<long>(
            $"select o.id from operators o join presence_intervals i on i.operator_id = o.id where {Absent} and {Chosen} order by o.id");
        foreach (var id in pausing)
        {
            await db.ExecuteAsync(
                $"""
                select from operators where id = @id for no key update;
                with closed as (
                  update presence_intervals i
                  set until = greatest(i.since, least(@now, (select max(p.last_sign_at) from operator_pages p where p.operator_id = i.operator_id) + @Patience))
                  from operators o
                  where o.id = @id and i.operator_id = o.id and {Absent} and {Chosen}
                  returning i.operator_id, i.until)
                insert into presence_intervals (operator_id, available, cause, since)
                select operator_id, false, 'silence', until from closed
                """, new { id, now, Patience });
        }
    }
}
