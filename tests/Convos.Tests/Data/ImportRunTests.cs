using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Two thousand rows, by several at once, stopped and gone on with: each row counts once.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ImportRunTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Fact]
    public async Task Left_half_way_it_goes_on_from_there_and_every_row_counts_once()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var looked = await Brought.Checked(Database, lead, Brought.Rows(2000));
        await ContactImports.Start(Database, lead, looked.Id, Make.Noon);

        await ContactImports.Step(Database, Make.Noon, CancellationToken.None);
        await ContactImports.Step(Database, Make.Noon, CancellationToken.None);
        var half = await Brought.Now(Database, lead, looked.Id);
        var (halfway, _) = await Written(0, 2000);
        await Brought.Work(Database);

        Assert.Equal((ImportState.Running, 1000, 990, 10), (half.State, half.Done, half.Created, half.Faulty));
        Assert.Equal(990, halfway);
        await Exact(lead, looked.Id, 0);
    }

    [Fact]
    public async Task Several_who_want_to_at_once_take_turns_and_no_row_is_taken_in_twice()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var looked = await Brought.Checked(Database, lead, Brought.Rows(2000, from: 10_000));
        await ContactImports.Start(Database, lead, looked.Id, Make.Noon);

        await Until.True(async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Brought.Work(Database)));
            return (await Brought.Now(Database, lead, looked.Id)).Ended;
        });

        await Exact(lead, looked.Id, 10_000);
    }

    [Fact]
    public async Task A_batch_that_never_ends_well_is_given_up_and_tells_of_it()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var looked = await Brought.Checked(Database, lead, Brought.Rows(20, from: 20_000));
        await ContactImports.Start(Database, lead, looked.Id, Make.Noon);
        await using var db = await Database.Open();
        await db.ExecuteAsync("update contact_imports set tries = @MostTries where id = @Id", new { ContactImports.MostTries, looked.Id });

        await Brought.Work(Database);

        var failed = await Brought.Now(Database, lead, looked.Id);
        Assert.Equal((ImportState.Failed, 0), (failed.State, failed.Done));
        Assert.Equal(1, await db.QuerySingleAsync<int>("select count(*)::int from audit where action = 'imported' and actor_id = @Id", new { lead.Id }));
    }

    [Fact]
    public async Task Stopped_between_two_batches_it_takes_in_no_further_row_and_what_was_stays()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var looked = await Brought.Checked(Database, lead, Brought.Rows(1200, from: 30_000));
        await ContactImports.Start(Database, lead, looked.Id, Make.Noon);
        await ContactImports.Step(Database, Make.Noon, CancellationToken.None);

        Assert.True(await ContactImports.Cancel(Database, lead, looked.Id, Make.Noon));
        Assert.False(await ContactImports.Cancel(Database, lead, looked.Id, Make.Noon));
        await Brought.Work(Database);

        var stopped = await Brought.Now(Database, lead, looked.Id);
        Assert.Equal((ImportState.Cancelled, 500, 495), (stopped.State, stopped.Done, stopped.Created));
        Assert.Equal(495, (await Written(30_000, 1200)).Contacts);
    }

    [Fact]
    public async Task Columns_can_be_chosen_anew_after_a_look_and_what_it_found_is_forgotten()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var looked = await Brought.Checked(Database, lead, Brought.Rows(200, from: 40_000));

        Assert.True(await ContactImports.Remap(Database, lead, looked.Id, Make.Noon));
        var chosen = await Brought.Now(Database, lead, looked.Id);
        Assert.False(await ContactImports.Start(Database, lead, looked.Id, Make.Noon));
        await ContactImports.Check(Database, lead, looked.Id, new([ImportColumns.Name, ImportColumns.None, ImportColumns.Email], null, null, KnownContacts.Update, MakesTags: false), Make.Noon);
        await Brought.Work(Database);

        var again = await Brought.Now(Database, lead, looked.Id);
        Assert.Equal((ImportState.Mapping, 0), (chosen.State, chosen.Done));
        Assert.Equal((ImportState.Checked, 200, 0), (again.State, again.Created, again.Faulty));
    }

    [Fact]
    public async Task Customers_who_write_while_their_rows_are_taken_in_are_made_once_whoever_is_first()
    {
        var desk = await Desk.Open(Database);
        var lead = await Make.Operator(Database, Role.Admin);
        var looked = await Brought.Checked(Database, lead, Brought.Rows(1000, from: 50_000));
        await ContactImports.Start(Database, lead, looked.Id, Make.Noon);
        var numbers = Enumerable.Range(50_000, 1000).Where(row => row % 10 == 0).Select(row => $"+549114{row:D7}").ToList();

        await Task.WhenAll(
            Brought.Work(Database),
            Task.Run(async () =>
            {
                foreach (var number in numbers)
                {
                    await Make.Arrives(Database, desk.Channel, Make.Noon, Make.Text(number, "hola"));
                }
            }));
        await Brought.Work(Database);

        var done = await Brought.Now(Database, lead, looked.Id);
        Assert.Equal((ImportState.Done, 990, 10), (done.State, done.Created + done.Updated, done.Faulty));
        Assert.Equal((990, 990), await Written(50_000, 1000));
        Assert.Equal(100, await Make.One<int>(Database, "select count(*)::int from threads where channel_id = @Id", new { desk.Channel.Id }));
    }

    [Fact]
    public async Task A_thousand_contacts_at_once_are_nothing_to_a_page_that_shows_tickets()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        await using var db = await Database.Open();
        var before = await db.QuerySingleAsync<long>("select coalesce(max(id), 0) from events");

        await Brought.Imported(Database, lead, Brought.Rows(1000, from: 60_000));

        Assert.Equal(0, await db.QuerySingleAsync<int>("select count(*)::int from events where id > @before and (ticket_id is not null or message_id is not null or operator_id is not null)", new { before }));
        Assert.Equal(990, await db.QuerySingleAsync<int>("select count(*)::int from events where id > @before and kind = 'contact_created'", new { before }));
    }

    private async Task Exact(Viewer lead, long import, int from)
    {
        var done = await Brought.Now(Database, lead, import);
        Assert.Equal((ImportState.Done, 2000, 1980, 0, 0, 20), (done.State, done.Done, done.Created, done.Updated, done.Unchanged, done.Faulty));
        Assert.Equal((1980, 1980), await Written(from, 2000));
        Assert.Equal(20, (await Brought.Faults(Database, done)).Count);
    }

    /// <summary>Contacts of these rows, and those of them with their number.</summary>
    private Task<(int Contacts, int Numbers)> Written(int from, int count) =>
        Make.One<(int, int)>(Database,
            """
            select count(distinct c.id)::int, count(distinct a.value)::int
            from contacts c left join contact_aliases a on a.contact_id = c.id and a.kind = 'phone'
            where c.email = any(@emails)
            """, new { emails = Enumerable.Range(from, count).Select(row => $"cliente{row}@example.org").ToArray() });
}
