using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The installation's keys: every node reads the same, and a backup of the database holds them.</summary>
public static class DataProtectionKeys
{
    public static async Task<IReadOnlyList<string>> All(NpgsqlConnection db) =>
        (await db.QueryAsync<string>(
            """
            select xml
            from data_protection_keys
            order by name
            """)).AsList();

    public static Task Store(NpgsqlConnection db, string name, string xml) =>
        db.ExecuteAsync(
            """
            insert into data_protection_keys (name, xml)
            values (@name, @xml)
            on conflict (name) do update set xml = excluded.xml
            """, new { name, xml });
}
