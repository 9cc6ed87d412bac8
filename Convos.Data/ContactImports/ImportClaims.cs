using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The numbers and e-mails that earlier rows of the file have: the first row that can be taken in keeps them.</summary>
internal sealed class ImportClaims
{
    private readonly Dictionary<string, int> taken;
    private readonly Dictionary<string, int> fresh = [];

    private ImportClaims(Dictionary<string, int> taken) => this.taken = taken;

    public static async Task<ImportClaims> Read(NpgsqlConnection db, long import, IEnumerable<ImportedRow> rows)
    {
        var found = await db.QueryAsync<(string Key, int Line)>(
            "select key, line from contact_import_keys where import_id = @import and key = any(@keys)",
            new { import, keys = rows.SelectMany(row => row.Keys).Distinct().ToArray() });
        return new(found.ToDictionary(one => one.Key, one => one.Line));
    }

    /// <summary>An e-mail may be of several who have numbers; without a number it is all that tells who a row is.</summary>
    public void Check(ImportedRow row)
    {
        foreach (var (canonical, number) in row.Canonicals.Zip(row.Phones))
        {
            if (taken.TryGetValue(canonical, out var line))
            {
                row.Fault(RowFault.RepeatedPhone, value: number, otherLine: line);
            }
        }

        if (row is { Phones: [], Email: { } email } && taken.TryGetValue(row.Mailbox, out var other))
        {
            row.Fault(RowFault.RepeatedEmail, value: email, otherLine: other);
        }
    }

    public void Claim(ImportedRow row)
    {
        foreach (var key in row.Keys.Where(key => taken.TryAdd(key, row.Line)))
        {
            fresh.Add(key, row.Line);
        }
    }

    public Task Keep(NpgsqlConnection db, long import) =>
        fresh.Count == 0 ? Task.CompletedTask : db.ExecuteAsync(
            "insert into contact_import_keys (import_id, key, line) select @import, key, line from unnest(@keys, @lines) n(key, line)",
            new { import, keys = fresh.Keys.ToArray(), lines = fresh.Values.ToArray() });
}
