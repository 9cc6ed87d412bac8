using Convos.Data;
using Microsoft.Extensions.Logging.Abstractions;

namespace Convos.Tests;

/// <summary>A server of the class's own, with an empty database of the newest schema: it may be stopped without anybody else noticing.</summary>
public sealed class OwnPostgres : IAsyncLifetime, IDisposable
{
    private readonly TestFolder folder = new();

    public EmbeddedPostgres Server { get; private set; } = null!;

    public Database Database { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await EmbeddedPostgres.Start(folder["data"], NullLogger.Instance, new() { ForTests = true });
        await Migrations.Apply($"{Server.ConnectionString};Pooling=false", NullLogger.Instance);
        Database = new Database(Server.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await Database.DisposeAsync();
        await Server.DisposeAsync();
    }

    public void Dispose() => folder.Dispose();
}
