using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>A contact is blocked: whatever goes on with them ends, and what they do from then on moves nothing.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class BlockingTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;
    private static readonly DateTime Now = Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Fact]
    public async Task The_open_ticket_closes_as_blocked_with_true_counters_an_event_and_a_line_of_the_audit()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator(online: false));
        var held = await desk.Held(ana);

        Assert.Null(await Contacts.Block(Database, bruno, held.ContactId, " Insulta ", Now));

        await using var db = await Database.Open();
        var after = await Make.Ticket(Database, held.Id);
        var happened = (await Happenings.Between(db, ana, held.ThreadId, null, null))[^1];
        Assert.Equal((TicketStatus.Closed, null, Now), (after.Status, after.OperatorId, after.ClosedAt));
        Assert.Equal(("closed", "blocked", bruno.Name, ana.Name), (happened.Kind, happened.By, happened.Actor, happened.From));
        Assert.Empty(await TicketCounters.Differences(db));
        Assert.Equal(0, await db.QuerySingleAsync<int>("select open_count from operators where id = @Id", new { ana.Id }));
        Assert.Equal("Insulta", await db.QuerySingleAsync<string>("select data ->> 'reason' from events where kind = 'contact_blocked' and contact_id = @ContactId", new { held.ContactId }));
        Assert.Equal(["blocked"], await db.QueryAsync<string>("select action from audit where subject = 'contact' and subject_id = @ContactId", new { held.ContactId }));
        var state = await Contacts.Blocking(db, ana, held.ContactId);
        Assert.Equal((Now, bruno.Name, "Insulta", 0), (state!.At, state.By, state.Reason, state.Withheld));
    }

    [Fact]
    public async Task Nothing_that_a_blocked_contact_sends_moves_anything_but_the_messages_kept_aside()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var held = await desk.Held(ana, phone);
        var ours = await desk.Sends(ana, held, "wamid.ours", Noon.AddMinutes(1));
        var theirs = (await desk.Chat(phone))[0];
        await Contacts.Block(Database, ana, held.ContactId, "spam", Now);
        var before = await Rollups();

        await desk.Arrives(Now.AddMinutes(1), [
            .. Enumerable.Range(0, 10).Select(one => Make.Text(phone, $"mensaje {one}", Now.AddSeconds(one), $"wamid.kept.{one}")),
            new InboundReaction("wamid.ours", Now.AddMinutes(1), Make.Sender(phone), "🤬"),
            new InboundEdit(await External(theirs.Id), Now.AddMinutes(1), "edit.1", MessageKind.Text, "otra cosa", null),
            new InboundDeletion(await External(theirs.Id), Now.AddMinutes(1)),
            new InboundGreeting("greeting.1", Now.AddMinutes(1), Make.Sender(phone)),
            new InboundEdit("wamid.kept.3", Now.AddMinutes(2), "edit.2", MessageKind.Text, "corregido", null)]);

        Assert.Equal(before, await Rollups());
        Assert.Equal(["hola", "hola"], (await desk.Chat(phone)).Select(message => message.Body));
        Assert.Null((await desk.Message(ours.Id)).ContactReaction);
        var supervisor = await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox);
        await using var db = await Database.Open();
        Assert.Empty(await Messages.Withheld(db, ana, held.ContactId, null, 50));
        var kept = await Messages.Withheld(db, supervisor, held.ContactId, null, 50);
        Assert.Equal(13, kept.Count);
        Assert.Equal(
            ["mensaje 0", "mensaje 1", "mensaje 2", "corregido", "mensaje 4"], kept.Take(5).Select(message => message.Body));
        Assert.Equal([(MessageKind.Text, "otra cosa"), (MessageKind.Deleted, ""), (MessageKind.Text, "🤬")],
            kept.Skip(10).OrderBy(message => message.Body == "🤬" ? 2 : message.Body.Length == 0 ? 1 : 0).Select(message => (message.Kind, message.Body)));
        Assert.Contains(kept, message => message.Body == "🤬" && message.QuotedId == ours.Id);
        var state = await Contacts.Blocking(db, ana, held.ContactId);
        Assert.Equal((13, Now), (state!.Withheld, state.Since));
        Assert.Empty((await Messages.Search(db, supervisor, held.ThreadId, "mensaje")).Found);
    }

    [Fact]
    public async Task What_our_own_phone_writes_and_the_ticks_of_what_we_sent_are_still_heard()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var held = await desk.Held(ana, phone);
        var ours = await desk.Sends(ana, held, $"wamid.{phone}", Noon.AddMinutes(1));
        await Contacts.Block(Database, ana, held.ContactId, "spam", Now);

        await desk.Arrives(Now,
            new InboundStatus($"wamid.{phone}", Now, Delivery.Read, null, null),
            Make.Text(phone, "desde el teléfono", Now) with { ByPhone = true });

        Assert.Equal(Delivery.Read, (await desk.Message(ours.Id)).Delivery);
        Assert.Contains(await desk.Chat(phone), message => message is { Author: Author.Phone, Body: "desde el teléfono" });
        Assert.Equal(TicketStatus.Closed, (await desk.Ticket(phone)).Status);
    }

    [Fact]
    public async Task Whatever_waits_to_leave_does_not_and_says_why()
    {
        var desk = await Desk.Open(Database);
        await DialogueDesk.EmptyOutbox(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var held = await desk.Held(ana, phone);
        var queued = await desk.Replies(ana, held, "ya va", Noon.AddMinutes(1));
        var hello = (await desk.Chat(phone))[0];
        await Messages.React(Database, ana, held.Id, hello.Id, "👍", Noon.AddMinutes(1));

        await Contacts.Block(Database, ana, held.ContactId, "spam", Now);

        Assert.Equal((Delivery.Failed, Outbox.ContactBlocked), ((await desk.Message(queued.Id)).Delivery, (await desk.Message(queued.Id)).Failure));
        Assert.Equal(ReactionState.Refused, (await desk.Message(hello.Id)).ReactionState);
        Assert.Null(await desk.Claim(Now.AddMinutes(1)));
    }

    [Fact]
    public async Task Nobody_opens_reopens_undoes_or_writes_to_them_and_each_is_told_why()
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var held = await desk.Held(ana, phone);
        await Tickets.Apply(Database, TicketMove.Close, ana, held.Id, Now);
        await Contacts.Block(Database, ana, held.ContactId, "spam", Now.AddSeconds(1));
        await using var db = await Database.Open();

        Refusal?[] refusals =
        [
            (await Tickets.OpenOn(Database, ana, held.ThreadId, Now.AddSeconds(2))).Refusal,
            (await Tickets.OpenTo(Database, ana, desk.Channel.Id, phone, null, Now.AddSeconds(2))).Refusal,
            (await Tickets.Apply(Database, TicketMove.Reopen, ana, held.Id, Now.AddSeconds(2))).Refusal,
            (await Tickets.UndoClose(Database, ana, held.Id, Now.AddSeconds(2))).Refusal,
            (await Messages.Reply(Database, ana, held.Id, "hola", Guid.NewGuid(), Now.AddSeconds(2))).Refusal,
        ];

        Assert.All(refusals, refusal => Assert.Equal(RefusalReason.ContactBlocked, refusal?.Reason));
        Assert.DoesNotContain(await Tickets.Recipients(db, ana, ""), person => person.ContactId == held.ContactId);
        Assert.True(Assert.Single(await Tickets.Reaches(db, ana, held.ContactId)).Blocked);
        Assert.Equal(TicketStatus.Closed, (await desk.Ticket(phone)).Status);
    }

    [Fact]
    public async Task Once_unblocked_the_next_message_opens_as_usual_and_what_was_kept_aside_stays_there()
    {
        var desk = await Desk.Open(Database);
        await Make.Rules(Database, desk.Inbox, rules => rules with { Grace = TimeSpan.Zero });
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        var first = await Make.Ticket(Database, desk.Channel, phone: phone);
        await Contacts.Block(Database, ana, first.ContactId, "spam", Now);
        await desk.Arrives(Now.AddMinutes(1), Make.Text(phone, "escondido", Now.AddMinutes(1), $"wamid.hidden{phone}"));

        Assert.Null(await Contacts.Unblock(Database, ana, first.ContactId, Now.AddMinutes(2)));
        await desk.Arrives(Now.AddMinutes(3), Make.Text(phone, "perdón", Now.AddMinutes(3)) with { QuotedExternalId = $"wamid.hidden{phone}" });

        var second = await desk.Ticket(phone);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal((TicketStatus.Queued, "perdón"), (second.Status, second.LastPreview));
        Assert.Equal(["hola", "perdón"], (await desk.Chat(phone)).Select(message => message.Body));
        Assert.Null((await desk.Chat(phone))[^1].QuotedId);
        await using var db = await Database.Open();
        var state = await Contacts.Blocking(db, ana, first.ContactId);
        Assert.Equal((false, 1, Now.AddMinutes(1)), (state!.IsBlocked, state.Withheld, state.Since));
        Assert.Empty(await Contacts.Blocked(db, ana, "", null, 100) is var all ? all.Where(one => one.ContactId == first.ContactId) : []);
    }

    [Fact]
    public async Task Who_may_block_is_a_setting_and_a_reason_is_needed()
    {
        var desk = await Desk.Open(Database);
        var (ana, admin) = (await desk.Operator(), await Make.Operator(Database, Role.Admin));
        var ticket = await Make.Ticket(Database, desk.Channel);
        var stranger = await Make.Operator(Database);

        await Installation.LetBlock(Database, admin.Id, Role.Supervisor, Now);
        var forbidden = await Contacts.Block(Database, ana, ticket.ContactId, "spam", Now);
        await Installation.LetBlock(Database, admin.Id, Role.Operator, Now);

        Assert.Equal(RefusalReason.MayNotBlock, forbidden?.Reason);
        Assert.Equal(RefusalReason.NeedsBlockReason, (await Contacts.Block(Database, ana, ticket.ContactId, " ", Now))?.Reason);
        Assert.Equal(RefusalReason.BlockReasonTooLong, (await Contacts.Block(Database, ana, ticket.ContactId, new('a', 501), Now))?.Reason);
        Assert.Equal(RefusalReason.NotFound, (await Contacts.Block(Database, stranger, ticket.ContactId, "spam", Now))?.Reason);
        Assert.Null(await Contacts.Block(Database, ana, ticket.ContactId, "spam", Now));
    }

    // All that a list, a counter, a figure or a stream is made of; what was kept aside lies among the messages and nowhere else.
    private async Task<string> Rollups()
    {
        string[] tables =
        [
            "contacts r", "contact_aliases r", "threads r", "conversations r", "tickets r", "message_sends r", "reactions r", "reaction_sends r", "pending_updates r",
            "events r", "operators r", "operator_inboxes r", "ticket_reads r", "dialogue_sessions r", "mentions r", "read_receipts r", "messages r where not r.withheld",
        ];
        await using var db = await Database.Open();
        var rows = tables.Select(table => db.QuerySingle<string>($"select '{table}' || coalesce(string_agg(r::text, E'\\n' order by r::text), '') from {table}"));
        return string.Join('\n', rows);
    }

    private Task<string> External(long message) => Make.One<string>(Database, "select external_id from messages where id = @message", new { message });
}
