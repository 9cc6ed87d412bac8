using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>The process is killed in the middle of a batch of an import; the next one goes on by itself.</summary>
public sealed class KilledWhileImportingTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Two_thousand_rows_are_taken_in_once_each_whatever_was_half_done()
    {
        var lead = await Make.Operator(test.Database, Role.Admin, at: DateTime.UtcNow);
        var import = await Brought.Checked(test.Database, lead, Brought.Rows(2000));
        await ContactImports.Start(test.Database, lead, import.Id, DateTime.UtcNow);
        await ContactImports.Step(test.Database, DateTime.UtcNow, CancellationToken.None);
        await ContactImports.Step(test.Database, DateTime.UtcNow, CancellationToken.None);
        await using (var db = await test.Database.Open())
        {
            // Somebody takes long to make people: the third batch stands there with what it read, and is killed.
            await using var held = await db.BeginTransactionAsync();
            await db.ExecuteAsync("select pg_advisory_xact_lock(@NewPeople)", new { NewPeople = 0x636f6e74616374 });
            await using var killed = Start();
            await Until.True(Waits, "The third batch", TimeSpan.FromMinutes(2));
            killed.Kill();
            await killed.Ended();
            await held.CommitAsync();
        }

        var half = await Brought.Now(test.Database, lead, import.Id);
        Assert.Equal((ImportState.Running, 1000, 990, 10), (half.State, half.Done, half.Created, half.Faulty));
        Assert.Equal(990, await Contacts());
        await using var next = Start();
        await Until.True(async () => (await Brought.Now(test.Database, lead, import.Id)).Ended, "The end", TimeSpan.FromMinutes(2));

        var done = await Brought.Now(test.Database, lead, import.Id);
        Assert.Equal((ImportState.Done, 2000, 1980, 0, 0, 20), (done.State, done.Done, done.Created, done.Updated, done.Unchanged, done.Faulty));
        Assert.Equal(1980, await Contacts());
    }

    private RunningApp Start() => RunningApp.Start(
        ["--environment", "Development", "--urls", "http://127.0.0.1:0", "--Demo:Enabled", "false", "--ConnectionStrings:Convos", test.ConnectionString]);

    private Task<bool> Waits() => Make.One<bool>(test.Database,
        "select exists (select from pg_locks l join pg_database d on d.oid = l.database where l.locktype = 'advisory' and not l.granted and d.datname = current_database())");

    private Task<int> Contacts() => Make.One<int>(test.Database, "select count(distinct c.id)::int from contacts c join contact_aliases a on a.contact_id = c.id");
}
