using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Connections as the whole program opens them.</summary>
public sealed class DatabaseTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData("", true)]
    [InlineData(";Max Auto Prepare=0", false)]
    public async Task A_statement_that_comes_again_is_parsed_and_planned_no_more_unless_the_connection_string_says_otherwise(string more, bool prepared)
    {
        await using var database = new Database(test.Database.ConnectionString + more);
        await using var db = await database.Open();

        for (var time = 0; time < 4; time++)
        {
            await db.QueryAsync<long>("select id from operators where id = @id", new { id = 1L });
        }

        Assert.Equal(prepared, await db.QuerySingleAsync<bool>("select exists (select from pg_prepared_statements where statement like 'select id from operators%')"));
    }

    [Fact]
    public async Task What_a_session_was_told_ends_with_it()
    {
        int session;
        await using (var db = await test.Database.OpenSession())
        {
            session = await db.QuerySingleAsync<int>("select pg_backend_pid()");
            await db.ExecuteAsync("set plan_cache_mode = force_custom_plan; listen convos");
        }

        await using var next = await test.Database.OpenSession();
        Assert.Equal(session, await next.QuerySingleAsync<int>("select pg_backend_pid()"));
        Assert.Equal("auto", await next.QuerySingleAsync<string>("show plan_cache_mode"));
        Assert.Empty(await next.QueryAsync<string>("select pg_listening_channels()"));
    }
}
