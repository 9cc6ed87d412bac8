using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Rings when something was committed (NOTIFY), and in any case every second: a lost wake-up or a restart of PostgreSQL
/// costs a second, never an event.
/// </summary>
public sealed class Bell(Database database, ILogger log, params string[] channels) : IAsyncDisposable
{
    public const string Events = "convos";
    public const string Inbound = "convos_inbound";
    public const string Typing = "convos_typing";

    private NpgsqlConnection? db;

    public async Task Wait(CancellationToken ct)
    {
        try
        {
            db ??= await Listen(ct);
            await db.WaitAsync(1000, ct);
        }
        catch (Exception lost) when (OutOfReach.Tells(lost))
        {
            await DisposeAsync();
            await OutOfReach.Breathe(log, lost, ct);
        }
    }

    private async Task<NpgsqlConnection> Listen(CancellationToken ct)
    {
        var connection = await database.Open(ct);
        await using var listen = new NpgsqlCommand(string.Concat(channels.Select(channel => $"listen {channel};")), connection);
        await listen.ExecuteNonQueryAsync(ct);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (db is not null)
        {
            await db.DisposeAsync();
            db = null;
        }
    }
}
