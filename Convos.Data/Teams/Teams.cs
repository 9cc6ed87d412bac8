using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Named groups of people; each change has its line of the audit.</summary>
public static class Teams
{
    public static async Task<IReadOnlyList<TeamLine>> Lines(NpgsqlConnection db)
    {
        var teams = await db.QueryAsync<TeamLine>(
            """
            select te.id, te.name, te.description,
              array(select o.name from team_members tm join operators o on o.id = tm.operator_id
                where tm.team_id = te.id and o.disabled_at is null order by lower(o.name)) members
            from teams te
            order by lower(te.name), te.id
            """);
        return teams.AsList();
    }

    public static Task<TeamSettings?> SettingsOf(NpgsqlConnection db, long id) =>
        db.QuerySingleOrDefaultAsync<TeamSettings>("select name, description from teams where id = @id", new { id });

    /// <summary>Everybody who is not disabled, members first; of a new team (0), nobody is one.</summary>
    public static async Task<IReadOnlyList<TeamMember>> Members(NpgsqlConnection db, long id)
    {
        var members = await db.QueryAsync<TeamMember>(
            """
            select o.id operator_id, o.name, o.role, tm.team_id is not null member
            from operators o
            left join team_members tm on tm.operator_id = o.id and tm.team_id = @id
            where o.disabled_at is null
            order by tm.team_id is null, lower(o.name), o.id
            """, new { id });
        return members.AsList();
    }

    /// <summary>The inboxes that its people belong to by being of it, and what they do there.</summary>
    public static async Task<IReadOnlyList<TeamInbox>> InboxesOf(NpgsqlConnection db, long id)
    {
        var inboxes = await db.QueryAsync<TeamInbox>(
            """
            select i.id, i.name, i.colour::int colour, it.duty
            from inbox_teams it join inboxes i on i.id = it.inbox_id
            where it.team_id = @id
            order by lower(i.name), i.id
            """, new { id });
        return inboxes.AsList();
    }

    /// <summary>All that its form shows of it; see <see cref="FormState"/>.</summary>
    public static async Task<string> StateOf(NpgsqlConnection db, long id) => FormState.Of(
        await SettingsOf(db, id), (await Members(db, id)).Where(one => one.Member).Select(one => one.OperatorId).Order());

    /// <summary>
    /// Makes the team (<paramref name="id"/> null) or changes it, with its members, all or nothing. Nothing happens where it has changed
    /// since it was <paramref name="basedOn"/>.
    /// </summary>
    public static async Task<TeamSaved> Save(
        Database database, long actor, long? id, TeamSettings settings, IReadOnlyCollection<long> members, DateTime now, string? basedOn = null)
    {
        try
        {
            return await database.InTransaction(async db =>
            {
                await FormState.Alone(db);
                var before = id is { } known ? await Lock(db, known) : null;
                if (id is not null && before is null)
                {
                    return new TeamSaved(null, TeamProblem.NotFound);
                }

                if (id is { } seen && basedOn is not null && basedOn != await StateOf(db, seen))
                {
                    return new TeamSaved(null, TeamProblem.ChangedMeanwhile);
                }

                var saved = await Write(db, id, settings, now);
                var changes = Changes.Between(before, settings);
                await SetMembers(db, saved, members, changes);
                await Audit.Note(db, actor, before is null ? AuditAction.Created : AuditAction.Edited, AuditSubject.Team, saved, settings.Name, now, changes);
                return new TeamSaved(saved, null);
            });
        }
        catch (PostgresException taken) when (taken.ConstraintName == "teams_name")
        {
            return new TeamSaved(null, TeamProblem.NameTaken);
        }
    }

    /// <summary>Its people stay. False: there is no such team.</summary>
    public static Task<bool> Remove(Database database, long actor, long id, DateTime now) =>
        database.InTransaction(async db =>
        {
            if (await Lock(db, id) is not { } team)
            {
                return false;
            }

            var (members, inboxes) = (await Names(db, id), await InboxesOf(db, id));
            await db.ExecuteAsync("delete from teams where id = @id", new { id });
            await Audit.Note(db, actor, AuditAction.Removed, AuditSubject.Team, id, team.Name, now,
                Changes.None.With("description", team.Description, null).With("members", members, null).With("inboxes", inboxes.Select(inbox => inbox.Name), null));
            return true;
        });

    private static Task<TeamSettings?> Lock(NpgsqlConnection db, long id) =>
        db.QuerySingleOrDefaultAsync<TeamSettings>("select name, description from teams where id = @id for update", new { id });

    private static Task<long> Write(NpgsqlConnection db, long? id, TeamSettings settings, DateTime now) =>
        id is null
            ? db.QuerySingleAsync<long>(
                "insert into teams (name, description, created_at) values (@Name, @Description, @now) returning id",
                new { settings.Name, settings.Description, now })
            : db.QuerySingleAsync<long>(
                "update teams set name = @Name, description = @Description where id = @id returning id",
                new { id, settings.Name, settings.Description });

    // The disabled keep what they had: whoever comes back finds it, and the form did not show them.
    private static async Task SetMembers(NpgsqlConnection db, long id, IReadOnlyCollection<long> members, Changes changes)
    {
        var before = await Names(db, id);
        await db.ExecuteAsync(
            """
            with dropped as (
              delete from team_members tm
              using operators o
              where tm.team_id = @id and o.id = tm.operator_id and o.disabled_at is null and o.id <> all(@members))
            insert into team_members (team_id, operator_id)
            select @id, o.id from operators o where o.id = any(@members) and o.disabled_at is null
            on conflict do nothing
            """, new { id, members = members.ToArray() });
        var after = await Names(db, id);
        if (!before.SequenceEqual(after))
        {
            changes.With("members", before, after);
        }
    }

    private static async Task<string[]> Names(NpgsqlConnection db, long id) =>
        [.. await db.QueryAsync<string>(
            """
            select o.name
            from team_members tm
            join operators o on o.id = tm.operator_id
            where tm.team_id = @id
            order by lower(o.name), o.id
            """, new { id })];
}
