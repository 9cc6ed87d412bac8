using Convos.Bench;
using Convos.Data;
using Convos.Workers;
using Dapper;
using Xunit.Abstractions;

namespace Convos.Tests;

/// <summary>What an operator and a customer do all day reads large tables by their indexes, at 20,000 tickets as at any number.</summary>
public sealed class PlanTests(LargeDesk desk, ITestOutputHelper output) : IClassFixture<LargeDesk>
{
    private static readonly HashSet<string> Large =
        ["contacts", "contact_aliases", "threads", "conversations", "tickets", "messages", "message_sends", "events", "ticket_reads", "inbound_events"];

    [Fact]
    public void The_generated_desk_obeys_every_reference() => Assert.Empty(desk.BrokenReferences);

    [Theory]
    [InlineData("/inbox/mine", "tickets_mine")]
    [InlineData("/inbox/unassigned", "tickets_unassigned")]
    [InlineData("/inbox/all", "tickets_open")]
    public async Task A_list_is_read_in_the_order_of_its_index_first_page_and_further_down(string list, string index)
    {
        using var session = await desk.SignedIn(Staff.Email(0));

        var first = await desk.Plans.Of(() => session.Get(list));
        var more = (await session.Get(list)).Document.QuerySelector("#more")!.GetAttribute("hx-get")!;
        var next = await desk.Plans.Of(() => session.Get(more));

        Uses(first, "limit", index);
        Uses(next, "limit", index);
        Uses(first, "group by inbox_id", "tickets_unassigned");
        Uses(first, "unread_messages", "messages_unread");
        ReadsNothingWhole(first, next);
    }

    [Fact]
    public async Task The_figures_of_en_vivo_are_counted_from_an_index_of_what_is_open_alone()
    {
        using var session = await desk.SignedIn(Staff.Admin);

        var board = await desk.Plans.Of(() => session.Get("/supervision"));

        Uses(board, "count(t.awaiting_since)", "tickets_open");
        Uses(board, "coalesce(t.awaiting_since, 'infinity')", "tickets_waiting");
        ReadsNothingWhole(board);
    }

    [Fact]
    public async Task A_chat_is_read_by_its_thread_whoever_looks_at_it()
    {
        using var session = await desk.SignedIn(Staff.Admin);
        var ticket = await desk.One<long>("select thread_id from messages group by thread_id order by count(*) desc limit 1");
        var open = await desk.One<long>("select id from tickets where thread_id = @ticket order by id desc limit 1", new { ticket });

        var opened = await desk.Plans.Of(() => session.Get($"/inbox/all/{open}"));
        var older = (await session.Get($"/inbox/all/{open}")).Document.QuerySelector(".more[id^=older]")!.GetAttribute("hx-get")!;
        var back = await desk.Plans.Of(() => session.Get(older, htmx: true));

        Uses(opened, "from messages m", "messages_thread");
        Uses(back, "from messages m", "messages_thread");
        Uses(opened, "cross join lateral", "events_happenings");
        Uses(back, "cross join lateral", "events_happenings");
        Uses(opened, "t.contact_id =", "tickets_contact");
        ReadsNothingWhole(opened, back);
    }

    [Fact]
    public async Task A_customer_is_found_by_part_of_a_name_and_without_one_those_who_wrote_last()
    {
        using var session = await desk.SignedIn(Staff.Admin);

        var named = await desk.Plans.Of(() => session.Get("/inbox/new?q=Antonella Benítez"));
        var latest = await desk.Plans.Of(() => session.Get("/inbox/new"));

        Uses(named, "words like", "contacts_words");
        Uses(latest, "limit 2000", "messages_pkey");
        ReadsNothingWhole(latest);
    }

    [Fact]
    public async Task What_happened_with_a_contact_and_who_wrote_until_a_day_is_read_in_the_order_of_an_index()
    {
        using var session = await desk.SignedIn(Staff.Admin);
        var contact = await desk.One<long>("select contact_id from events where kept and contact_id is not null group by contact_id order by count(*) desc limit 1");
        await using var db = await desk.Database.Open();
        await db.ExecuteAsync(
            "insert into events (at, kind, contact_id) select @now - place * interval '1 minute', 'contact_edited', @contact from generate_series(1, 5000) place; analyze events",
            new { contact, now = DateTime.UtcNow });

        var feed = await desk.Plans.Of(() => session.Get($"/contacts/{contact}/activity"));
        var more = (await session.Get($"/contacts/{contact}/activity")).Document.QuerySelector("#more-activity")!.GetAttribute("hx-get")!;
        var next = await desk.Plans.Of(() => session.Get(more, htmx: true));
        var until = await desk.Plans.Of(() => session.Get("/contacts?to=2020-01-01"));

        Uses(feed, "e.kind = any", "events_feed");
        Uses(next, "e.kind = any", "events_feed");
        Uses(until, "order by th.last_inbound_at desc", "threads_inbound");
        ReadsNothingWhole(feed, next);
    }

    [Fact]
    public async Task What_an_operator_does_finds_its_ticket_by_its_key()
    {
        using var session = await desk.SignedIn(Staff.Email(0));
        await session.Get("/inbox/mine");
        await session.Post("/presence?handler=choose&available=true");
        var ticket = await Answerable();

        var done = await desk.Plans.Of(async () =>
        {
            await session.Htmx($"/inbox/mine/{ticket}?handler=reply", ("body", "Enseguida"), ("clientKey", Guid.NewGuid().ToString()));
            await session.Htmx($"/inbox/mine/{ticket}?handler=note", ("body", "Ojo"), ("clientKey", Guid.NewGuid().ToString()));
            await session.Htmx($"/inbox/mine/{ticket}?handler=read");
            await session.Htmx($"/inbox/mine/{ticket}/close");
            await session.Htmx($"/inbox/mine/{ticket}?handler=undo");
            await session.Htmx($"/inbox/mine/{ticket}/close");
            await session.Htmx($"/inbox/mine/{ticket}?handler=reopen");
            await session.Htmx($"/inbox/mine/{ticket}?handler=release");
            await session.Htmx($"/inbox/mine/{ticket}?handler=take");
            await session.Get("/inbox/new");
        });

        Assert.Equal("assigned", await desk.One<string>("select status from tickets where id = @ticket", new { ticket }));
        Assert.Contains(done, statement => statement.Sql.Contains("'replied'", StringComparison.Ordinal));
        Assert.Contains(done, statement => statement.Sql.Contains("'noted'", StringComparison.Ordinal));
        ReadsNothingWhole(done);
    }

    [Fact]
    public async Task A_reply_leaves_and_its_ticks_come_back_by_the_indexes_of_the_outbox()
    {
        using var session = await desk.SignedIn(Staff.Email(0));
        await session.Get("/inbox/mine");
        await session.Post("/presence?handler=choose&available=true");
        var ticket = await Answerable();
        var key = Guid.NewGuid();

        var sent = await desk.Plans.Of(async () =>
        {
            await session.Htmx($"/inbox/mine/{ticket}?handler=reply", ("body", "Sale hoy"), ("clientKey", key.ToString()));
            await Until.True(async () => await desk.One<bool>("select delivery = 'delivered' from messages where client_key = @key", new { key }));
        });
        var settled = await desk.Plans.Of(() => new SettleDeliveries(desk.Database, TimeProvider.System).Run(default));

        Uses(sent, "for update skip locked", "message_sends_due");
        ReadsNothingWhole(sent, settled);
    }

    [Fact]
    public async Task Webhooks_find_whom_and_what_they_concern_by_key()
    {
        var open = await desk.One<long>("select id from tickets where status = 'queued' order by id limit 1");
        var customer = await desk.Customer(open);
        var stranger = customer with { Phone = "+5493415550199" };
        using var meta = new Meta(() => desk.App.Address);
        Letter[] letters = [.. Enumerable.Range(0, 50).Select(number => Meta.Letter(number % 10 == 9 ? stranger : customer, "¿Hay novedades?"))];

        var taken = await desk.Plans.Of(async () =>
        {
            await meta.Post(letters);
            await Until.True(async () => letters.Length == await desk.One<int>(
                "select count(*)::int from messages where external_id = any(@ids)", new { ids = letters.Select(letter => letter.Id).ToArray() }));
        });

        Uses(taken, "select external_id from messages", "messages_channel_id_external_id_key");
        Uses(taken, "join contact_aliases", "contact_aliases_pkey");
        ReadsNothingWhole(taken);
    }

    [Fact]
    public async Task A_stream_follows_the_log_by_transaction_and_loads_what_it_shows_by_key()
    {
        using var session = await desk.SignedIn(Staff.Admin);
        var open = await desk.One<long>("select id from tickets where status = 'queued' order by id desc limit 1");
        var customer = await desk.Customer(open);
        using var meta = new Meta(() => desk.App.Address);

        var streamed = await desk.Plans.Of(async () =>
        {
            await using var stream = await LiveStream.Of(session, "/inbox/all");
            await stream.Signal("hello");
            await meta.Post([Meta.Letter(customer, "Una marca que se reconoce")]);
            await stream.Next(item => item.Data.Contains("Una marca que se reconoce", StringComparison.Ordinal));
        });

        Uses(streamed, "order by events.xid", "events_xid");
        Uses(streamed, "t(id, person)", "messages_unread");
        ReadsNothingWhole(streamed);
    }

    // Of the operator whose inbox the tests look at, with a customer who has just written.
    private async Task<long> Answerable()
    {
        var ticket = await desk.One<long>(
            "select t.id from tickets t join operators o on o.id = t.operator_id where o.email = @email and t.status = 'assigned' order by t.id limit 1", new { email = Staff.Email(0) });
        using var meta = new Meta(() => desk.App.Address);
        var letter = Meta.Letter(await desk.Customer(ticket), "Hola");
        await meta.Post([letter]);
        await Until.True(async () => await desk.One<bool>("select exists (select from messages where external_id = @id)", new { id = letter.Id }));
        return ticket;
    }

    private void Uses(IReadOnlyList<PlannedStatement> run, string part, string index)
    {
        var concerned = run.Where(statement => statement.Sql.Contains(part, StringComparison.Ordinal)).ToList();
        output.WriteLine(string.Join('\n', concerned));

        Assert.NotEmpty(concerned);
        Assert.Contains(concerned, statement => statement.Steps.Any(step => step.Index == index));
    }

    private static void ReadsNothingWhole(params IReadOnlyList<PlannedStatement>[] runs)
    {
        Assert.All(runs, Assert.NotEmpty);
        var whole = runs.SelectMany(run => run).Where(statement => statement.Steps.Any(step => step.Kind == "Seq Scan" && Large.Contains(step.Table!))).ToList();
        Assert.True(whole.Count == 0, string.Join("\n\n", whole));
    }
}
