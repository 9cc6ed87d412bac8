using Convos.Data;
using Convos.Workers;
using Dapper;

namespace Convos.Tests;

/// <summary>Sums are made by turns of the clock, of what had changed by then.</summary>
public sealed class SumFiguresTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task What_changes_while_they_are_made_waits_for_the_next_turn()
    {
        await using var db = await test.Database.Open();
        // A desk at work: whenever something has been summed, something else has changed.
        await db.ExecuteAsync(
            """
            create function work_goes_on() returns trigger language plpgsql as
            $$
            begin
              insert into rollups_due (at, inbox_id, operator_id) values ('2026-03-02 12:00Z', 1, 0);
              return null;
            end
            $$;
            create trigger work_goes_on after delete on rollups_due for each statement execute function work_goes_on();
            insert into rollups_due (at, inbox_id, operator_id) values ('2026-03-02 12:00Z', 1, 0)
            """);

        await new SumFigures(test.Database, TimeProvider.System).Run(CancellationToken.None).WaitAsync(Until.Patience);

        Assert.Equal(1, await Rollups.Waiting(db));
    }

    [Fact]
    public async Task A_cell_that_changed_twice_counts_twice_so_that_a_long_queue_is_told_from_its_end()
    {
        await using var db = await test.Database.Open();
        await db.ExecuteAsync("insert into rollups_due (at, inbox_id, operator_id) select '2026-03-02 12:00Z', 1, 0 from generate_series(1, 5)");

        Assert.Equal(4, await Rollups.Roll(test.Database, most: 4));
    }
}
