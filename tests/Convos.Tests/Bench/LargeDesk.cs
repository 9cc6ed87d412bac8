using Convos.Bench;
using Convos.Data;
using Convos.Web;
using Dapper;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Convos.Tests;

/// <summary>The program on a generated desk of 20,000 tickets, where every statement that it runs tells its plan.</summary>
public sealed class LargeDesk : IAsyncLifetime
{
    public Plans Plans { get; } = new();

    public List<string> BrokenReferences { get; } = [];

    public Database Database { get; private set; } = null!;

    public TestApp App { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var desk = await TestPostgres.Create();
        await Generator.Fill(desk, Scale.Medium, DateTime.UtcNow);
        await CheckReferences(desk);
        await Plans.AskFor(desk);
        Database = new Database(desk, source => source.UseLoggerFactory(Plans.Log));
        App = await TestApp.On(Database);
        // What the clock starts once an hour reads whole tables, and would be heard in place of what is looked at.
        var jobs = App.Services.GetRequiredService<IRecurringJobManager>();
        foreach (var hourly in new[] { "counters", "prune", "queue-snapshots" })
        {
            jobs.RemoveIfExists(hourly);
        }

        for (var channel = 0; channel < Scale.Medium.Inboxes; channel++)
        {
            var name = Staff.ChannelName(channel);
            App.Graph.Graph.Connect(new FakeNumber(
                Staff.Account(channel), "15550000001", Staff.AccessToken, Staff.AppSecret, () => new Uri(App.Address, $"/webhooks/whatsapp/{name}")));
        }

        App.Graph.Graph.LastInbound = (_, _) => Task.FromResult<DateTime?>(DateTime.UtcNow);
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Database.DisposeAsync();
        await TestPostgres.Drop(Database.ConnectionString);
    }

    public Task<Session> SignedIn(string email) => Session.SignedIn(App, email, Staff.Password);

    public Task<T> One<T>(string sql, object? parameters = null) => Make.One<T>(Database, sql, parameters);

    /// <summary>The customer of an open ticket, who can write by webhook.</summary>
    public Task<Customer> Customer(long ticket) => One<Customer>(
        """
        select th.address phone, c.name, ch.account_id account, ch.name channel
        from tickets t
        join threads th on th.id = t.thread_id
        join contacts c on c.id = th.contact_id
        join channels ch on ch.id = th.channel_id
        where t.id = @ticket
        """, new { ticket });

    // All foreign keys are checked again: the desk was written without them.
    private async Task CheckReferences(string desk)
    {
        await using var db = new NpgsqlConnection($"{desk};Pooling=false");
        await db.OpenAsync();
        var references = await db.QueryAsync<(string Table, string Name, string Definition)>(
            "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace");
        foreach (var (table, name, definition) in references)
        {
            try
            {
                await db.ExecuteAsync($"begin; alter table {table} drop constraint {name}, add constraint {name} {definition}; rollback");
            }
            catch (PostgresException broken)
            {
                BrokenReferences.Add(broken.MessageText);
                await db.ExecuteAsync("rollback");
            }
        }
    }
}
