using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The people as administrators see them. What is done to them is in People.Write.cs.</summary>
public static partial class People
{
    private const string Columns =
        """
        o.id, o.name, o.email, o.role,
        case when o.disabled_at is not null then 'disabled' when o.password_hash is null then 'invited' else 'active' end state,
        o.available,
        exists (select from operator_pages p where p.operator_id = o.id and p.last_sign_at > @alive) live,
        greatest(o.last_seen_at, (select max(p.last_sign_at) from operator_pages p where p.operator_id = o.id)) last_seen_at,
        o.open_count, o.cap, o.two_factor_secret is not null two_factor,
        array(select i.name from inbox_members im join inboxes i on i.id = im.inbox_id
          where im.operator_id = o.id and im.duty = 'attends' order by lower(i.name)) attends,
        array(select i.name from inbox_members im join inboxes i on i.id = im.inbox_id
          where im.operator_id = o.id and im.duty = 'supervises' order by lower(i.name)) supervises,
        array(select te.name from team_members tm join teams te on te.id = tm.team_id
          where tm.operator_id = o.id order by lower(te.name)) teams
        """;

    /// <summary>By name; at most <paramref name="take"/> after the person <paramref name="after"/>. No state: everybody.</summary>
    public static async Task<IReadOnlyList<PersonLine>> List(
        NpgsqlConnection db, string search, PersonState? state, long? after, int take, DateTime now)
    {
        var people = await db.QueryAsync<PersonLine>(
            $"""
            select {Columns}
            from operators o
            where {In(state)}
              and (@name = '%%' or unaccent(o.name) ilike unaccent(@name) or o.email ilike @name)
              and (@after::bigint is null or (lower(o.name), o.id) > (select lower(name), id from operators where id = @after))
            order by lower(o.name), o.id
            limit {take}
            """, new { name = Like.Part(search), after, alive = now - Presences.Patience });
        return people.AsList();
    }

    public static Task<PersonLine?> Find(NpgsqlConnection db, long id, DateTime now) =>
        db.QuerySingleOrDefaultAsync<PersonLine>(
            $"select {Columns} from operators o where o.id = @id", new { id, alive = now - Presences.Patience });

    /// <summary>Everybody's name, for a choice of one: those who are disabled last.</summary>
    public static async Task<IReadOnlyList<(long Id, string Name, bool Disabled)>> Names(NpgsqlConnection db)
    {
        var names = await db.QueryAsync<(long, string, bool)>(
            "select id, name, disabled_at is not null from operators order by disabled_at is not null, lower(name), id");
        return names.AsList();
    }

    /// <summary>Every inbox, and what this person does in it; of a new person (0), nothing.</summary>
    public static async Task<IReadOnlyList<PersonInbox>> InboxesOf(NpgsqlConnection db, long id)
    {
        var inboxes = await db.QueryAsync<PersonInbox>(
            """
            select i.id, i.name, i.enabled, own.duty, im.duty here,
              array(select te.name from inbox_teams it join team_members tm on tm.team_id = it.team_id join teams te on te.id = it.team_id
                where it.inbox_id = i.id and tm.operator_id = @id order by lower(te.name)) teams
            from inboxes i
            left join inbox_people own on own.inbox_id = i.id and own.operator_id = @id
            left join inbox_members im on im.inbox_id = i.id and im.operator_id = @id
            order by i.enabled desc, lower(i.name), i.id
            """, new { id });
        return inboxes.AsList();
    }

    /// <summary>Every team, and whether this person is of it.</summary>
    public static async Task<IReadOnlyList<PersonTeam>> TeamsOf(NpgsqlConnection db, long id)
    {
        var teams = await db.QueryAsync<PersonTeam>(
            """
            select te.id, te.name, tm.operator_id is not null member
            from teams te
            left join team_members tm on tm.team_id = te.id and tm.operator_id = @id
            order by lower(te.name), te.id
            """, new { id });
        return teams.AsList();
    }

    private static string In(PersonState? state) => state switch
    {
        PersonState.Active => "o.disabled_at is null and o.password_hash is not null",
        PersonState.Invited => "o.disabled_at is null and o.password_hash is null",
        PersonState.Disabled => "o.disabled_at is not null",
        _ => "true",
    };
}
