using System.Diagnostics;
using Convos.Data;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;

namespace Convos.Tests;

/// <summary>Whoever waits for the bell hears what rang, and many rings as one.</summary>
public sealed class BellTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task It_tells_what_rang_and_nothing_after_a_second_of_silence()
    {
        await using var bell = new Bell(test.Database, NullLogger.Instance, Bell.Inbound, Bell.Typing);
        Assert.Empty(await bell.Wait(CancellationToken.None));

        await Ring(Bell.Typing);
        Assert.Equal([Bell.Typing], await Heard(bell));

        await Ring(Bell.Inbound);
        Assert.Equal([Bell.Inbound], await Heard(bell));
        Assert.Empty(await bell.Wait(CancellationToken.None));
    }

    [Fact]
    public async Task Under_load_it_is_answered_some_fifty_times_a_second_and_the_last_ring_is_not_lost()
    {
        await using var bell = new Bell(test.Database, NullLogger.Instance, Bell.Inbound, Bell.Typing);
        await bell.Wait(CancellationToken.None);
        var watch = Stopwatch.StartNew();
        var ringing = Task.Run(async () =>
        {
            for (var n = 0; n < 300; n++)
            {
                await Ring(Bell.Inbound);
            }

            await Ring(Bell.Typing);
        });

        var answers = 0;
        for (var last = false; !last; answers++)
        {
            last = (await bell.Wait(CancellationToken.None)).Contains(Bell.Typing);
        }

        await ringing;
        Assert.InRange(answers, 1, 2 + (int)(watch.ElapsedMilliseconds / 20));
    }

    [Fact]
    public async Task What_rang_while_somebody_was_busy_is_answered_once()
    {
        await using var bell = new Bell(test.Database, NullLogger.Instance, Bell.Inbound, Bell.Typing);
        await bell.Wait(CancellationToken.None);
        for (var n = 0; n < 30; n++)
        {
            await Ring(n % 2 == 0 ? Bell.Inbound : Bell.Typing);
        }

        // Longer than any rest, and than a busy machine takes to bring them.
        await Task.Delay(1000);

        Assert.Equal([Bell.Inbound, Bell.Typing], (await bell.Wait(CancellationToken.None)).Order());
        Assert.Empty(await bell.Wait(CancellationToken.None));
    }

    // A busy machine may take longer than the second of silence to bring it.
    private static async Task<IReadOnlyCollection<string>> Heard(Bell bell)
    {
        IReadOnlyCollection<string> heard = [];
        await Until.True(async () => (heard = await bell.Wait(CancellationToken.None)).Count > 0, "The ring");
        return heard;
    }

    private async Task Ring(string channel)
    {
        await using var db = await test.Database.Open();
        await db.ExecuteAsync("select pg_notify(@channel, '')", new { channel });
    }
}
