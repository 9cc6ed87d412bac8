using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>What a ticket is found by: its number, its customer, and all that was said in it; by whom it may be seen, and by nobody else.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class TicketSearchTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    [Theory]
    [InlineData("facturación")]
    [InlineData("FACTURACION")]
    [InlineData("bicicletas")]
    [InlineData("bicicleta nuñez")]
    [InlineData("bicis devolverlas")]
    [InlineData("ab-1234")]
    [InlineData("1234")]
    [InlineData("mayorista")]
    [InlineData("reembolsado")]
    [InlineData("Begoña")]
    [InlineData("bego")]
    [InlineData("nunez begona")]
    [InlineData("devolv")]
    [InlineData("negrita")]
    public async Task It_is_found_by_any_words_of_it_wherever_they_stand(string typed)
    {
        var (ana, ticket, _) = await Told();

        Assert.Equal([ticket], await Found(ana, typed));
    }

    [Theory]
    [InlineData("zzyzx")]
    [InlineData("bicicleta zzyzx")]
    [InlineData("de la")]
    [InlineData("' & | ! <-> :*")]
    [InlineData("\\")]
    public async Task What_is_not_in_it_does_not_find_it(string typed)
    {
        var (ana, ticket, _) = await Told();

        Assert.DoesNotContain(ticket, await Found(ana, typed));
    }

    [Fact]
    public async Task It_is_found_by_its_number_and_by_any_spelling_of_its_customers()
    {
        var (ana, ticket, phone) = await Told();
        var local = phone[^8..];

        Assert.Equal([ticket], await Found(ana, $"#{ticket}"));
        Assert.Contains(ticket, await Found(ana, $"{ticket}"));
        Assert.Equal([ticket], await Found(ana, phone));
        Assert.Equal([ticket], await Found(ana, $"+54 9 11 {local[..4]}-{local[4..]}"));
        Assert.Equal([ticket], await Found(ana, local));
        Assert.Empty(await Found(ana, "#999999999"));
    }

    [Fact]
    public async Task Nobody_finds_a_ticket_that_they_may_not_see_by_words_or_by_number()
    {
        var (_, ticket, phone) = await Told();
        var stranger = await (await Desk.Open(Database)).Operator();
        var admin = await Make.Operator(Database, Role.Admin);

        foreach (var typed in new[] { "bicicleta nuñez", $"#{ticket}", phone, "Begoña", "mayorista", "reembolsado" })
        {
            Assert.Empty(await Found(stranger, typed));
            Assert.Contains(ticket, await Found(admin, typed));
        }
    }

    [Fact]
    public async Task What_was_reworded_deleted_or_forgotten_is_found_no_more_not_even_before_it_is_read_again()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone, id) = (await desk.Operator(), Desk.Phone(), $"wamid.{Guid.NewGuid():N}");
        await desk.Arrives(Noon, Make.Text(phone, "quiero ornitorrincos", Noon, id), Make.Text(phone, "y marsupiales", Noon, $"{id}.2"));
        var ticket = await desk.Ticket(phone);
        Assert.Equal([ticket.Id], await Found(ana, "ornitorrinco"));

        await desk.Arrives(Noon.AddMinutes(1), new InboundEdit(id, Noon.AddMinutes(1), $"{id}.edit", MessageKind.Text, "quiero equidnas", null));
        Assert.Empty(await Unread(ana, "ornitorrinco"));
        Assert.Equal([ticket.Id], await Found(ana, "equidna"));
        Assert.Empty(await Found(ana, "ornitorrinco"));

        await desk.Arrives(Noon.AddMinutes(2), new InboundDeletion(id, Noon.AddMinutes(2)));
        Assert.Empty(await Unread(ana, "equidna"));
        Assert.Empty(await Found(ana, "equidna"));
        Assert.Equal([ticket.Id], await Found(ana, "marsupial"));

        var lead = await Make.Operator(Database, Role.Admin);
        await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Noon.AddMinutes(3));
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Noon.AddMinutes(4), closing: new Closing(null, "Compró wombats"));
        Assert.Equal([ticket.Id], await Found(ana, "wombat"));
        Assert.Null(await Contacts.Erase(Database, lead, ticket.ContactId, "Contacto anonimizado", Noon.AddMinutes(5)));
        Assert.Empty(await Unread(ana, "marsupial"));
        Assert.Empty(await Found(ana, "marsupial"));
        Assert.Empty(await Found(ana, "wombat"));
    }

    [Fact]
    public async Task What_a_blocked_contact_sent_is_not_found()
    {
        var desk = await Desk.Open(Database);
        var (lead, phone) = (await Make.Operator(Database, Role.Admin), Desk.Phone());
        await desk.Arrives(Noon, Make.Text(phone, "hola", Noon));
        var ticket = await desk.Ticket(phone);
        Assert.Null(await Contacts.Block(Database, lead, ticket.ContactId, "Insulta", Noon.AddMinutes(1)));
        await desk.Arrives(Noon.AddMinutes(2), Make.Text(phone, "xilofonistas", Noon.AddMinutes(2)));

        Assert.Empty(await Found(lead, "xilofonista"));
    }

    [Fact]
    public async Task The_hit_is_the_message_that_says_it_and_its_words_are_marked()
    {
        var (ana, ticket, _) = await Told();

        var said = await Line(ana, "bicicletas");
        var note = await Line(ana, "mayorista");
        var observed = await Line(ana, "reembolsado");
        var named = await Line(ana, "bego");
        var tagged = await Line(ana, "negrita");

        Assert.Equal((ticket, Author.Contact, MessageKind.Text), (said.Hit!.TicketId, said.Hit.Author!.Value, said.Hit.Kind!.Value));
        Assert.Equal("bicicleta", Assert.Single(said.Hit.Pieces, piece => piece.Found).Text);
        Assert.Equal((MessageKind.Note, ana.Name), (note.Hit!.Kind!.Value, note.Hit.OperatorName));
        Assert.Equal((null, "Reembolsado"), (observed.Hit!.MessageId, Assert.Single(observed.Hit.Pieces, piece => piece.Found).Text));
        Assert.Null(named.Hit);
        Assert.Contains("<b>", string.Concat(tagged.Hit!.Pieces.Select(piece => piece.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_that_thousands_say_are_found_newest_first_to_the_very_end_and_named_no_more()
    {
        var desk = await Desk.Open(Database);
        var (ana, admin) = (await desk.Operator(), await Make.Operator(Database, Role.Admin));
        var first = await Make.Ticket(Database, desk.Channel, Noon);
        await using var db = await Database.Open();
        await db.ExecuteAsync(
            """
            alter table tickets disable trigger user;
            insert into tickets (thread_id, contact_id, channel_id, inbox_id, conversation_id, origin, status, opened_at, closed_at, last_activity_at)
            select t.thread_id, t.contact_id, t.channel_id, t.inbox_id, t.conversation_id, 'inbound', 'closed', @Noon + n * interval '1 second', @Noon + interval '1 day', @Noon
            from tickets t, generate_series(1, @most) n
            where t.id = @id;
            alter table tickets enable trigger user;
            insert into ticket_texts (ticket_id, words) select id, said_words('multitudinario') from tickets where inbox_id = @inbox and status = 'closed';
            """, new { Noon, id = first.Id, inbox = desk.Inbox, most = Tickets.MostNamed + 50 });

        foreach (var viewer in new[] { ana, admin })
        {
            var filter = await Tickets.Narrow(db, new TicketFilter("multitudinario"));
            var (seen, after) = (new List<PastTicket>(), (string?)null);
            do
            {
                var page = await Tickets.History(db, viewer, filter, after, 2_000);
                seen.AddRange(page.Lines);
                after = page.Next;
            }
            while (after is not null);

            Assert.Equal(Tickets.MostNamed + 50, seen.Select(line => line.Id).Distinct().Count());
            Assert.Equal(seen.OrderByDescending(line => line.OpenedAt).ThenByDescending(line => line.Id).Select(line => line.Id), seen.Select(line => line.Id));
            Assert.True((await Tickets.Count(db, viewer, filter)).More);
        }
    }

    // Four messages, a note and an observation; nothing of it is said anywhere else in this inbox.
    private async Task<(Viewer Ana, long Ticket, string Phone)> Told()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        await desk.Arrives(Noon, new InboundMessage($"wamid.{Guid.NewGuid():N}", Noon, Make.Sender(phone) with { Name = "Begoña Núñez" }, MessageKind.Text, "¿Y la Facturación? Compré una bicicleta", null, null));
        var ticket = await desk.Ticket(phone);
        await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Noon.AddMinutes(1));
        await desk.Replies(ana, ticket, "¿El pedido AB-1234? Puede devolver las bicis", Noon.AddMinutes(2));
        await Messages.Note(Database, ana, ticket.Id, "Es mayorista <b>negrita</b>", Guid.NewGuid(), Noon.AddMinutes(3));
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Noon.AddMinutes(4), closing: new Closing(null, "Reembolsado por completo"));
        // Others of whom the same desk has nothing to say.
        await Make.Ticket(Database, desk.Channel, Noon.AddMinutes(5));
        return (ana, ticket.Id, phone);
    }

    private async Task<IEnumerable<long>> Found(Viewer viewer, string typed)
    {
        while (await TicketTexts.Read(Database))
        {
        }

        return await Unread(viewer, typed);
    }

    private async Task<IEnumerable<long>> Unread(Viewer viewer, string typed) => (await Lines(viewer, typed)).Select(line => line.Id);

    private async Task<PastTicket> Line(Viewer viewer, string typed)
    {
        await Found(viewer, typed);
        return Assert.Single(await Lines(viewer, typed));
    }

    private async Task<IReadOnlyList<PastTicket>> Lines(Viewer viewer, string typed)
    {
        await using var db = await Database.OpenSession();
        var filter = await Tickets.Narrow(db, new TicketFilter(typed));
        var lines = (await Tickets.History(db, viewer, filter, null, 50)).Lines;
        Assert.Equal(new Counted(lines.Count, false), await Tickets.Count(db, viewer, filter));
        return lines;
    }
}
