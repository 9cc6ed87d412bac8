using Convos.Data;

namespace Convos.Tests;

/// <summary>A class's own copy of the migrated database: <c>IClassFixture&lt;TestDatabase&gt;</c>.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    public Database Database { get; private set; } = null!;

    public string ConnectionString => Database.ConnectionString;

    public async Task InitializeAsync() => Database = new Database(await TestPostgres.Create());

    public async Task DisposeAsync()
    {
        await Database.DisposeAsync();
        await TestPostgres.Drop(ConnectionString);
    }
}
