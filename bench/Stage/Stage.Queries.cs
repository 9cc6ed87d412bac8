namespace Convos.Bench;

// What a scenario asks the database beside the program.
public sealed partial class Stage
{
    public async Task<T> One<T>(string sql, object? parameters = null)
    {
        await using var db = await Database.Open();
        return await Dapper.SqlMapper.QuerySingleAsync<T>(db, sql, parameters, commandTimeout: 0);
    }

    public async Task<IReadOnlyList<T>> All<T>(string sql, object? parameters = null)
    {
        await using var db = await Database.Open();
        return [.. await Dapper.SqlMapper.QueryAsync<T>(db, sql, parameters, commandTimeout: 0)];
    }

    public async Task<Version> PostgresVersion()
    {
        await using var db = await Database.Open();
        return db.PostgreSqlVersion;
    }
}
