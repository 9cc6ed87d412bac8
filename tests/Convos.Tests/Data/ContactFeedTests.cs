using Convos.Data;

namespace Convos.Tests;

/// <summary>What a contact's card tells of them: every file, and all that happened, page by page, and no more than its reader may see.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ContactFeedTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Fact]
    public async Task Files_come_newest_first_by_kind_and_page_by_page_each_with_a_chat_that_leads_to_it()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var phone = Desk.Phone();
        MessageKind[] kinds = [MessageKind.Image, MessageKind.Voice, MessageKind.Document, MessageKind.Video, MessageKind.Sticker, MessageKind.Audio];
        for (var one = 0; one < 12; one++)
        {
            await desk.Arrives(Make.Noon.AddMinutes(one), File(phone, kinds[one % kinds.Length], Make.Noon.AddMinutes(one)), Make.Text(phone, "y esto", Make.Noon.AddMinutes(one)));
        }

        var ticket = await desk.Ticket(phone);
        await using var db = await Database.Open();
        var pages = new List<ContactFile>();
        for (MessageCursor? before = null; ;)
        {
            var page = await ContactFiles.Page(db, ana, ticket.ContactId, null, before, 3);
            pages.AddRange(page);
            if (page.Count < 3)
            {
                break;
            }

            before = page[^1].Place;
        }

        // A sticker is no file that anybody looks for.
        Assert.Equal(10, pages.Count);
        Assert.Equal(pages.OrderByDescending(file => file.Message.SentAt).Select(file => file.Message.Id), pages.Select(file => file.Message.Id));
        Assert.All(pages, file => Assert.Equal(ticket.Id, file.TicketId));
        Assert.Equal(10, await ContactFiles.Count(db, ana, ticket.ContactId, 100));
        Assert.All(await ContactFiles.Page(db, ana, ticket.ContactId, FileGroup.Pictures, null, 50), file => Assert.Contains(file.Message.Kind, new[] { MessageKind.Image, MessageKind.Video }));
        Assert.Equal(4, (await ContactFiles.Page(db, ana, ticket.ContactId, FileGroup.Sounds, null, 50)).Count);
        Assert.Equal(2, (await ContactFiles.Page(db, ana, ticket.ContactId, FileGroup.Documents, null, 50)).Count);
        var stranger = await Make.Operator(Database, inboxes: await Make.Inbox(Database));
        Assert.Empty(await ContactFiles.Page(db, stranger, ticket.ContactId, null, null, 50));
    }

    [Fact]
    public async Task A_file_of_a_conversation_that_never_had_a_ticket_is_there_with_its_conversation_for_the_inbox_of_its_channel()
    {
        var desk = await DialogueDesk.Open(Database);
        var (ana, stranger) = (await desk.Desk.Operator(), await Make.Operator(Database, inboxes: await Make.Inbox(Database)));
        var phone = Desk.Phone();
        await desk.Desk.Arrives(Make.Noon, File(phone, MessageKind.Document, Make.Noon));
        var contact = await Make.One<long>(Database, "select contact_id from contact_aliases where value = @value", new { value = PhoneNumbers.Canonical(phone) });
        await using var db = await Database.Open();

        var file = Assert.Single(await ContactFiles.Page(db, ana, contact, null, null, 10));

        Assert.Equal(0, await desk.Tickets());
        Assert.Null(file.TicketId);
        Assert.NotNull(file.ConversationId);
        Assert.Equal(1, await ContactFiles.Count(db, ana, contact, 10));
        Assert.Empty(await ContactFiles.Page(db, stranger, contact, null, null, 10));
    }

    [Fact]
    public async Task What_happened_over_all_tickets_and_channels_is_one_feed_newest_first()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var phone = Desk.Phone();
        var ticket = await desk.Held(ana, phone);
        await Tickets.Apply(Database, TicketMove.Transfer, ana, ticket.Id, At(1), toOperator: bruno.Id);
        await Tickets.Apply(Database, TicketMove.Close, bruno, ticket.Id, At(2), closing: Closing.Of(null, "Quedó resuelto"));
        await Tickets.Apply(Database, TicketMove.Reopen, bruno, ticket.Id, At(3));
        await using var db = await Database.Open();
        var card = (await Contacts.Card(db, ana, ticket.ContactId))!;
        await Contacts.Save(Database, ana, ticket.ContactId, card.Contact.Version, Contacts.SettingsOf(card) with { Email = "marta@example.org" }, At(4));

        var feed = await ContactActivity.Page(db, ana, ticket.ContactId, null, null, 50);
        var (pages, after) = (new List<ContactEntry>(), (string?)null);
        do
        {
            var page = await ContactActivity.Page(db, ana, ticket.ContactId, null, after, 2);
            pages.AddRange(page);
            after = page.Count == 2 ? page[^1].Place : null;
        }
        while (after is not null);

        Assert.Equal(["contact_edited", "reopened", "closed", "transferred"], feed.Take(4).Select(Kind));
        Assert.Equal("Quedó resuelto", feed[2].Ticket!.Observation);
        Assert.All(feed.Where(entry => entry.Ticket is not null), entry => Assert.NotNull(entry.Near));
        Assert.Contains(feed, entry => entry.Conversation is { TicketId: not null, FirstMessageId: not null });
        Assert.Equal(feed.Select(entry => entry.Place), pages.Select(entry => entry.Place));
        Assert.All(await ContactActivity.Page(db, ana, ticket.ContactId, ActivityGroup.Tickets, null, 50), entry => Assert.NotNull(entry.Ticket));
        Assert.Equal(["contact_edited"], (await ContactActivity.Page(db, ana, ticket.ContactId, ActivityGroup.Card, null, 50)).Select(Kind));
        Assert.All(await ContactActivity.Page(db, ana, ticket.ContactId, ActivityGroup.Conversations, null, 50), entry => Assert.NotNull(entry.Conversation));
        Assert.Empty(await ContactActivity.Page(db, ana, ticket.ContactId, ActivityGroup.Blocks, null, 50));
        var stranger = await Make.Operator(Database, inboxes: await Make.Inbox(Database));
        Assert.All(await ContactActivity.Page(db, stranger, ticket.ContactId, null, null, 50), entry => Assert.Null(entry.Ticket));
    }

    private static string Kind(ContactEntry entry) => entry.Ticket?.Kind ?? entry.Card?.Kind ?? "conversation";

    private static DateTime At(int minute) => Make.Noon.AddMinutes(minute);

    private static InboundMessage File(string phone, MessageKind kind, DateTime at) =>
        Make.Text(phone, "", at) with { Kind = kind, Media = new InboundMedia($"media-{Make.Number()}", "archivo", null) };
}
