using Dapper;
using Npgsql;

namespace Convos.Data;

// Who belongs to an inbox: people named one by one, and whole teams.
public static partial class Inboxes
{
    /// <summary>Everybody who is not disabled, and what each does here; of a new inbox (0), nobody anything.</summary>
    public static async Task<IReadOnlyList<InboxMember>> Members(NpgsqlConnection db, long id)
    {
        var members = await db.QueryAsync<InboxMember>(
            """
            select o.id operator_id, o.name, o.role, own.duty, im.duty here,
              array(select te.name from inbox_teams it join team_members tm on tm.team_id = it.team_id join teams te on te.id = it.team_id
                where it.inbox_id = @id and tm.operator_id = o.id order by lower(te.name)) teams
            from operators o
            left join inbox_people own on own.operator_id = o.id and own.inbox_id = @id
            left join inbox_members im on im.operator_id = o.id and im.inbox_id = @id
            where o.disabled_at is null
            order by im.duty nulls last, lower(o.name), o.id
            """, new { id });
        return members.AsList();
    }

    /// <summary>Every team, and what its people do here.</summary>
    public static async Task<IReadOnlyList<InboxTeam>> TeamsOf(NpgsqlConnection db, long id)
    {
        var teams = await db.QueryAsync<InboxTeam>(
            """
            select te.id team_id, te.name, (
                select count(*)::int from team_members tm join operators o on o.id = tm.operator_id
                where tm.team_id = te.id and o.disabled_at is null) people, it.duty
            from teams te
            left join inbox_teams it on it.team_id = te.id and it.inbox_id = @id
            order by it.duty nulls last, lower(te.name), te.id
            """, new { id });
        return teams.AsList();
    }

    public static Task AddMember(NpgsqlConnection db, long inboxId, long operatorId, bool attends) =>
        db.ExecuteAsync(
            """
            insert into inbox_people (inbox_id, operator_id, duty) values (@inboxId, @operatorId, @duty)
            on conflict (inbox_id, operator_id) do update set duty = excluded.duty
            """, new { inboxId, operatorId, duty = (attends ? InboxDuty.Attends : InboxDuty.Supervises).Name() });

    public static Task RemoveMember(NpgsqlConnection db, long inboxId, long operatorId) =>
        db.ExecuteAsync("delete from inbox_people where inbox_id = @inboxId and operator_id = @operatorId", new { inboxId, operatorId });

    // The disabled keep what they had: whoever comes back finds it, and the form did not show them.
    private static async Task SetPeople(NpgsqlConnection db, long id, IReadOnlyDictionary<long, InboxDuty> people, Changes changes)
    {
        var before = await Members(db, id);
        var parameters = new { id, people = people.Keys.ToArray(), duties = people.Values.Select(duty => duty.Name()).ToArray() };
        await db.ExecuteAsync(
            """
            delete from inbox_people own using operators o
            where own.inbox_id = @id and o.id = own.operator_id and o.disabled_at is null and own.operator_id <> all(@people)
            """, parameters);
        await db.ExecuteAsync(
            """
            insert into inbox_people (inbox_id, operator_id, duty)
            select @id, o.id, wanted.duty
            from unnest(@people, @duties) wanted(id, duty)
            join operators o on o.id = wanted.id and o.disabled_at is null
            on conflict (inbox_id, operator_id) do update set duty = excluded.duty
            """, parameters);
        Differ(changes, "", before, await Members(db, id), member => (member.Name, member.Duty));
    }

    private static async Task SetTeams(NpgsqlConnection db, long id, IReadOnlyDictionary<long, InboxDuty> teams, Changes changes)
    {
        var before = await TeamsOf(db, id);
        await db.ExecuteAsync(
            """
            with dropped as (
              delete from inbox_teams
              where inbox_id = @id and team_id <> all(@teams))
            insert into inbox_teams (inbox_id, team_id, duty)
            select @id, te.id, wanted.duty
            from unnest(@teams, @duties) wanted(id, duty)
            join teams te on te.id = wanted.id
            on conflict (inbox_id, team_id) do update set duty = excluded.duty
            """, new { id, teams = teams.Keys.ToArray(), duties = teams.Values.Select(duty => duty.Name()).ToArray() });
        Differ(changes, "team_", before, await TeamsOf(db, id), team => (team.Name, team.Duty));
    }

    private static void Differ<T>(Changes changes, string kind, IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, (string Name, InboxDuty? Duty)> read)
    {
        foreach (var duty in Enum.GetValues<InboxDuty>())
        {
            string[] Names(IReadOnlyList<T> of) => [.. of.Select(read).Where(one => one.Duty == duty).Select(one => one.Name).Order(StringComparer.CurrentCultureIgnoreCase)];
            var (was, now) = (Names(before), Names(after));
            if (!was.SequenceEqual(now))
            {
                changes.With(kind + duty.Name(), was, now);
            }
        }
    }
}
