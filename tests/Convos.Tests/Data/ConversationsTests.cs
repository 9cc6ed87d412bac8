using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>The list of conversations: each condition finds its own, all add up, whoever asks sees theirs, and page by page everything is there once.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ConversationsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task Each_condition_finds_its_own_and_they_add_up()
    {
        var (desk, other) = (await Desk.Open(Database), await Desk.Open(Database));
        var admin = await Make.Operator(Database, Role.Admin);
        var (rosa, phone) = (Desk.Phone(), Desk.Phone());
        await desk.Arrives(Noon, Make.Text(rosa, "hola", Noon), Make.Text(phone, "por el aviso", Noon.AddMinutes(1)) with { Referral = new(ConversationSource.Ad, "Zapatos", "https://example.org") });
        var support = await Newest(desk, rosa);
        var ad = await Newest(desk, phone);
        var bot = await Begins(desk, rosa, ConversationOrigin.Dialogue, Noon.AddDays(2));
        var campaign = await Begins(other, Desk.Phone(), ConversationOrigin.MassCampaign, Noon.AddDays(3));

        async Task Finds(ConversationFilter filter, params long[] conversations)
        {
            var mine = new[] { support, ad, bot, campaign };
            Assert.Equal(conversations, (await All(admin, filter)).Where(mine.Contains));
        }

        await Finds(new(), campaign, bot, ad, support);
        await Finds(new(Origin: ConversationOrigin.Support), ad, support);
        await Finds(new(Origin: ConversationOrigin.MassCampaign), campaign);
        await Finds(new(Origin: ConversationOrigin.Api));
        await Finds(new(Source: ConversationSource.Ad), ad);
        await Finds(new(Channel: desk.Channel.Id), bot, ad, support);
        await Finds(new(HasTicket: true), ad, support);
        await Finds(new(HasTicket: false), campaign, bot);
        await Finds(new(Active: new(Noon.AddMinutes(1), Noon.AddDays(3))), bot, ad);
        await Finds(new(rosa), bot, support);
        await Finds(new($"0{rosa[4..]}"[1..]), bot, support);
        await Finds(new($"customer {rosa[^8..]}"), bot, support);
        await Finds(new(rosa, HasTicket: false, Channel: desk.Channel.Id, Origin: ConversationOrigin.Dialogue, Active: new(Noon, null)), bot);
        await Finds(new(rosa, Source: ConversationSource.Ad));
    }

    [Fact]
    public async Task Whoever_sees_a_ticket_of_it_sees_it_and_without_one_whoever_its_channel_feeds()
    {
        var (desk, other) = (await Desk.Open(Database), await Desk.Open(Database));
        var (ana, bruno, admin, stranger) = (await desk.Operator(), await other.Operator(), await Make.Operator(Database, Role.Admin), await Make.Operator(Database));
        var phone = Desk.Phone();
        var ticket = await desk.Held(ana, phone);
        var attended = await Newest(desk, phone);
        var alone = await Begins(desk, phone, ConversationOrigin.Dialogue, Noon.AddDays(2));

        Assert.Equal([alone, attended], await All(ana, new()));
        Assert.Empty(await All(bruno, new()));
        await Tickets.Transfer(Database, ana, ticket.Id, null, other.Inbox, null, Guid.NewGuid(), Noon.AddMinutes(1));
        Assert.Equal([alone], await All(ana, new()));
        Assert.Equal([attended], await All(bruno, new()));
        Assert.Empty(new[] { alone, attended }.Except(await All(admin, new())));
        Assert.Empty(await All(stranger, new()));
        // What somebody holds they see, wherever it lies.
        await Execute("update tickets set status = 'assigned', operator_id = @Id, last_operator_id = @Id, queued_at = null where id = @ticket", new { stranger.Id, ticket = ticket.Id });
        Assert.Equal([attended], await All(stranger, new()));
        Assert.Equal([attended], await All(stranger, new(phone)));
        foreach (var (viewer, sees) in new[] { (ana, alone), (bruno, attended), (stranger, attended), (admin, alone), (admin, attended) })
        {
            await using var db = await Database.Open();
            Assert.NotNull(await Conversations.Find(db, viewer, sees));
            Assert.Equal(viewer == admin, await Conversations.Find(db, viewer, sees == alone ? attended : alone) is not null);
        }
    }

    [Fact]
    public async Task A_ticket_that_outlasts_its_conversation_belongs_to_the_next_one_too()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var ticket = await desk.Held(ana, phone);
        await desk.Arrives(Noon.AddDays(2), Make.Text(phone, "sigo aquí", Noon.AddDays(2)));

        var rows = await Rows(ana, new(HasTicket: true));

        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Equal([ticket.Id], row.Tickets));
        Assert.Equal((1, "sigo aquí", Noon.AddDays(2)), (rows[0].Messages, rows[0].LastBody, rows[0].LastAt));
        // A message that goes to another ticket takes its conversation along.
        await Execute("update messages set ticket_id = null where conversation_id = @Id", new { rows[0].Id });
        Assert.Equal([rows[1].Id], await All(ana, new(HasTicket: true)));
        Assert.Equal([rows[0].Id], await All(ana, new(HasTicket: false)));
    }

    [Fact]
    public async Task Page_by_page_all_of_it_is_there_once_also_where_a_name_is_too_common_to_be_named()
    {
        var desk = await Desk.Open(Database);
        var (ana, expected) = (await desk.Operator(), new List<long>());
        for (var one = 0; one < 9; one++)
        {
            var phone = Desk.Phone();
            expected.Insert(0, one % 3 == 0 ? await Begins(desk, phone, ConversationOrigin.Dialogue, Noon.AddMinutes(one / 2)) : (await Opened(desk, phone, Noon.AddMinutes(one / 2))));
        }

        // At the same moment the younger one comes first.
        Assert.Equal(expected, await All(ana, new()));
        Assert.Equal(expected, await All(ana, new("customer")));
        await using var db = await Database.Open();
        Assert.Equal(new Counted(9, false), await Conversations.Count(db, ana, new()));
        Assert.Equal(new Counted(3, false), await Conversations.Count(db, ana, new(HasTicket: false)));
        Assert.Equal(new Counted(9, false), await Conversations.Count(db, ana, await Conversations.Narrow(db, new("customer"))));
        await db.ExecuteAsync("insert into contacts (name, created_at) select 'Customer ' || n, @Noon from generate_series(1, 2001) n", new { Noon });
        Assert.Equal(expected, await All(ana, new("customer")));
        Assert.Equal(new Counted(9, false), await Conversations.Count(db, ana, await Conversations.Narrow(db, new("customer"))));
        Assert.Empty(await All(ana, new("customer", Origin: ConversationOrigin.Api)));
    }

    [Fact]
    public async Task What_was_erased_says_so_and_what_was_withheld_is_nowhere()
    {
        var desk = await Desk.Open(Database);
        var (ana, admin, phone) = (await desk.Operator(), await Make.Operator(Database, Role.Admin), Desk.Phone());
        var ticket = await desk.Held(ana, phone);
        var id = await Newest(desk, phone);
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Noon);
        await Execute(
            """
            insert into messages (channel_id, thread_id, author, kind, body, sent_at, stored_at, delivery, withheld)
            select @channel, thread_id, 'contact', 'text', 'apartado', @at, @at, 'received', true from conversations where id = @id
            """, new { channel = desk.Channel.Id, id, at = Noon.AddMinutes(1) });
        var before = Assert.Single(await Rows(ana, new()));

        Assert.Null(await Contacts.Erase(Database, admin, before.ContactId, "Anónimo", Noon.AddHours(1)));

        var after = Assert.Single(await Rows(ana, new()));
        Assert.Equal((1, "hola", false), (before.Messages, before.LastBody, before.LastErased));
        Assert.Equal((1, "", true), (after.Messages, after.LastBody, after.LastErased));
    }

    private async Task<long> Opened(Desk desk, string phone, DateTime at)
    {
        await desk.Arrives(at, Make.Text(phone, "hola", at));
        return await Newest(desk, phone);
    }

    /// <summary>One that no ticket came of.</summary>
    private async Task<long> Begins(Desk desk, string phone, ConversationOrigin origin, DateTime at)
    {
        if (await Make.One<long>(Database, "select count(*) from contact_aliases where value = @phone", new { phone = PhoneNumbers.Canonical(phone) }) == 0)
        {
            await Execute(
                """
                with contact as (insert into contacts (name, phone, created_at) values ('Customer ' || @phone, @phone, @at) returning id),
                alias as (insert into contact_aliases (contact_id, kind, value) select id, 'phone', @canonical from contact)
                insert into threads (contact_id, channel_id, address, last_at, created_at) select id, @channel, @phone, @at, @at from contact
                """, new { phone, canonical = PhoneNumbers.Canonical(phone), channel = desk.Channel.Id, at });
        }

        return await Make.One<long>(
            Database,
            """
            with thread as (
              select th.id, th.channel_id from threads th join contact_aliases a on a.contact_id = th.contact_id
              where a.value = @phone and th.channel_id = @channel),
            begun as (insert into conversations (thread_id, origin, started_at, last_at) select id, @origin, @at, @at from thread returning id),
            said as (
              insert into messages (channel_id, thread_id, conversation_id, author, kind, body, sent_at, stored_at, delivery)
              select channel_id, thread.id, begun.id, 'bot', 'text', 'Elige una opción', @at, @at, 'sent' from thread, begun)
            select id from begun
            """, new { phone = PhoneNumbers.Canonical(phone), channel = desk.Channel.Id, origin = origin.Name(), at });
    }

    private Task<long> Newest(Desk desk, string phone) => Make.One<long>(
        Database,
        """
        select cv.id from conversations cv join threads th on th.id = cv.thread_id join contact_aliases a on a.contact_id = th.contact_id
        where a.value = @phone and th.channel_id = @channel order by cv.started_at desc, cv.id desc limit 1
        """, new { phone = PhoneNumbers.Canonical(phone), channel = desk.Channel.Id });

    private async Task Execute(string sql, object parameters)
    {
        await using var db = await Database.Open();
        await db.ExecuteAsync(sql, parameters);
    }

    private async Task<IReadOnlyList<long>> All(Viewer viewer, ConversationFilter filter) => [.. (await Rows(viewer, filter)).Select(row => row.Id)];

    private async Task<IReadOnlyList<ConversationRow>> Rows(Viewer viewer, ConversationFilter filter)
    {
        await using var db = await Database.Open();
        filter = await Conversations.Narrow(db, filter);
        var (rows, after) = (new List<ConversationRow>(), (string?)null);
        do
        {
            var page = await Conversations.List(db, viewer, filter, after, 2);
            rows.AddRange(page.Rows);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(rows.Count, rows.Select(row => row.Id).Distinct().Count());
        return rows;
    }
}
