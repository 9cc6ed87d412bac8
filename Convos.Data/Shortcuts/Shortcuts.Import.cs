using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A row of a file: its line there, and what it says. <c>Inbox</c> is a name.</summary>
public sealed record ShortcutRow(int Line, string Name, string Text, ShortcutScope Scope, string? Inbox);

/// <summary>What importing a row would do: nothing, because it is not <c>Allowed</c> or already the <c>Same</c>; change what is <c>Known</c>; else make it.</summary>
public sealed record ShortcutVerdict(int Line, bool Allowed, bool Known, bool Same);

// A file of «atajos»: what has a name that is taken in its scope is brought up to date, the others are made.
public static partial class Shortcuts
{
    private const string Given =
        """
        given as (
          select g.line, g.name, g.body, g.scope, i.id inbox_id, case when g.scope = 'personal' then @me end operator_id,
            g.scope = 'personal' or (@leads and (g.scope = 'everyone' or i.id is not null)) allowed
          from unnest(@lines, @names, @texts, @scopes, @inboxNames) g(line, name, body, scope, inbox)
          left join inboxes i on g.scope = 'inbox' and lower(i.name) = lower(g.inbox) and (@seesAll or i.id = any(@inboxes)))
        """;

    /// <summary>The key by which a name is unique, of a shortcut and of a row.</summary>
    private const string Twin =
        """
        s.deleted_at is null and s.scope = g.scope and coalesce(s.operator_id, s.inbox_id, 0) = coalesce(g.operator_id, g.inbox_id, 0)
          and lower(s.name) = lower(g.name)
        """;

    /// <summary>Without changing anything; in the order of the rows.</summary>
    public static async Task<IReadOnlyList<ShortcutVerdict>> Check(NpgsqlConnection db, Viewer viewer, IReadOnlyList<ShortcutRow> rows)
    {
        var verdicts = await db.QueryAsync<ShortcutVerdict>(
            $"""
            with {Given}
            select g.line, g.allowed, s.id is not null known, s.id is not null and (s.name, s.body) = (g.name, g.body) same
            from given g
            left join shortcuts s on g.allowed and {Twin}
            order by g.line
            """, Parameters(viewer, rows, null));
        return verdicts.AsList();
    }

    /// <summary>All that are allowed, in one statement. Answers how many were made and how many changed.</summary>
    public static async Task<(int Made, int Changed)> Import(Database database, Viewer viewer, IReadOnlyList<ShortcutRow> rows, DateTime now)
    {
        await using var db = await database.Open();
        return await db.QuerySingleAsync<(int, int)>(
            $"""
            with {Given},
            known as (
              select s.id, s.body was, g.name, g.body, g.scope
              from given g join shortcuts s on {Twin}
              where g.allowed and (s.name, s.body) is distinct from (g.name, g.body)
              for update of s),
            changed as (
              update shortcuts s set name = known.name, body = known.body, changed_at = @now
              from known where s.id = known.id
              returning s.id),
            made as (
              insert into shortcuts (scope, operator_id, inbox_id, name, body, created_at, changed_at)
              select scope, operator_id, inbox_id, name, body, @now, @now from given where allowed
              on conflict (scope, coalesce(operator_id, inbox_id, 0), lower(name)) where deleted_at is null do nothing
              returning id, name, body, scope),
            told as (
              insert into audit (at, actor_id, subject, subject_id, subject_name, action, changes)
              select @now, @me, 'shortcut', id, name, 'created', jsonb_build_object('text', jsonb_build_array(null, body)) from made where scope <> 'personal'
              union all
              select @now, @me, 'shortcut', id, name, 'edited', jsonb_build_object('text', jsonb_build_array(was, body)) from known where scope <> 'personal')
            select (select count(*)::int from made), (select count(*)::int from changed)
            """, Parameters(viewer, rows, now));
    }

    private static DynamicParameters Parameters(Viewer viewer, IReadOnlyList<ShortcutRow> rows, DateTime? now) => Tickets.Scope(viewer, new
    {
        lines = rows.Select(row => row.Line).ToArray(),
        names = rows.Select(row => row.Name).ToArray(),
        texts = rows.Select(row => row.Text).ToArray(),
        scopes = rows.Select(row => row.Scope.Name()).ToArray(),
        inboxNames = rows.Select(row => row.Inbox).ToArray(),
        now,
    });
}
