using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dapper;
using Microsoft.Extensions.Logging;

namespace Convos.Data;

/// <summary>
/// What the nodes tell each other and nobody keeps (NOTIFY with its payload). What is said while a node is away from the database
/// is lost to it, so it must be true for seconds only.
/// </summary>
public sealed class Whispers(Database database, string channel, ILogger log)
{
    /// <summary>Who has which chat open, and who writes in it.</summary>
    public const string Company = "convos_company";

    /// <summary>PostgreSQL takes less than 8,000 bytes.</summary>
    public const int LongestBytes = 7900;

    public async Task Say(string payload, CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        await db.ExecuteAsync("select pg_notify(@channel, @payload)", new { channel, payload });
    }

    /// <summary>For ever; its own words, too.</summary>
    public async IAsyncEnumerable<string> Hear([EnumeratorCancellation] CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var heard = System.Threading.Channels.Channel.CreateUnbounded<string>();
            var listening = Listen(heard.Writer, ct);
            await foreach (var payload in heard.Reader.ReadAllAsync(ct))
            {
                yield return payload;
            }

            await listening;
        }
    }

    private async Task Listen(ChannelWriter<string> heard, CancellationToken ct)
    {
        try
        {
            await using var db = await database.OpenSession(ct);
            db.Notification += (_, told) => heard.TryWrite(told.Payload);
            await db.ExecuteAsync($"listen {channel}");
            while (true)
            {
                // A far end that has silently gone shows by no word of its own.
                if (!await db.WaitAsync(10_000, ct))
                {
                    await db.ExecuteAsync("select 1");
                }
            }
        }
        catch (Exception lost) when (OutOfReach.Tells(lost))
        {
            await OutOfReach.Breathe(log, lost, ct);
        }
        finally
        {
            heard.TryComplete();
        }
    }
}
