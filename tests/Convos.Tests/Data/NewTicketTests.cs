using Convos.Data;

namespace Convos.Tests;

/// <summary>«Nuevo ticket»: whom it finds, when it opens, and that nobody is opened twice.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class NewTicketTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;
    private static readonly DateTime Later = Noon.AddHours(1);

    private Database Database => test.Database;

    [Fact]
    public async Task Somebody_is_found_by_part_of_a_name_or_three_digits_of_a_number_on_ones_own_channels_only()
    {
        var (desk, elsewhere) = (await Desk.Open(Database), await Desk.Open(Database));
        var ana = await desk.Operator();
        await desk.Arrives(Noon, Named("+5491177770001", "Zoë Martínez"), Named("+5491177770002", "Zoë_Martín%"));
        await elsewhere.Arrives(Noon, Named("+5491177770003", "Zoë Martínez"));

        Assert.Equal(["+5491177770002", "+5491177770001"], await Found(ana, "MARTÍN"));
        Assert.Equal(["+5491177770001"], await Found(ana, "777-7000 1"));
        Assert.Equal(["+5491177770002"], await Found(ana, "n%"));
        Assert.Equal(["+5491177770002"], await Found(ana, "Zoë_"));
        Assert.Empty(await Found(ana, "77"));
        Assert.Empty(await Found(ana, "\\"));
    }

    [Fact]
    public async Task Whoever_has_an_open_ticket_is_shown_with_it_and_with_who_holds_it()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        await desk.Arrives(Noon, Named("+5491188880001", "Quirino"));
        var ticket = await desk.Ticket("+5491188880001");
        await Tickets.Apply(Database, TicketMove.Take, bruno, ticket.Id, Noon);
        await using var db = await Database.Open();

        var shown = Assert.Single(await Tickets.Recipients(db, ana, "Quirino"));

        Assert.Equal((ticket.ThreadId, ticket.Id, bruno.Name, Noon.AddHours(24)), (shown.ThreadId, shown.OpenTicketId, shown.OpenHolder, shown.WindowClosesAt));
    }

    [Fact]
    public async Task It_is_held_from_the_start_and_within_the_window_it_may_be_answered()
    {
        var desk = await Desk.Open(Database);
        var (ana, old) = (await desk.Operator(), await Closed(desk));

        var fresh = (await Tickets.OpenOn(Database, ana, old.ThreadId, Later)).Ticket!;

        Assert.NotEqual(old.Id, fresh.Id);
        Assert.Equal((TicketStatus.Assigned, ana.Id, TicketOrigin.Operator, Noon.AddHours(24)), (fresh.Status, fresh.OperatorId, fresh.Origin, fresh.WindowClosesAt));
        Assert.NotNull((await Messages.Reply(Database, ana, fresh.Id, "hola", Guid.NewGuid(), Later)).Message);
        await Balanced();
    }

    [Fact]
    public async Task Of_ten_who_open_at_once_one_has_it_and_the_others_are_told_who()
    {
        var desk = await Desk.Open(Database);
        var old = await Closed(desk);
        var people = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => desk.Operator()));

        var results = await Task.WhenAll(people.Select(person => Tickets.OpenOn(Database, person, old.ThreadId, Later)));

        var opened = Assert.Single(results, result => result.Ticket is not null).Ticket!;
        Assert.All(results.Where(result => result.Ticket is null), result =>
            Assert.Equal(new Refusal(RefusalReason.OtherOpenTicket, opened.OperatorName, opened.Id), result.Refusal));
        await Balanced();
    }

    [Fact]
    public async Task An_opening_that_meets_a_message_leaves_one_open_ticket()
    {
        for (var round = 0; round < 15; round++)
        {
            var desk = await Desk.Open(Database);
            var (ana, old) = (await desk.Operator(), await Closed(desk));
            var phone = await Make.One<string>(Database, "select address from threads where id = @id", new { id = old.ThreadId });

            await Task.WhenAll(
                Tickets.OpenOn(Database, ana, old.ThreadId, Noon.AddHours(30)),
                desk.Arrives(Noon.AddHours(30), Make.Text(phone, "hola", Noon.AddHours(30))));

            Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from tickets where thread_id = @id and status <> 'closed'", new { id = old.ThreadId }));
        }

        await Balanced();
    }

    [Fact]
    public async Task Whoever_is_no_disponible_or_does_not_belong_there_opens_nothing()
    {
        var (desk, elsewhere) = (await Desk.Open(Database), await Desk.Open(Database));
        var old = await Closed(desk);

        var away = await Tickets.OpenOn(Database, await desk.Operator(online: false), old.ThreadId, Later);
        var stranger = await Tickets.OpenOn(Database, await elsewhere.Operator(), old.ThreadId, Later);
        var strangersChannel = await Tickets.OpenTo(Database, await elsewhere.Operator(), desk.Channel.Id, "+5491166660001", null, Later);

        Assert.Equal(
            [RefusalReason.NotOnDuty, RefusalReason.NotFound, RefusalReason.NotFound],
            new[] { away, stranger, strangersChannel }.Select(result => result.Refusal!.Reason));
        Assert.Equal(0, await Make.One<int>(Database, "select count(*)::int from contact_aliases where value = '541166660001'"));
    }

    [Fact]
    public async Task A_number_nobody_knows_is_a_new_contact_who_must_write_first_and_whose_words_join_the_ticket()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());

        var ticket = (await Tickets.OpenTo(Database, ana, desk.Channel.Id, phone, "Nadia", Later)).Ticket!;
        var early = await Messages.Reply(Database, ana, ticket.Id, "hola", Guid.NewGuid(), Later);
        await desk.Arrives(Later.AddMinutes(1), Make.Text(phone, "¿quién es?", Later.AddMinutes(1)));

        Assert.Equal(("Nadia", PhoneNumbers.Display(phone)), (ticket.ContactName, ticket.ContactPhone));
        Assert.Equal(RefusalReason.WindowClosed, early.Refusal?.Reason);
        var after = await desk.Ticket(phone);
        Assert.Equal((ticket.Id, ana.Id, "¿quién es?", Later.AddMinutes(1)), (after.Id, after.OperatorId, after.LastPreview, after.AwaitingSince));
    }

    [Fact]
    public async Task A_known_number_however_it_is_spelled_is_the_contact_who_has_it()
    {
        var desk = await Desk.Open(Database);
        var (ana, digits) = (await desk.Operator(), $"{Make.Number():D8}");
        await desk.Arrives(Noon, Make.Text($"+54911{digits}", "hola", Noon));
        var open = await desk.Ticket($"+54911{digits}");

        var refused = await Tickets.OpenTo(Database, ana, desk.Channel.Id, $"+5411{digits}", "Otra", Later);

        Assert.Equal(new Refusal(RefusalReason.OtherOpenTicket, null, open.Id), refused.Refusal);
    }

    [Fact]
    public async Task It_may_be_opened_in_another_inbox_of_ones_own_and_in_no_other()
    {
        var (desk, other, foreign) = (await Desk.Open(Database), await Make.Inbox(Database), await Make.Inbox(Database));
        var ana = await Make.Operator(Database, inboxes: [desk.Inbox, other]);
        var phone = Desk.Phone();

        var refused = await Tickets.OpenTo(Database, ana, desk.Channel.Id, phone, null, Later, foreign);
        var opened = await Tickets.OpenTo(Database, ana, desk.Channel.Id, phone, null, Later, other);

        Assert.Equal(RefusalReason.NotFound, refused.Refusal?.Reason);
        Assert.Equal((other, desk.Channel.Id), (opened.Ticket!.InboxId, opened.Ticket.ChannelId));
        await Balanced();
    }

    [Fact]
    public async Task With_a_template_ticket_and_message_come_to_be_together_once_however_often_it_is_posted()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone, draft) = (await desk.Operator(), Desk.Phone(), TemplateDesk.OrderDraft(desk.Channel));

        var first = await Tickets.OpenTo(Database, ana, desk.Channel.Id, phone, "Nadia", Later, first: draft);
        var again = await Tickets.OpenTo(Database, ana, desk.Channel.Id, phone, "Nadia", Later, first: draft);

        Assert.Equal((first.Ticket!.Id, "Marta, tu pedido está en camino."), (again.Ticket!.Id, again.Ticket.LastPreview));
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from messages where ticket_id = @Id", new { first.Ticket.Id }));
        await Balanced();
    }

    [Fact]
    public async Task Of_two_who_begin_with_a_template_at_once_one_has_it_and_the_others_message_never_was()
    {
        var desk = await Desk.Open(Database);
        var (old, ana, bruno) = (await Closed(desk), await desk.Operator(), await desk.Operator());

        var results = await Task.WhenAll(new[] { ana, bruno }.Select(person =>
            Tickets.OpenOn(Database, person, old.ThreadId, Later, first: TemplateDesk.OrderDraft(desk.Channel))));

        var opened = Assert.Single(results, result => result.Ticket is not null).Ticket!;
        Assert.Equal(new Refusal(RefusalReason.OtherOpenTicket, opened.OperatorName, opened.Id), Assert.Single(results, result => result.Ticket is null).Refusal);
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from messages where thread_id = @ThreadId and kind = 'template'", new { old.ThreadId }));
    }

    [Fact]
    public async Task What_is_refused_leaves_not_even_a_contact_behind()
    {
        var desk = await Desk.Open(Database);
        var (away, phone) = (await desk.Operator(online: false), Desk.Phone());

        var refused = await Tickets.OpenTo(Database, away, desk.Channel.Id, phone, "Nadia", Later, first: TemplateDesk.OrderDraft(desk.Channel));

        Assert.Equal(RefusalReason.NotOnDuty, refused.Refusal?.Reason);
        Assert.Equal(0, await Make.One<int>(Database, "select count(*)::int from contact_aliases where value = @value", new { value = PhoneNumbers.Canonical(phone) }));
    }

    [Fact]
    public async Task A_contact_is_reached_by_every_channel_of_ones_own_where_they_wrote_and_where_they_have_not()
    {
        var desk = await Desk.Open(Database);
        var second = await Make.Channel(Database, desk.Inbox);
        var foreign = await Desk.Open(Database);
        var (ana, stranger, phone) = (await desk.Operator(), await foreign.Operator(), Desk.Phone());
        var ticket = await Make.Ticket(Database, desk.Channel, Noon, phone);
        await using var db = await Database.Open();

        var reaches = await Tickets.Reaches(db, ana, ticket.ContactId);

        Assert.Equal(
            [(desk.Channel.Id, phone, ticket.Id, Noon.AddHours(24)), (second.Id, phone, null, (DateTime?)null)],
            reaches.Select(reach => (reach.ChannelId, reach.Address, reach.OpenTicketId, reach.WindowClosesAt)));
        Assert.Empty(await Tickets.Reaches(db, stranger, ticket.ContactId));
        Assert.Equal(ticket.ContactId, await Tickets.ContactOf(db, ana, phone));
        Assert.Null(await Tickets.ContactOf(db, stranger, phone));
    }

    [Theory]
    [InlineData("+54 9 11 5555-0101", null, "+5491155550101", null)]
    [InlineData("11 5555-0101", "AR", "+541155550101", null)]
    [InlineData("55 1234 5678", "MX", "+525512345678", null)]
    [InlineData("11 5555-0101", null, null, PhoneProblem.NoCountry)]
    [InlineData("+999 555 0101", null, null, PhoneProblem.UnknownCountry)]
    [InlineData("+54 9 11 55", null, null, PhoneProblem.TooShort)]
    [InlineData("+54 9 11 5555 0101 2222 333", null, null, PhoneProblem.TooLong)]
    [InlineData("hola", "AR", null, PhoneProblem.NotANumber)]
    public void A_number_is_read_as_one_of_the_channels_country_or_told_what_is_wrong_with_it(string typed, string? region, string? e164, PhoneProblem? problem) =>
        Assert.Equal((e164, problem), PhoneNumbers.Typed(typed, region));

    [Theory]
    [InlineData("+54 9 11 5555-0001", "AR")]
    [InlineData("5215512345678", "MX")]
    [InlineData("", null)]
    public void The_country_of_a_channel_is_that_of_its_number(string display, string? region) => Assert.Equal(region, PhoneNumbers.Region(display));

    private async Task<Ticket> Closed(Desk desk)
    {
        var someone = await desk.Operator();
        var ticket = await desk.Held(someone);
        return (await Tickets.Apply(Database, TicketMove.Close, someone, ticket.Id, Noon.AddMinutes(1))).Ticket!;
    }

    private static InboundMessage Named(string phone, string name)
    {
        var message = Make.Text(phone, "hola", Noon);
        return message with { Sender = message.Sender with { Name = name } };
    }

    private async Task<IEnumerable<string>> Found(Viewer viewer, string search)
    {
        await using var db = await Database.Open();
        var found = await Tickets.Recipients(db, viewer, search);
        return found.Select(one => "+" + string.Concat(one.Phone!.Where(char.IsAsciiDigit)));
    }

    private async Task Balanced()
    {
        await using var db = await Database.Open();
        Assert.Empty(await TicketCounters.Differences(db));
    }
}
