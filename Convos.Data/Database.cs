using System.Collections.Concurrent;
using System.Data;
using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Opens connections and runs transactions; teaches Dapper our names. One per process.</summary>
/// <param name="connectionString">Of a PostgreSQL that is migrated.</param>
/// <param name="more">For whoever wants to see what passes: the logs and traces of the driver.</param>
public sealed class Database(string connectionString, Action<NpgsqlDataSourceBuilder>? more = null) : IAsyncDisposable
{
    private const int Attempts = 4;

    // Beside all that Open may open. A handful listen; the others are lists of tickets, one each.
    private const int MostSessions = 25;

    static Database()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.Settings.PreferTypeHandlersForEnums = true;
        EnumNames.Register();
        SqlMapper.AddTypeHandler(new TagSet.Handler());
        SqlMapper.AddTypeHandler(new Attachment.Handler());
        SqlMapper.AddTypeHandler(new Array<long>());
        SqlMapper.AddTypeHandler(new Array<string>());
    }

    private readonly NpgsqlDataSource source = Source(connectionString, more, reset: false);
    private readonly NpgsqlDataSource sessions = Source(connectionString, more, reset: true);

    public string ConnectionString { get; } = connectionString;

    /// <summary>Opening hours by schedule and version, which never change.</summary>
    internal ConcurrentDictionary<(long, int), OpeningHours?> Hours { get; } = new();

    /// <summary>For reads and moves of a single statement. Its session is left as it was found; see <see cref="OpenSession"/>.</summary>
    public ValueTask<NpgsqlConnection> Open(CancellationToken ct = default) => source.OpenConnectionAsync(ct);

    /// <summary>For whoever listens, or sets something for all that follows: what they did to the session ends with it.</summary>
    public ValueTask<NpgsqlConnection> OpenSession(CancellationToken ct = default) => sessions.OpenConnectionAsync(ct);

    /// <summary>
    /// For steps of several statements, and for whatever moves a ticket, since the facts of what was written are written here: commits when
    /// <paramref name="work"/> returns, rolls back when it throws. Work that PostgreSQL sacrificed to end a deadlock is done again, so it
    /// must keep nothing outside the database.
    /// </summary>
    public Task<T> InTransaction<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken ct = default) => InTransaction(work, _ => true, ct);

    /// <summary>The same, and a result that does not <paramref name="stand"/> is rolled back too.</summary>
    public async Task<T> InTransaction<T>(Func<NpgsqlConnection, Task<T>> work, Func<T, bool> stand, CancellationToken ct = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Once(work, stand, ct);
            }
            catch (PostgresException victim) when (victim.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < Attempts)
            {
                // Rolled back whole; whoever won has what it waited for.
            }
        }
    }

    private async Task<T> Once<T>(Func<NpgsqlConnection, Task<T>> work, Func<T, bool> stand, CancellationToken ct)
    {
        await using var db = await Open(ct);
        await using var transaction = await db.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        var result = await work(db);
        if (stand(result))
        {
            await Facts.Follow(db, Hours);
            await transaction.CommitAsync(ct);
        }

        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await sessions.DisposeAsync();
    }

    private static NpgsqlDataSource Source(string connectionString, Action<NpgsqlDataSourceBuilder>? more, bool reset)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString)
        {
            // An error's detail repeats the row that broke the rule, and errors are logged.
            ConnectionStringBuilder = { ApplicationName = "convos", IncludeErrorDetail = false },
        };
        if (reset)
        {
            builder.ConnectionStringBuilder.MaxPoolSize = Math.Min(builder.ConnectionStringBuilder.MaxPoolSize, MostSessions);
        }
        else
        {
            // Else seven statements, at each opening, undo what nobody has done.
            builder.ConnectionStringBuilder.NoResetOnClose = true;
        }

        // Not ContainsKey, which holds of every word that a connection string may have.
        if (!builder.ConnectionStringBuilder.ShouldSerialize("Max Auto Prepare"))
        {
            // Parsing and planning cost more than most of our statements themselves.
            builder.ConnectionStringBuilder.MaxAutoPrepare = 200;
            builder.ConnectionStringBuilder.AutoPrepareMinUsages = 3;
        }

        more?.Invoke(builder);
        return builder.Build();
    }

    // Npgsql announces every array as System.Array, which matches no constructor.
    private sealed class Array<T> : SqlMapper.TypeHandler<T[]>
    {
        public override T[] Parse(object value) => (T[])value;

        public override void SetValue(IDbDataParameter parameter, T[]? value) => parameter.Value = value;
    }
}
