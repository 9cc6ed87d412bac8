using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Tickets that a filter of the history missed, or found and should not.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class TicketFoundTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Fact]
    public async Task A_number_whose_digits_are_common_words_still_finds_its_ticket()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await Make.Ticket(Database, desk.Channel);
        while (await TicketTexts.Read(Database))
        {
        }

        // So many tickets, as far as the planner knows, that a word is in more than are named.
        await Make.One<int>(Database, "update pg_class set reltuples = 1e9, relpages = 1 where relname = 'ticket_texts' returning 1");
        await using var db = await Database.OpenSession();

        var filter = await Tickets.Narrow(db, new TicketFilter($"{ticket.Id}"));

        Assert.Contains(ticket.Id, (await Tickets.History(db, ana, filter, null, 50)).Lines.Select(line => line.Id));
    }

    [Fact]
    public async Task A_closing_reason_finds_no_ticket_that_was_opened_again()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        await Make.Rules(Database, desk.Inbox, settings => settings with { ClosingReasons = ["Resuelto"] });
        var (closed, reopened) = (await desk.Held(ana), await desk.Held(ana));
        foreach (var ticket in new[] { closed, reopened })
        {
            await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Make.Noon.AddMinutes(1), closing: Closing.Of("Resuelto", null));
        }

        await Tickets.Apply(Database, TicketMove.Reopen, ana, reopened.Id, Make.Noon.AddMinutes(2));
        await using var db = await Database.OpenSession();

        var found = await Tickets.History(db, ana, await Tickets.Narrow(db, new TicketFilter(Reason: "Resuelto", Inbox: desk.Inbox)), null, 50);

        Assert.Equal([closed.Id], found.Lines.Select(line => line.Id));
    }

    [Fact]
    public async Task Words_that_stand_in_a_message_a_note_and_the_observation_are_one_hit()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());
        var ana = await desk.Operator();
        await desk.Arrives(Make.Noon, Make.Text(phone, "Quiero armadillos", Make.Noon));
        var ticket = await desk.Ticket(phone);
        await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Make.Noon);
        await Messages.Note(Database, ana, ticket.Id, "Ya no hay armadillos", Guid.NewGuid(), Make.Noon.AddMinutes(1));
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Make.Noon.AddMinutes(2), closing: new Closing(null, "Sin armadillos azules"));

        Assert.Equal("hay armadillos", Said(await Hit(ana, "armadillos")));
        // Of all its words only the observation says both.
        Assert.Equal("Sin armadillos azules", Said(await Hit(ana, "armadillos azules")));
    }

    [Fact]
    public async Task What_was_observed_at_an_earlier_closing_is_still_found_and_shown()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        foreach (var (observed, minute) in new[] { ("Pidió pangolines", 1), ("Cambió por suricatas", 5), (null, 9) })
        {
            await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Make.Noon.AddMinutes(minute), closing: new Closing(null, observed));
            await Tickets.Apply(Database, TicketMove.Reopen, ana, ticket.Id, Make.Noon.AddMinutes(minute + 1));
        }

        var (first, second) = (await Hit(ana, "pangolines"), await Hit(ana, "suricata"));

        Assert.Equal(("Pidió pangolines", Make.Noon.AddMinutes(1), null), (Said(first), first.At, first.MessageId));
        Assert.Equal(("Cambió por suricatas", Make.Noon.AddMinutes(5)), (Said(second), second.At));
    }

    [Fact]
    public async Task What_was_observed_at_a_closing_that_was_undone_is_not_found()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Make.Noon.AddMinutes(1), closing: new Closing(null, "Quiso axolotes"));
        await Tickets.Apply(Database, TicketMove.Reopen, ana, ticket.Id, Make.Noon.AddMinutes(2));
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Make.Noon.AddMinutes(3), closing: new Closing(null, "Quiso quokkas"));
        Assert.Null((await Tickets.UndoClose(Database, ana, ticket.Id, Make.Noon.AddMinutes(3).AddSeconds(2))).Refusal);

        Assert.Equal("Quiso axolotes", Said(await Hit(ana, "axolotes")));
        await using var db = await Database.OpenSession();
        Assert.Empty((await Tickets.History(db, ana, await Tickets.Narrow(db, new TicketFilter("quokkas")), null, 50)).Lines);
    }

    [Fact]
    public async Task Tickets_that_were_read_before_earlier_observations_counted_are_read_again_and_no_others()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var (twice, once) = (await desk.Held(ana), await desk.Held(ana));
        foreach (var ticket in new[] { twice, once })
        {
            await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Make.Noon.AddMinutes(1), closing: new Closing(null, "Quiso tarseros"));
        }

        await Tickets.Apply(Database, TicketMove.Reopen, ana, twice.Id, Make.Noon.AddMinutes(2));
        await Tickets.Apply(Database, TicketMove.Close, ana, twice.Id, Make.Noon.AddMinutes(3));
        await using var db = await Database.OpenSession();
        await db.ExecuteAsync("delete from ticket_texts_due");

        await db.ExecuteAsync(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "migrations", "0039_observations.sql")));

        var due = (await db.QueryAsync<long>("select ticket_id from ticket_texts_due")).ToList();
        Assert.Contains(twice.Id, due);
        Assert.DoesNotContain(once.Id, due);
    }

    private async Task<TicketHit> Hit(Viewer viewer, string typed)
    {
        while (await TicketTexts.Read(Database))
        {
        }

        await using var db = await Database.OpenSession();
        return Assert.Single((await Tickets.History(db, viewer, await Tickets.Narrow(db, new TicketFilter(typed)), null, 50)).Lines).Hit!;
    }

    private static string Said(TicketHit hit) => string.Concat(hit.Pieces.Select(piece => piece.Text));
}
