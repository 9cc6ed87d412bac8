using Dapper;
using Npgsql;

namespace Convos.Data;

// Row after row, a batch a transaction: its contacts, its faults and the cursor stand together or not at all, so that whoever is killed half-way has neither
// lost nor doubled a row, and anybody goes on from there. The row of the import is the lock: of two who want to, one works.
public static partial class ContactImports
{
    public const int Batch = 500;

    /// <summary>So often a batch may be begun and not be brought to its end.</summary>
    public const int MostTries = 5;

    /// <summary>The next batch of whichever file has waited longest. False: nothing waits, or somebody else is at it.</summary>
    public static async Task<bool> Step(Database database, DateTime now, CancellationToken ct)
    {
        if (await Begin(database) is not (var id and > 0, var tries))
        {
            return false;
        }

        if (tries > MostTries)
        {
            return await database.InTransaction(db => End(db, id, ImportState.Failed, now), ct);
        }

        BatchEnd end;
        do
        {
            end = await database.InTransaction(db => Take(db, id, now), stand: done => done != BatchEnd.Again, ct);
        }
        while (end == BatchEnd.Again);
        return end == BatchEnd.Stands;
    }

    private enum BatchEnd { Stands, Elsewhere, Again }

    // Of its own, so that a batch that kills its process is counted too.
    private static async Task<(long Id, int Tries)> Begin(Database database)
    {
        await using var db = await database.Open();
        return await db.QuerySingleOrDefaultAsync<(long, int)>(
            """
            update contact_imports set tries = tries + 1
            where id = (select id from contact_imports where state in ('checking', 'running') order by moved_at, id limit 1 for update skip locked)
            returning id, tries
            """);
    }

    private static async Task<BatchEnd> Take(NpgsqlConnection db, long id, DateTime now)
    {
        if (await db.QuerySingleOrDefaultAsync<int?>(
            "select done_line from contact_imports where id = @id and state in ('checking', 'running') for update skip locked", new { id }) is not { } after)
        {
            return BatchEnd.Elsewhere;
        }

        var import = await db.QuerySingleAsync<ContactImport>($"select {Columns} from contact_imports i join operators o on o.id = i.operator_id where i.id = @id", new { id });
        if (!(await Operators.Viewers(db, [import.OperatorId])).TryGetValue(import.OperatorId, out var viewer) || !viewer.Leads)
        {
            await End(db, id, ImportState.Cancelled, now);
            return BatchEnd.Stands;
        }

        var lines = (await db.QueryAsync<ImportLine>(
            $"select line, cells from contact_import_lines where import_id = @id and line > @after order by line limit {Batch}", new { id, after })).AsList();
        if (await Plan(db, viewer, import, lines, now) is not { } plan)
        {
            return BatchEnd.Again;
        }

        await Keep(db, id, plan.Faults);
        await Advance(db, import, lines, plan, now);
        return BatchEnd.Stands;
    }

    private static async Task<ImportPlan?> Plan(NpgsqlConnection db, Viewer viewer, ContactImport import, List<ImportLine> lines, DateTime now)
    {
        var lists = await ImportLists.Read(db);
        var reader = new RowReader(import, lists);
        var looks = import.State == ImportState.Checking;
        var left = looks || lines.Count == 0 ? [] : (await db.QueryAsync<int>(
            "select distinct line from contact_import_faults where import_id = @Id and line between @from and @to",
            new { import.Id, from = lines[0].Line, to = lines[^1].Line })).ToHashSet();
        var rows = lines.Where(line => !left.Contains(line.Line)).Select(reader.Read).ToList();
        var matches = await ImportMatches.Read(db, viewer, rows, held: false);
        if (!looks && matches is not null)
        {
            if (matches.MakesAliases(rows))
            {
                await InboundContacts.Alone(db);
            }

            matches = await ImportMatches.Read(db, viewer, rows, held: true);
        }

        if (matches is null)
        {
            return null;
        }

        var claims = looks ? await ImportClaims.Read(db, import.Id, rows) : null;
        var plan = new ImportPlan(import, lists, matches, claims);
        left.ToList().ForEach(_ => plan.LeaveOut());
        rows.ForEach(plan.Take);
        await (claims?.Keep(db, import.Id) ?? Task.CompletedTask);
        return looks || await new ImportWrites(db, import, now).Write(plan) ? plan : null;
    }

    private static Task Keep(NpgsqlConnection db, long id, List<ImportFault> faults) =>
        faults.Count == 0 ? Task.CompletedTask : db.ExecuteAsync(
            """
            insert into contact_import_faults (import_id, line, place, header, reason, value, other_line)
            select @id, line, place, header, reason, value, other from unnest(@lines, @places, @headers, @reasons, @values, @others) n(line, place, header, reason, value, other)
            """, new
            {
                id,
                lines = faults.Select(fault => fault.Line).ToArray(),
                places = faults.Select(fault => fault.Place).ToArray(),
                headers = faults.Select(fault => fault.Header).ToArray(),
                reasons = faults.Select(fault => fault.Reason.Name()).ToArray(),
                values = faults.Select(fault => fault.Value).ToArray(),
                others = faults.Select(fault => fault.OtherLine).ToArray(),
            });

    private static async Task Advance(NpgsqlConnection db, ContactImport import, List<ImportLine> lines, ImportPlan plan, DateTime now)
    {
        var done = await db.QuerySingleAsync<int>(
            """
            update contact_imports set done = done + @rows, done_line = coalesce(@line, done_line), created = created + @Created, updated = updated + @Updated,
              unchanged = unchanged + @Unchanged, faulty = faulty + @Faulty, tries = 0, moved_at = @now,
              state = case when done + @rows = total and state = 'checking' then 'checked' else state end
            where id = @Id
            returning done
            """, new { import.Id, rows = lines.Count, line = lines.LastOrDefault()?.Line, plan.Created, plan.Updated, plan.Unchanged, plan.Faulty, now });
        if (done == import.Total && import.State == ImportState.Running)
        {
            await End(db, import.Id, ImportState.Done, now);
        }
    }

    private static async Task<bool> End(NpgsqlConnection db, long id, ImportState state, DateTime now)
    {
        var (outcome, actor) = (await db.QueryAsync<Outcome, long, (Outcome, long)>(
            $"""
            update contact_imports i set state = @state, finished_at = @now, moved_at = @now where i.id = @id and i.finished_at is null
            returning {Outcome.Columns}, i.operator_id actor
            """, (outcome, actor) => (outcome, actor), new { id, state = state.Name(), now }, splitOn: "actor")).FirstOrDefault();
        if (outcome is { Started: true })
        {
            await Note(db, actor, outcome, now);
        }

        return outcome is not null;
    }
}
