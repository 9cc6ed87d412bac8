using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Ids taken before a set is inserted, so that its rows can name each other.</summary>
internal static class Ids
{
    public static async Task<long[]> Take(NpgsqlConnection db, string table, int count)
    {
        var ids = await db.QueryAsync<long>(
            "select nextval(pg_get_serial_sequence(@table, 'id')) from generate_series(1, @count)", new { table, count });
        return [.. ids.Order()];
    }
}
