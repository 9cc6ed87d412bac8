using Dapper;
using Npgsql;

namespace Convos.Data;

// What whoever brought a file does with it. Each waits for the batch that is being written, and is refused where the state is another by then.
public static partial class ContactImports
{
    /// <summary>Its rows are looked at from the first, by what is chosen now.</summary>
    public static Task<bool> Check(Database database, Viewer viewer, long id, ImportSettings settings, DateTime now) =>
        Move(database, viewer, id, now,
            $"""
            update contact_imports i set state = 'checking', mapping = @Mapping, region = @Region, tag_id = @TagId, known = @known, makes_tags = @MakesTags, {Afresh}
            where i.id = @id and {Yours} and i.state = 'mapping' and cardinality(i.headers) = cardinality(@Mapping)
            """, new { id, now, settings.Mapping, settings.Region, settings.TagId, known = settings.Known.Name(), settings.MakesTags });

    /// <summary>Back to the columns, from a look that was taken or is being taken.</summary>
    public static Task<bool> Remap(Database database, Viewer viewer, long id, DateTime now) =>
        Move(database, viewer, id, now,
            $"""
            update contact_imports i set state = 'mapping', {Afresh}
            where i.id = @id and {Yours} and i.state in ('checking', 'checked')
            """, new { id, now }, forgets: true);

    /// <summary>From now on rows become contacts.</summary>
    public static Task<bool> Start(Database database, Viewer viewer, long id, DateTime now) =>
        Move(database, viewer, id, now,
            $"""
            update contact_imports i set state = 'running', started_at = @now, {Afresh}
            where i.id = @id and {Yours} and i.state = 'checked'
            """, new { id, now });

    /// <summary>No further row is taken in; those that were stay contacts.</summary>
    public static Task<bool> Cancel(Database database, Viewer viewer, long id, DateTime now) =>
        database.InTransaction(async db =>
        {
            var found = await db.QuerySingleOrDefaultAsync<Outcome>(
                $"""
                update contact_imports i set state = 'cancelled', finished_at = @now, moved_at = @now
                where i.id = @id and {Yours} and i.state in ('mapping', 'checking', 'checked', 'running')
                returning {Outcome.Columns}
                """, new { id, now, seesAll = viewer.SeesAll, me = viewer.Id });
            if (found is { Started: true })
            {
                await Note(db, viewer.Id, found, now);
            }

            return found is not null;
        });

    /// <summary>Of what ended before, or was brought before and led nowhere, the rows are forgotten; its figures stay.</summary>
    public static async Task Prune(NpgsqlConnection db, DateTime before)
    {
        foreach (var id in await db.QueryAsync<long>(
            "select id from contact_imports where not pruned and state not in ('checking', 'running') and moved_at < @before order by id limit 5", new { before }))
        {
            await db.ExecuteAsync(
                """
                update contact_imports set pruned = true, state = case when finished_at is null then 'cancelled' else state end, finished_at = coalesce(finished_at, moved_at)
                where id = @id;
                delete from contact_import_faults where import_id = @id;
                delete from contact_import_keys where import_id = @id;
                delete from contact_import_lines where import_id = @id
                """, new { id });
        }
    }

    private const string Afresh = "moved_at = @now, done = 0, done_line = 0, created = 0, updated = 0, unchanged = 0, faulty = 0, tries = 0";

    private static Task<bool> Move(Database database, Viewer viewer, long id, DateTime now, string sql, object values, bool forgets = false) =>
        database.InTransaction(async db =>
        {
            var parameters = new DynamicParameters(values);
            parameters.AddDynamicParams(new { seesAll = viewer.SeesAll, me = viewer.Id });
            if (await db.ExecuteAsync(sql, parameters) == 0)
            {
                return false;
            }

            if (forgets)
            {
                await db.ExecuteAsync(
                    "delete from contact_import_faults where import_id = @id; delete from contact_import_keys where import_id = @id", new { id });
            }

            await db.ExecuteAsync("insert into events (at, kind, actor_id, kept) values (@now, 'import_wanted', @me, false)", new { now, me = viewer.Id });
            return true;
        });

    /// <summary>What an import did, for the audit.</summary>
    private sealed record Outcome(long Id, string FileName, bool Started, int Created, int Updated, int Unchanged, int Faulty)
    {
        public const string Columns = "i.id, i.file_name, i.started_at is not null started, i.created, i.updated, i.unchanged, i.faulty";
    }

    private static Task Note(NpgsqlConnection db, long actor, Outcome outcome, DateTime now) =>
        Audit.Note(db, actor, AuditAction.Imported, AuditSubject.Contact, null, outcome.FileName, now,
            Changes.None.With("created", null, outcome.Created).With("updated", null, outcome.Updated)
                .With("unchanged", null, outcome.Unchanged).With("faulty", null, outcome.Faulty));
}
