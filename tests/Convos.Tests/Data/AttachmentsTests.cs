using Convos.Data;

namespace Convos.Tests;

/// <summary>Files of messages: announced, fetched, asked for again; chosen, sent, given to the channel first.</summary>
public sealed class AttachmentsTests : IAsyncLifetime
{
    private static readonly DateTime Now = Make.Noon;

    // Each test has a queue of its own.
    private readonly TestDatabase test = new();

    private Database Database => test.Database;

    public Task InitializeAsync() => test.InitializeAsync();

    public Task DisposeAsync() => test.DisposeAsync();

    [Fact]
    public async Task A_customers_file_is_expected_with_its_message_and_shown_once_it_is_here()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());

        await desk.Arrives(Now, Picture(phone, "mira"));

        var message = Assert.Single(await desk.Chat(phone));
        Assert.Equal(("mira", AttachmentState.Waiting, "foto.jpg"), (message.Body, message.Attachment!.State, message.Attachment.FileName));
        var awaited = await Claim(Now);
        Assert.Equal((message.Id, "media-1"), (awaited!.MessageId, awaited.MediaId));
        Assert.Null(await Claim(Now));
        await Arrived(message.Id, File('a'));
        var shown = await desk.Message(message.Id);
        Assert.Equal((AttachmentState.Ready, "image/jpeg", 640, 480, true), (shown.Attachment!.State, shown.Attachment.Mime, shown.Attachment.Width, shown.Attachment.Height, shown.Attachment.HasThumbnail));
        Assert.True(shown.Version > message.Version);
    }

    [Fact]
    public async Task A_file_that_was_kept_aside_is_fetched_without_a_word_and_is_for_those_who_lead()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());
        var (ana, lead) = (await desk.Operator(), await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox));
        var ticket = await Make.Ticket(Database, desk.Channel, phone: phone);
        await Contacts.Block(Database, ana, ticket.ContactId, "spam", Now);
        var before = await Make.One<int>(Database, "select count(*)::int from events");

        await desk.Arrives(Now, Picture(phone, "mira"));
        await Arrived((await Claim(Now))!.MessageId, File('a'));

        await using var db = await Database.Open();
        var kept = Assert.Single(await Messages.Withheld(db, lead, ticket.ContactId, null, 10));
        Assert.Equal(AttachmentState.Ready, kept.Attachment!.State);
        Assert.Null(await Attachments.Find(db, ana, kept.Id));
        Assert.NotNull(await Attachments.Find(db, lead, kept.Id));
        Assert.Equal(before, await Make.One<int>(Database, "select count(*)::int from events"));
    }

    [Fact]
    public async Task Whoever_was_fetching_and_is_gone_is_replaced_after_six_minutes()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());
        await desk.Arrives(Now, Picture(phone, ""));
        var first = await Claim(Now);

        Assert.Null(await Claim(Now.AddMinutes(5)));
        var second = await Claim(Now.AddMinutes(6));

        Assert.Equal((first!.MessageId, 2, false), (second!.MessageId, second.Tries, second.Last));
    }

    [Fact]
    public async Task After_a_day_the_try_is_the_last_and_a_person_may_start_another_day()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());
        var ana = await desk.Operator();
        var stranger = await Make.Operator(Database);
        await desk.Arrives(Now, Picture(phone, ""));
        var last = await Claim(Now.AddHours(24));
        Assert.True(last!.Last);
        await Failed(last.MessageId, "131052 · expired");
        Assert.Equal((AttachmentState.Failed, "131052 · expired"), ((await desk.Message(last.MessageId)).Attachment!.State, (await desk.Message(last.MessageId)).Attachment!.Failure));

        Assert.False(await Retry(stranger, last.MessageId));
        Assert.True(await Retry(ana, last.MessageId));
        Assert.False(await Retry(ana, last.MessageId));

        Assert.False((await Claim(Now.AddHours(47)))!.Last);
    }

    [Fact]
    public async Task A_file_is_had_by_whoever_sees_the_thread_and_by_nobody_once_it_is_deleted()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());
        var (ana, stranger) = (await desk.Operator(), await Make.Operator(Database));
        var picture = Picture(phone, "");
        await desk.Arrives(Now, picture);
        var message = (await Claim(Now))!.MessageId;
        await Arrived(message, File('b'));

        await using var db = await Database.Open();
        Assert.Equal(File('b').Name, (await Attachments.Find(db, ana, message))?.File.Name);
        Assert.Null(await Attachments.Find(db, stranger, message));
        await desk.Arrives(Now, new InboundDeletion(picture.ExternalId, Now));
        Assert.Null(await Attachments.Find(db, ana, message));
    }

    [Fact]
    public async Task Text_and_files_leave_in_their_order_and_each_file_before_its_message()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        var (one, two) = (await Upload(ana, ticket.Id, 'c'), await Upload(ana, ticket.Id, 'd'));

        var sent = await Messages.Reply(Database, ana, ticket.Id, [new(MessageKind.Text, "van dos", Guid.NewGuid()), new(MessageKind.Image, "", one.Id), new(MessageKind.Image, "la otra", two.Id)], Now);

        Assert.Equal(["van dos", "", "la otra"], sent.Messages.Select(message => message.Body));
        Assert.Equal([null, File('c').Name, File('d').Name], sent.Messages.Select(message => message.Attachment?.File));
        var text = await desk.Claim(Now);
        Assert.Equal((sent.Messages[0].Id, null), (text!.MessageId, text.MediaId));
        Assert.Null(await desk.Claim(Now));
        await Outbox.Accepted(Database, text, "wamid.text", Now);
        Assert.Null(await desk.Claim(Now));

        await using var db = await Database.Open();
        while (await ChannelFiles.Claim(db, Now) is { } gift)
        {
            await ChannelFiles.Given(db, gift, $"m-{gift.File[0]}", Now.AddDays(29), Now);
        }

        var picture = await desk.Claim(Now);
        Assert.Equal((sent.Messages[1].Id, "m-c"), (picture!.MessageId, picture.MediaId));
    }

    [Fact]
    public async Task The_same_files_posted_twice_are_sent_once()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        var upload = await Upload(ana, ticket.Id, 'e');

        var first = await Messages.Reply(Database, ana, ticket.Id, [new(MessageKind.Image, "hola", upload.Id)], Now);
        var again = await Messages.Reply(Database, ana, ticket.Id, [new(MessageKind.Image, "hola", upload.Id)], Now);

        Assert.Equal(first.Messages.Single().Id, again.Messages.Single().Id);
        await using var db = await Database.Open();
        Assert.Empty(await Uploads.Waiting(db, ana, ticket.Id));
    }

    [Fact]
    public async Task A_file_of_somebody_else_or_of_another_bar_holds_all_of_it_back()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var (ticket, other) = (await desk.Held(ana), await desk.Held(ana));
        var (his, elsewhere) = (await Upload(bruno, ticket.Id, 'f'), await Upload(ana, other.Id, '0'));

        foreach (var upload in new[] { his, elsewhere })
        {
            var sent = await Messages.Reply(Database, ana, ticket.Id, [new(MessageKind.Text, "va", Guid.NewGuid()), new(MessageKind.Image, "", upload.Id)], Now);

            Assert.Equal(RefusalReason.NoSuchFile, sent.Refusal?.Reason);
        }

        Assert.DoesNotContain(await desk.Chat((await Make.Ticket(Database, ticket.Id)).ContactPhone!), message => message.Body == "va");
    }

    [Fact]
    public async Task What_the_channel_refuses_fails_every_message_that_waits_for_it_and_a_retry_gives_it_again()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        var upload = await Upload(ana, ticket.Id, '1');
        var message = (await Messages.Reply(Database, ana, ticket.Id, [new(MessageKind.Image, "", upload.Id)], Now)).Messages.Single();
        await using var db = await Database.Open();

        await ChannelFiles.Refused(Database, (await ChannelFiles.Claim(db, Now))!, "131053 · no", Now);

        Assert.Equal((Delivery.Failed, "131053 · no"), ((await desk.Message(message.Id)).Delivery, (await desk.Message(message.Id)).Failure));
        Assert.Null(await ChannelFiles.Claim(db, Now));
        Assert.Null((await Messages.Retry(Database, ana, message.Id, Now)).Refusal);
        Assert.NotNull(await ChannelFiles.Claim(db, Now));
    }

    [Fact]
    public async Task A_file_that_the_channel_has_is_not_given_twice_until_it_is_about_to_forget_it()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await using var db = await Database.Open();
        await Messages.Reply(Database, ana, ticket.Id, [new(MessageKind.Image, "", (await Upload(ana, ticket.Id, '2')).Id)], Now);
        await ChannelFiles.Given(db, (await ChannelFiles.Claim(db, Now))!, "m-1", Now.AddDays(3), Now);

        await Messages.Reply(Database, ana, ticket.Id, [new(MessageKind.Image, "", (await Upload(ana, ticket.Id, '2')).Id)], Now);
        Assert.Null(await ChannelFiles.Claim(db, Now));
        await desk.Arrives(Now.AddHours(30), Make.Text(ticket.ContactPhone!, "sigo", Now.AddHours(30)));
        await Messages.Reply(Database, ana, ticket.Id, [new(MessageKind.Image, "", (await Upload(ana, ticket.Id, '2')).Id)], Now.AddHours(31));

        Assert.Equal(File('2').Name, (await ChannelFiles.Claim(db, Now.AddHours(31)))?.File);
    }

    private static InboundMessage Picture(string phone, string caption) =>
        Make.Text(phone, caption) with { Kind = MessageKind.Image, Media = new InboundMedia("media-1", "foto.jpg", null) };

    private static StoredFile File(char digit) => new(new string(digit, 64), "image/jpeg", 1000, 640, 480, false, new string('9', 64));

    private async Task<Upload> Upload(Viewer viewer, long ticket, char digit)
    {
        await using var db = await Database.Open();
        return await Uploads.Add(db, viewer, ticket, MessageKind.Image, File(digit), "foto.jpg", Now);
    }

    private async Task<AwaitedFile?> Claim(DateTime at)
    {
        await using var db = await Database.Open();
        return await Attachments.Claim(db, at);
    }

    private async Task Arrived(long message, StoredFile file)
    {
        await using var db = await Database.Open();
        await StoredFiles.Add(db, file, Now);
        await Attachments.Arrived(db, message, file, Now);
    }

    private async Task Failed(long message, string reason)
    {
        await using var db = await Database.Open();
        await Attachments.Failed(db, message, reason, Now);
    }

    private async Task<bool> Retry(Viewer viewer, long message)
    {
        await using var db = await Database.Open();
        return await Attachments.Retry(db, viewer, message, Now.AddDays(1));
    }
}
