using Dapper;
using Npgsql;

namespace Convos.Data;

// Where people belong: their inboxes with what they do there, and their teams.
public static partial class People
{
    private static async Task SetInboxes(NpgsqlConnection db, long id, IReadOnlyDictionary<long, InboxDuty> inboxes, Changes changes)
    {
        var before = await InboxesOf(db, id);
        await db.ExecuteAsync(
            """
            with dropped as (
              delete from inbox_people
              where operator_id = @id and inbox_id <> all(@inboxes))
            insert into inbox_people (inbox_id, operator_id, duty)
            select i.id, @id, wanted.duty
            from unnest(@inboxes, @duties) wanted(id, duty)
            join inboxes i on i.id = wanted.id
            on conflict (inbox_id, operator_id) do update set duty = excluded.duty
            """, new { id, inboxes = inboxes.Keys.ToArray(), duties = inboxes.Values.Select(duty => duty.Name()).ToArray() });
        var after = await InboxesOf(db, id);
        foreach (var duty in Enum.GetValues<InboxDuty>())
        {
            string[] Names(IReadOnlyList<PersonInbox> of) => [.. of.Where(inbox => inbox.Duty == duty).Select(inbox => inbox.Name)];
            Differ(changes, duty.Name(), Names(before), Names(after));
        }
    }

    private static async Task SetTeams(NpgsqlConnection db, long id, IReadOnlyCollection<long> teams, Changes changes)
    {
        var before = await TeamsOf(db, id);
        await db.ExecuteAsync(
            """
            with dropped as (
              delete from team_members
              where operator_id = @id and team_id <> all(@teams))
            insert into team_members (team_id, operator_id)
            select te.id, @id from teams te where te.id = any(@teams)
            on conflict do nothing
            """, new { id, teams = teams.ToArray() });
        var after = await TeamsOf(db, id);
        string[] Names(IReadOnlyList<PersonTeam> of) => [.. of.Where(team => team.Member).Select(team => team.Name)];
        Differ(changes, "teams", Names(before), Names(after));
    }

    private static void Differ(Changes changes, string field, string[] before, string[] after)
    {
        if (!before.SequenceEqual(after))
        {
            changes.With(field, before, after);
        }
    }
}
