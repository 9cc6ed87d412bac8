using System.Diagnostics;
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

    // Under load something is committed every few milliseconds, and whoever looks sees all of it.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    private readonly HashSet<string> rung = [];
    private NpgsqlConnection? db;
    private long answered;

    /// <summary>At once after a silence, else together with what rings in the same moment. Answers which channels rang; none after a second.</summary>
    public async Task<IReadOnlySet<string>> Wait(CancellationToken ct)
    {
        rung.Clear();
        try
        {
            if (db is null)
            {
                db = await database.OpenSession(ct);
                db.Notification += (_, told) => rung.Add(told.Channel);
                await Say(db, string.Concat(channels.Select(channel => $"listen {channel};")), ct);
            }

            if (await db.WaitAsync(1000, ct))
            {
                if (Rest - Stopwatch.GetElapsedTime(answered) is { TotalMilliseconds: >= 1 } left)
                {
                    // What rings until then is answered together with this one.
                    await Task.Delay(left, ct);
                }

                // One wait takes one ring. All that rang meanwhile comes before the answer to any statement.
                await Say(db, "select", ct);
            }
        }
        catch (Exception lost) when (OutOfReach.Tells(lost))
        {
            await DisposeAsync();
            await OutOfReach.Breathe(log, lost, ct);
        }

        answered = Stopwatch.GetTimestamp();
        return rung;
    }

    private static async Task Say(NpgsqlConnection db, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, db);
        await command.ExecuteNonQueryAsync(ct);
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
