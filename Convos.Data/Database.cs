using System.Data;
using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Opens connections and runs transactions; teaches Dapper our names. One per process.</summary>
public sealed class Database(string connectionString) : IAsyncDisposable
{
    static Database()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.Settings.PreferTypeHandlersForEnums = true;
        EnumNames.Register();
        SqlMapper.AddTypeHandler(new BigintArray());
    }

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "convos" }.ConnectionString);

    public string ConnectionString { get; } = connectionString;

    /// <summary>For reads and moves of a single statement.</summary>
    public ValueTask<NpgsqlConnection> Open(CancellationToken ct = default) => source.OpenConnectionAsync(ct);

    /// <summary>For steps of several statements: commits when <paramref name="work"/> returns, rolls back when it throws.</summary>
    public async Task<T> InTransaction<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken ct = default)
    {
        await using var db = await Open(ct);
        await using var transaction = await db.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        var result = await work(db);
        await transaction.CommitAsync(ct);
        return result;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    // Npgsql announces every array as System.Array, which matches no constructor.
    private sealed class BigintArray : SqlMapper.TypeHandler<long[]>
    {
        public override long[] Parse(object value) => (long[])value;

        public override void SetValue(IDbDataParameter parameter, long[]? value) => parameter.Value = value;
    }
}
