using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Whatever meets a block at the same moment: no open ticket of a blocked contact is ever left.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class BlockingRacesTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task A_message_at_the_same_moment_is_heard_and_closed_or_kept_aside()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var second = await Make.Channel(Database, desk.Inbox);
        for (var round = 0; round < 20; round++)
        {
            var phone = Desk.Phone();
            var ticket = await Make.Ticket(Database, desk.Channel, phone: phone);
            await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Noon);
            await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Noon);

            // On the thread that is there, and on one that the block itself must not overlook.
            await Task.WhenAll(
                desk.Arrives(Noon.AddMinutes(1), Make.Text(phone, "a la vez", Noon.AddMinutes(1))),
                Make.Arrives(Database, second, Noon.AddMinutes(1), Make.Text(phone, "por otro canal", Noon.AddMinutes(1))),
                Contacts.Block(Database, ana, ticket.ContactId, "spam", Noon.AddMinutes(1)),
                Tickets.OpenOn(Database, ana, ticket.ThreadId, Noon.AddMinutes(1)),
                Tickets.OpenTo(Database, ana, second.Id, phone, null, Noon.AddMinutes(1)),
                Tickets.Apply(Database, TicketMove.Reopen, ana, ticket.Id, Noon.AddMinutes(1)));

            Assert.Equal(0, await Open(ticket.ContactId));
            Assert.Equal(2, await Make.One<int>(Database,
                "select count(*)::int from messages m join threads th on th.id = m.thread_id where th.contact_id = @ContactId and m.body <> 'hola' and (m.withheld or m.ticket_id is not null)",
                new { ticket.ContactId }));
        }

        await using var db = await Database.Open();
        Assert.Empty(await TicketCounters.Differences(db));
    }

    [Fact]
    public async Task Of_many_who_block_and_unblock_at_once_every_change_is_told_once()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(one => Contacts.Block(Database, ana, ticket.ContactId, $"motivo {one}", Noon)));

        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from events where kind = 'contact_blocked' and contact_id = @ContactId", new { ticket.ContactId }));
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from events where kind = 'closed' and ticket_id = @Id", new { ticket.Id }));
    }

    [Fact]
    public async Task A_person_of_whom_one_contact_is_blocked_is_blocked_with_the_open_ticket_of_the_other()
    {
        var desk = await Desk.Open(Database);
        var (ana, one, two) = (await desk.Operator(), Desk.Phone(), Desk.Phone());
        var first = await desk.Held(ana, one);
        var second = await Make.Ticket(Database, desk.Channel, phone: two);
        await Contacts.Block(Database, ana, second.ContactId, "spam", Noon.AddMinutes(1));

        await desk.Arrives(Noon.AddMinutes(2), Make.Text(one, "soy los dos", Noon.AddMinutes(2)) with
        {
            Sender = new([.. Make.Sender(one).Aliases, .. Make.Sender(two).Aliases], null, null, one),
        });

        Assert.Equal((TicketStatus.Closed, 0), ((await Make.Ticket(Database, first.Id)).Status, await Open(first.ContactId)));
        await using var db = await Database.Open();
        var state = await Contacts.Blocking(db, ana, first.ContactId);
        Assert.Equal(("spam", 1), (state!.Reason, state.Withheld));
        Assert.Empty(await TicketCounters.Differences(db));
    }

    [Fact]
    public async Task A_dialogue_that_is_under_way_ends_and_says_nothing_more()
    {
        var desk = await DialogueDesk.Open(Database);
        var (ana, phone) = (await desk.Desk.Operator(), Desk.Phone());
        await desk.Writes(phone, "hola", Noon);
        var contact = await Make.One<long>(Database, "select contact_id from contact_aliases where value = @value", new { value = PhoneNumbers.Canonical(phone) });

        await Contacts.Block(Database, ana, contact, "spam", Noon.AddMinutes(1));
        await desk.Writes(phone, "1", Noon.AddMinutes(2));

        Assert.Single(await desk.Said());
        Assert.Equal(0, await desk.Tickets());
        Assert.Equal(0, await Make.One<int>(Database, "select count(*)::int from dialogue_sessions s join threads th on th.id = s.thread_id where th.contact_id = @contact", new { contact }));
    }

    private Task<int> Open(long contact) =>
        Make.One<int>(Database, "select count(*)::int from tickets where contact_id = @contact and status <> 'closed'", new { contact });
}
