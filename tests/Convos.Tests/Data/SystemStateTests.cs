using Convos.Data;
using Dapper;
using Npgsql;

namespace Convos.Tests;

/// <summary>How the installation does, as its database knows it.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class SystemStateTests : IAsyncLifetime
{
    private readonly TestDatabase test = new();

    public Task InitializeAsync() => test.InitializeAsync();

    public Task DisposeAsync() => test.DisposeAsync();

    [Fact]
    public async Task Queues_tell_how_many_wait_and_since_when()
    {
        var desk = await Desk.Open(test.Database);
        var ana = await desk.Operator();
        var (first, second) = (await desk.Held(ana), await desk.Held(ana));
        await desk.Replies(ana, first, "uno", Make.Noon);
        await desk.Replies(ana, second, "dos", Make.Noon);
        await Outbox.TryLater(test.Database, (await desk.Claim(Make.Noon))!, "wait", TimeSpan.FromHours(1), Make.Noon);
        await using var db = await test.Database.Open();
        await InboundEvents.Store(db, desk.Channel.Id, [1], Make.Noon.AddMinutes(-3));
        await InboundEvents.Store(db, desk.Channel.Id, [2], Make.Noon);

        var queue = (await SystemState.Read(db, Make.Noon)).Queue;

        Assert.Equal(new QueueState(2, Make.Noon.AddMinutes(-3), 1, Make.Noon, 1, 0, 0, 0, 0), queue);
    }

    [Fact]
    public async Task A_write_transaction_older_than_ten_seconds_is_seen_and_a_reading_or_young_one_is_not()
    {
        var desk = await Desk.Open(test.Database);
        await using var writing = await Begin("update inboxes set description = 'x' where id = @Inbox", desk);
        await using var reading = await Begin("select from inboxes where id = @Inbox", desk);
        await using var db = await test.Database.Open();
        var began = await db.QuerySingleAsync<DateTime>("select max(xact_start) from pg_stat_activity where application_name = 'slow writer' and backend_xid is not null");
        var database = await db.QuerySingleAsync<string>("select current_database()");

        var young = await Transactions(db, began.AddSeconds(9));
        var old = await Transactions(db, began.AddSeconds(11));

        Assert.Empty(young);
        Assert.Equal((database, "slow writer", "idle in transaction", began), (old.Single().Database, old.Single().Application, old.Single().State, old.Single().Since));

        async Task<List<LongTransaction>> Transactions(NpgsqlConnection of, DateTime now) =>
            [.. (await SystemState.Read(of, now)).Database.Transactions.Where(one => one.Database == database)];
    }

    [Fact]
    public async Task A_role_that_may_not_look_at_others_sessions_reads_the_rest_and_says_so()
    {
        var role = $"plain_{Guid.NewGuid():N}";
        await using var owner = await test.Database.Open();
        await owner.ExecuteAsync($"create role {role} login password 'x'; grant select on all tables in schema public to {role}");
        try
        {
            await owner.ExecuteAsync($"set role {role}");

            var state = await SystemState.Read(owner, Make.Noon);

            Assert.False(state.Database.SeesAll);
            Assert.True(state.Database.Bytes > 0);
            Assert.NotEmpty(state.Database.Tables);
            Assert.Matches(@"^\d+", state.Database.Version);
        }
        finally
        {
            await owner.ExecuteAsync($"reset role; drop owned by {role}; drop role {role}");
        }
    }

    [Fact]
    public async Task What_the_last_counter_check_found_is_remembered()
    {
        await using var db = await test.Database.Open();
        await Upkeep.Note(db, "counters", "operator 1: 2 counted, 1 held", Make.Noon);
        await Upkeep.Note(db, "counters", null, Make.Noon.AddHours(1));

        Assert.Equal([new UpkeepResult("counters", Make.Noon.AddHours(1), null)], (await SystemState.Read(db, Make.Noon)).Upkeep);
    }

    private async Task<NpgsqlConnection> Begin(string sql, Desk desk)
    {
        var db = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(test.ConnectionString) { ApplicationName = "slow writer", Pooling = false }.ConnectionString);
        await db.OpenAsync();
        await db.ExecuteAsync($"begin; {sql}", new { desk.Inbox });
        return db;
    }
}
