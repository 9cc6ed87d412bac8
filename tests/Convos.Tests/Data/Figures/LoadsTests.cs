using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>How long people were there, and how much they held meanwhile, also where that is known only long afterwards.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class LoadsTests(TestDatabase test) : PresenceTest(test)
{
    // The server was down all night, and the figures come before the sweep.
    [Fact]
    public async Task Whoever_was_found_gone_in_the_morning_was_not_there_at_night()
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);
        await Roll(Now.AddHours(30));
        Assert.Equal(30 * 3600, (await Of(ana)).Online);

        await Sweep(Now.AddHours(30).AddSeconds(5));
        await Roll(Now.AddHours(30).AddMinutes(1));

        Assert.Equal(120, (await Of(ana)).Online);
        Assert.Single(await Tiers(Database));
    }

    [Fact]
    public async Task What_was_held_is_counted_also_where_the_log_was_told_late()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        await Roll(Now.AddMinutes(15));
        var (held, other) = (await desk.Held(ana, at: Now.AddMinutes(20)), await desk.Held(ana, at: Now.AddHours(1)));
        Assert.Null((await Tickets.Apply(Database, TicketMove.Close, ana, other.Id, Now.AddHours(2))).Refusal);
        await Run("delete from holdings where ticket_id = any(@tickets)", new { tickets = new[] { held.Id, other.Id } });
        await Roll(Now.AddHours(6));
        Assert.Equal(0, (await Of(ana.Id)).Occupied);

        await Run("insert into reckonings (ticket_id) select unnest(@tickets)", new { tickets = new[] { held.Id, other.Id } });
        await Facts.CatchUp(Database);
        await Roll(Now.AddHours(6));

        Assert.Equal(new Occupation(ana.Id, 6 * 3600, (6 * 3600) - 1200, (6 * 3600) - 1200 + 3600, 2), await Of(ana.Id));
    }

    // What ends after days is not looked at from its beginning.
    [Fact]
    public async Task Only_what_changed_is_summed_again()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana, at: Now.AddMinutes(20));
        await Roll(Now.AddDays(3));

        await Tickets.Apply(Database, TicketMove.Transfer, await Make.Operator(Database, Role.Admin), ticket.Id, Now.AddDays(3), toInbox: await Make.Inbox(Database));
        await Tickets.Apply(Database, TicketMove.Close, await Make.Operator(Database, Role.Admin), ticket.Id, Now.AddDays(3).AddMinutes(1));

        Assert.Equal(Now.AddDays(3), await Make.One<DateTime>(Database, "select min(at) from loads_due where at > @Noon", new { Noon = Now.AddMinutes(20) }));
    }

    [Fact]
    public async Task Whoever_comes_or_goes_does_not_wait_for_sums_and_is_in_the_next()
    {
        var ana = await Somebody();
        await Roll(Now.AddHours(1));
        await using var summing = await Database.OpenSession();
        await summing.ExecuteAsync("begin; select from installation for update; delete from loads_due");

        await Presences.Choose(Database, ana, available: true, Now.AddMinutes(5)).WaitAsync(TimeSpan.FromSeconds(20));
        await summing.ExecuteAsync("commit");
        await Roll(Now.AddHours(1));

        Assert.Equal(55 * 60, (await Of(ana)).Online);
    }

    private async Task Roll(DateTime now)
    {
        while (await Loads.Roll(Database, now))
        {
        }
    }

    // As far as it is summed.
    private async Task<Occupation> Of(long person)
    {
        var admin = await Make.Operator(Database, Role.Admin, online: false);
        await using var db = await Database.Open();
        var query = new ReportQuery(DateOnly.FromDateTime(Now), DateOnly.FromDateTime(Now).AddDays(1), "UTC", Operator: person);
        return (await Reports.Occupations(db, admin, query)).GetValueOrDefault(person) ?? new Occupation(person, 0, 0, 0, 0);
    }

    /// <summary>What each tier comes to; one where they agree.</summary>
    internal static async Task<IReadOnlyList<string>> Tiers(Database database)
    {
        await using var db = await database.Open();
        return (await db.QueryAsync<string>(
            """
            select distinct string_agg(format('%s %s %s %s %s', operator_id, online, occupied, load, peak), ', ' order by operator_id)
            from (
              select tier, operator_id, sum(online) online, sum(occupied) occupied, sum(load) load, max(peak) peak from load_rollups group by tier, operator_id) sums
            group by tier
            """)).AsList();
    }

    private async Task Run(string sql, object parameters)
    {
        await using var db = await Database.Open();
        await db.ExecuteAsync(sql, parameters);
    }
}
