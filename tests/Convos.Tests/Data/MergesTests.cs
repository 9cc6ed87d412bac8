using Convos.Data;

namespace Convos.Tests;

/// <summary>Two contacts who are one, and what is left of whoever asks to be forgotten.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class MergesTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(30);

    private Database Database => test.Database;

    [Fact]
    public async Task Undone_everything_stands_as_it_did_also_where_both_wrote_to_one_channel_with_open_tickets()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var one = await desk.Held(ana);
        await desk.Replies(ana, one, "hola", Make.Noon);
        var other = await Make.Ticket(Database, desk.Channel, Make.Noon.AddMinutes(1));
        var before = await Facts(one.ContactId, other.ContactId);

        var problem = await Merges.Join(Database, ana, one.ContactId, other.ContactId, Now);
        var merged = await Facts(one.ContactId, other.ContactId);
        var undone = await Merges.Undo(Database, ana, (await Last(ana, one.ContactId))!.Id, Now.AddMinutes(1));

        Assert.Null(problem);
        Assert.NotEqual(before, merged);
        Assert.Null(undone);
        Assert.Equal(before, await Facts(one.ContactId, other.ContactId));
        await using var db = await Database.Open();
        Assert.Empty(await TicketCounters.Differences(db));
    }

    [Fact]
    public async Task After_the_merge_all_tickets_and_messages_are_of_the_one_who_stays()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var one = await desk.Held(ana);
        var elsewhere = await Make.Channel(Database, desk.Inbox);
        var other = await Make.Ticket(Database, elsewhere, Make.Noon);

        await Merges.Join(Database, ana, one.ContactId, other.ContactId, Now);

        await using var db = await Database.Open();
        Assert.Equal(2, (await Tickets.OfContact(db, ana, one.ContactId)).Count);
        Assert.Equal(one.ContactId, (await Contacts.Card(db, ana, other.ContactId))!.Contact.Id);
        Assert.Equal(2, (await Contacts.Card(db, ana, one.ContactId))!.Phones.Count);
        Assert.Contains(await ContactActivity.Page(db, ana, one.ContactId, ActivityGroup.Card, null, 10), entry => entry.Card?.Kind == "contact_merged");
    }

    [Theory]
    [InlineData("message")]
    [InlineData("edit")]
    [InlineData("move")]
    public async Task What_happened_since_cannot_be_undone(string what)
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var one = await desk.Held(ana);
        var other = await Make.Ticket(Database, await Make.Channel(Database, desk.Inbox), Make.Noon);
        await Merges.Join(Database, ana, one.ContactId, other.ContactId, Now);
        var merge = (await Last(ana, one.ContactId))!.Id;
        await (what switch
        {
            "message" => desk.Replies(ana, one, "después", Now.AddMinutes(1)),
            "edit" => Contacts.Tag(Database, ana, one.ContactId, await Tag(), Now),
            _ => (Task)Tickets.Apply(Database, TicketMove.Release, ana, one.Id, Now.AddMinutes(1)),
        });

        Assert.Null(await Last(ana, one.ContactId));
        Assert.Equal(MergeProblem.ChangedSince, await Merges.Undo(Database, ana, merge, Now.AddMinutes(2)));
    }

    [Fact]
    public async Task Whoever_asks_to_be_forgotten_leaves_their_times_and_nothing_else()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        var said = await desk.Replies(ana, ticket, "Su clave es jacarandá", Make.Noon);
        await Make.One<int>(Database, "update message_sends set state = 'sent' where message_id = @id returning 1", new { id = said.Id });
        var card = await Card(ana, ticket.ContactId);
        await Contacts.Save(Database, ana, ticket.ContactId, card.Contact.Version, Contacts.SettingsOf(card) with { Notes = "Vive en jacarandá 12" }, Now);
        var open = await Contacts.Erase(Database, ana, ticket.ContactId, "Anónimo", Now);
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Now, closing: Closing.Of(null, "jacarandá"));

        var erased = await Contacts.Erase(Database, ana, ticket.ContactId, "Anónimo", Now);

        Assert.Equal(EraseProblem.OpenTicket, open);
        Assert.Null(erased);
        var everything = await desk.Everything();
        Assert.DoesNotContain("jacarandá", everything, StringComparison.Ordinal);
        Assert.DoesNotContain(PhoneNumbers.Canonical(ticket.ContactPhone!), everything.Replace("erased-", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(said.SentAt, (await desk.Message(said.Id)).SentAt);
        await desk.Arrives(Now.AddMinutes(5), Make.Text(ticket.ContactPhone!, "hola de nuevo"));
        Assert.NotEqual(ticket.ContactId, (await desk.Ticket(ticket.ContactPhone!)).ContactId);
    }

    [Fact]
    public async Task What_the_channel_brought_of_them_byte_for_byte_goes_with_them_and_that_of_others_stays()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var (hers, another) = (Desk.Phone(), Desk.Phone());
        var ticket = await desk.Held(ana, hers);
        await desk.Held(ana, another);
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Now);
        await Brought(desk, hers, "done");
        await Brought(desk, another, "done");
        // Nobody has read it yet: it makes a new contact.
        await Brought(desk, hers, "pending");

        Assert.Null(await Contacts.Erase(Database, ana, ticket.ContactId, "Anónimo", Now));

        Assert.Equal(
            $"done {another[1..]}, pending {hers[1..]}",
            await Make.One<string>(Database, "select string_agg(state || ' ' || (convert_from(body, 'UTF8')::jsonb ->> 'from'), ', ' order by state) from inbound_events where channel_id = @Id", new { desk.Channel.Id }));
    }

    [Fact]
    public async Task A_form_that_was_open_meanwhile_brings_nothing_back()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var (kept, gone) = (await desk.Held(ana), await Make.Ticket(Database, await Make.Channel(Database, desk.Inbox), Make.Noon));
        var (before, joined) = (await Card(ana, kept.ContactId), await Card(ana, gone.ContactId));
        await Merges.Join(Database, ana, kept.ContactId, gone.ContactId, Now);

        var stale = await Contacts.Save(Database, ana, kept.ContactId, before.Contact.Version, Contacts.SettingsOf(before) with { Notes = "nota" }, Now);
        var ofWhoIsAnother = await Contacts.Save(Database, ana, gone.ContactId, joined.Contact.Version, Contacts.SettingsOf(joined) with { Notes = "nota" }, Now);
        foreach (var ticket in new[] { kept, gone })
        {
            await Tickets.Apply(Database, TicketMove.Take, ana, ticket.Id, Now);
            await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Now);
        }

        Assert.Null(await Contacts.Erase(Database, ana, kept.ContactId, "Anónimo", Now));
        var erased = await Contacts.Save(Database, ana, kept.ContactId, before.Contact.Version, Contacts.SettingsOf(before), Now);

        Assert.Equal((ContactProblem.Changed, kept.ContactId), (stale.Problem, stale.Id));
        Assert.Equal((ContactProblem.Changed, kept.ContactId), (ofWhoIsAnother.Problem, ofWhoIsAnother.Id));
        Assert.Equal(ContactProblem.Erased, erased.Problem);
        Assert.Equal("Anónimo", (await Card(ana, kept.ContactId)).Contact.Name);
    }

    [Fact]
    public async Task Separated_again_nobody_who_left_holds_a_ticket()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var (one, other) = (await desk.Held(ana), await desk.Held(bruno));
        await Merges.Join(Database, ana, one.ContactId, other.ContactId, Now);
        await Make.One<int>(Database, "update operators set disabled_at = @Now, available = false where id = @id returning 1", new { id = bruno.Id, Now });

        await Merges.Undo(Database, ana, (await Last(ana, one.ContactId))!.Id, Now.AddMinutes(1));

        var back = await Make.Ticket(Database, other.Id);
        Assert.Equal((TicketStatus.Queued, null), (back.Status, back.OperatorId));
        await using var db = await Database.Open();
        Assert.Empty(await TicketCounters.Differences(db));
    }

    // Whose is what, and how it stands; not the versions, which only grow.
    private Task<string> Facts(long one, long other) => Make.One<string>(Database,
        """
        select concat_ws(E'\n',
          (select string_agg(concat_ws(' ', id, name, phone, email, notes, tag_ids, fields, joined_into), E'\n' order by id) from contacts where id in (@one, @other)),
          (select string_agg(concat_ws(' ', kind, value, contact_id), E'\n' order by kind, value) from contact_aliases where contact_id in (@one, @other)),
          (select string_agg(concat_ws(' ', id, contact_id, channel_id, address, conversation_id, last_at, last_inbound_at, joined_into), E'\n' order by id)
            from threads where contact_id in (@one, @other)),
          (select string_agg(concat_ws(' ', id, contact_id, thread_id, status, operator_id, opened_at, closed_at, last_message_id, last_preview, awaiting_since, window_closes_at), E'\n' order by id)
            from tickets where contact_id in (@one, @other)),
          (select string_agg(concat_ws(' ', m.id, m.thread_id, m.ticket_id, m.conversation_id), E'\n' order by m.id)
            from messages m join threads th on th.id = m.thread_id where th.contact_id in (@one, @other)))
        """, new { one, other });

    private async Task<Merge?> Last(Viewer viewer, long contact)
    {
        await using var db = await Database.Open();
        return await Merges.Undoable(db, viewer, contact);
    }

    private async Task<ContactCard> Card(Viewer viewer, long id)
    {
        await using var db = await Database.Open();
        return (await Contacts.Card(db, viewer, id))!;
    }

    private async Task<long> Tag()
    {
        await using var db = await Database.Open();
        return (await Tags.Create(db, $"Etiqueta {Make.Number()}", "", 1, Now))!.Value;
    }

    private static Task<int> Brought(Desk desk, string phone, string state) => Make.One<int>(
        desk.Database,
        """
        insert into inbound_events (channel_id, received_at, body, state, settled_at)
        values (@Id, @now, convert_to(jsonb_build_object('from', @from)::text, 'UTF8'), @state, case when @state = 'done' then @now end) returning 1
        """, new { desk.Channel.Id, from = phone[1..], state, now = Make.Noon });
}
