using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Convos.Data;

/// <summary>Files of contacts, as they are brought, listed and shown. An administrator sees all of them, whoever else leads their own.</summary>
public static partial class ContactImports
{
    public const int MostRows = 500_000;
    public const int MostColumns = 200;

    /// <summary>Longer than any cell that is taken in, so that what is too long is still found to be.</summary>
    public const int LongestCell = Contacts.LongestNotes + 100;

    internal const string Columns =
        """
        i.id, i.operator_id, o.name operator_name, i.created_at, i.file_name, i.headers, i.mapping, i.region, i.tag_id, i.known, i.makes_tags, i.state, i.total, i.done,
        i.created, i.updated, i.unchanged, i.faulty, i.started_at, i.finished_at, i.pruned
        """;

    private const string Yours = "(@seesAll or i.operator_id = @me)";

    /// <summary>Keeps the rows as they come, all or none. Null: there is no row, or there are more than <see cref="MostRows"/>.</summary>
    public static Task<long?> Create(Database database, Viewer viewer, string fileName, string[] headers, IAsyncEnumerable<ImportLine> lines, DateTime now, CancellationToken ct) =>
        database.InTransaction<long?>(async db =>
        {
            var fields = await ContactFields.Offered(db);
            var id = await db.QuerySingleAsync<long>(
                """
                insert into contact_imports (operator_id, created_at, moved_at, file_name, headers, mapping, total)
                values (@me, @now, @now, @fileName, @headers, @mapping, 0)
                returning id
                """, new { me = viewer.Id, now, fileName, headers, mapping = ImportColumns.Guess(headers, fields) });
            var total = await Copy(db, id, lines, ct);
            await db.ExecuteAsync("update contact_imports set total = @total, region = @region where id = @id", new { id, total, region = await Region(db, viewer.Id) });
            return total is > 0 and <= MostRows ? id : null;
        }, stand: id => id is not null, ct);

    public static async Task<IReadOnlyList<ContactImport>> Newest(NpgsqlConnection db, Viewer viewer, long before, int take) =>
        (await db.QueryAsync<ContactImport>(
            $"""
            select {Columns}
            from contact_imports i
            join operators o on o.id = i.operator_id
            where i.id < @before and {Yours}
            order by i.id desc
            limit {take}
            """, new { before, seesAll = viewer.SeesAll, me = viewer.Id })).AsList();

    public static Task<ContactImport?> Find(NpgsqlConnection db, Viewer viewer, long id) =>
        db.QuerySingleOrDefaultAsync<ContactImport>(
            $"select {Columns} from contact_imports i join operators o on o.id = i.operator_id where i.id = @id and {Yours}",
            new { id, seesAll = viewer.SeesAll, me = viewer.Id });

    /// <summary>The first rows, to see what the columns hold.</summary>
    public static async Task<IReadOnlyList<ImportLine>> Sample(NpgsqlConnection db, long id) =>
        (await db.QueryAsync<ImportLine>("select line, cells from contact_import_lines where import_id = @id order by line limit 5", new { id })).AsList();

    /// <summary>In the order of the file, from after the fault <paramref name="place"/> of <paramref name="line"/>.</summary>
    public static async Task<IReadOnlyList<ImportFault>> Faults(NpgsqlConnection db, long id, int line, short place, int take) =>
        (await db.QueryAsync<ImportFault>(
            $"""
            select line, place, header, reason, value, other_line
            from contact_import_faults
            where import_id = @id and (line, place) > (@line, @place)
            order by line, place
            limit {take}
            """, new { id, line, place })).AsList();

    /// <summary>Every faulty row with all that is wrong with it, some hundreds at a time.</summary>
    public static async IAsyncEnumerable<FaultyLine> FaultyLines(NpgsqlConnection db, long id)
    {
        const int Stretch = 500;
        for (var after = 0; ;)
        {
            var lines = (await db.QueryAsync<ImportLine>(
                $"""
                select l.line, l.cells
                from contact_import_lines l
                where l.import_id = @id and l.line > @after and exists (select from contact_import_faults f where f.import_id = @id and f.line = l.line)
                order by l.line
                limit {Stretch}
                """, new { id, after })).AsList();
            if (lines.Count == 0)
            {
                yield break;
            }

            var faults = (await db.QueryAsync<ImportFault>(
                """
                select line, place, header, reason, value, other_line
                from contact_import_faults
                where import_id = @id and line between @from and @to
                order by line, place
                """, new { id, from = lines[0].Line, to = lines[^1].Line })).ToLookup(fault => fault.Line);
            foreach (var line in lines)
            {
                yield return new(line.Line, line.Cells, [.. faults[line.Line]]);
            }

            after = lines[^1].Line;
        }
    }

    private static async Task<int> Copy(NpgsqlConnection db, long id, IAsyncEnumerable<ImportLine> lines, CancellationToken ct)
    {
        var total = 0;
        await using var copy = await db.BeginBinaryImportAsync("copy contact_import_lines (import_id, line, cells) from stdin (format binary)", ct);
        await foreach (var line in lines.WithCancellation(ct))
        {
            if (++total > MostRows)
            {
                break;
            }

            await copy.StartRowAsync(ct);
            await copy.WriteAsync(id, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(line.Line, NpgsqlDbType.Integer, ct);
            await copy.WriteAsync(line.Cells, NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
        }

        await copy.CompleteAsync(ct);
        return total;
    }

    // As it was last time; else where the oldest channel is.
    private static async Task<string?> Region(NpgsqlConnection db, long me)
    {
        var (last, number) = await db.QuerySingleAsync<(string?, string?)>(
            """
            select
              (select region from contact_imports where operator_id = @me and state <> 'mapping' order by id desc limit 1),
              (select display_address from channels where kind = 'whatsapp' order by id limit 1)
            """, new { me });
        return last ?? (number is null ? null : PhoneNumbers.Region(number) is { Length: 2 } region && PhoneNumbers.IsRegion(region) ? region : null);
    }
}
