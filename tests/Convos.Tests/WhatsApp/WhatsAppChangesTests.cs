using Convos.Data;
using Dapper;
using static Convos.Tests.Mailbox;

namespace Convos.Tests;

/// <summary>Second thoughts, and what the business writes on its own phone. Every payload comes twice.</summary>
public sealed class WhatsAppChangesTests : IAsyncLifetime
{
    private const string Ana = "16505550101";
    private const string Shop = "15550100";

    private readonly Mailbox mail = new();

    public Task InitializeAsync() => mail.InitializeAsync();

    public Task DisposeAsync() => mail.DisposeAsync();

    [Fact]
    public async Task An_edit_changes_the_words_in_place_and_keeps_the_old_ones()
    {
        await mail.Messages(Says(Ana, "wamid.1", 0, "hila"));

        await mail.Messages(Edits(Ana, "wamid.2", 5, "wamid.1", "hola"));

        Assert.Equal(["contact text: hola (edited)", "worded: hila", "worded: hola"], await Said());
        Assert.Equal("hola", (await Ticket()).LastPreview);
        Assert.Equal(["received", "edited"], await Events());
    }

    [Fact]
    public async Task Of_two_edits_the_newer_is_shown_whichever_comes_first()
    {
        await mail.Messages(Says(Ana, "wamid.1", 0, "uno"));

        await mail.Messages(Edits(Ana, "wamid.3", 9, "wamid.1", "tres"));
        await mail.Messages(Edits(Ana, "wamid.2", 5, "wamid.1", "dos"));

        Assert.Equal(["contact text: tres (edited)", "worded: uno", "worded: dos", "worded: tres"], await Said());
    }

    [Fact]
    public async Task A_deleted_message_leaves_its_place_and_nothing_of_what_it_said()
    {
        await mail.Messages(Says(Ana, "wamid.1", 0, "secreto"), Says(Ana, "wamid.2", 1, "hola"));

        await mail.Messages(Deletes(Ana, "wamid.3", 5, "wamid.2"), Deletes(Ana, "wamid.4", 6, "wamid.1"));
        await mail.Messages(Edits(Ana, "wamid.5", 7, "wamid.1", "otra vez"));

        Assert.Equal(["contact deleted: ", "contact deleted: ", "worded: secreto", "worded: hola", "worded: otra vez"], await Said());
        var ticket = await Ticket();
        Assert.Equal((MessageKind.Deleted, ""), (ticket.LastKind, ticket.LastPreview));
        Assert.Equal(2, (await Events()).Count(kind => kind == "deleted"));
    }

    [Fact]
    public async Task What_overtakes_its_message_waits_for_it()
    {
        await mail.Messages(Edits(Ana, "wamid.2", 5, "wamid.1", new string('x', 5000)));
        await mail.Messages(Deletes(Ana, "wamid.4", 5, "wamid.3"));
        Assert.Equal(["waiting: deletion", "waiting: edit"], await mail.Effects());

        await mail.Messages(Says(Ana, "wamid.1", 0, "hola"), Says(Ana, "wamid.3", 1, "chau"));

        Assert.Equal([$"contact text: {new string('x', 24)} (edited)", "contact deleted: ", "worded: hola", "worded: chau", $"worded: {new string('x', 24)}"], await Said());
        Assert.DoesNotContain("waiting: edit", await mail.Effects());
    }

    [Fact]
    public async Task Nobody_changes_the_words_of_the_other_side()
    {
        await mail.Messages(Says(Ana, "wamid.1", 0, "hola"));
        await mail.Echoes(Echo("wamid.2", 3, "¡Hola!"));

        await mail.Messages(Edits(Ana, "wamid.3", 5, "wamid.2", "mentira"), Deletes(Ana, "wamid.4", 6, "wamid.2"));
        await mail.Echoes(Echo(Edits(Shop, "wamid.5", 7, "wamid.1", "mentira")), Echo(Deletes(Shop, "wamid.6", 8, "wamid.1")));

        Assert.Equal(["contact text: hola", "phone text: ¡Hola!"], await Said());
    }

    [Fact]
    public async Task An_answer_from_the_phone_ends_the_wait_and_is_never_sent_again()
    {
        await mail.Messages(Says(Ana, "wamid.1", 0, "¿están?"));

        await mail.Echoes(Echo("wamid.2", 60, "Sí, diga"));

        Assert.Contains("ticket queued, answered", await mail.Effects());
        var ticket = await Ticket();
        Assert.Equal((Author.Phone, "Sí, diga"), (ticket.LastAuthor, ticket.LastPreview));
        Assert.Null(await mail.Desk.Claim(mail.Clock.Now()));
        Assert.Equal(["received", "echoed"], await Events());

        await mail.Messages(Says(Ana, "wamid.3", 90, "gracias"));
        Assert.Contains("ticket queued", await mail.Effects());
    }

    [Fact]
    public async Task What_was_written_after_the_phones_answer_still_waits_though_it_came_before_it()
    {
        await mail.Messages(Says(Ana, "wamid.1", 0, "hola"), Says(Ana, "wamid.3", 60, "¿y en azul?"));

        await mail.Echoes(Echo("wamid.2", 30, "¡Hola!"));

        Assert.Equal(new DateTime(2026, 1, 2, 2, 47, 40, DateTimeKind.Utc), (await Ticket()).AwaitingSince);
    }

    [Fact]
    public async Task The_phone_writes_to_somebody_new_and_opens_no_ticket()
    {
        await mail.Echoes(Echo("wamid.1", 0, "Su pedido está listo"));

        Assert.Equal(
            [$"+1 650-555-0101 = phone {Ana}", $"to +{Ana}, who never wrote", "phone text: Su pedido está listo [no ticket]"], await mail.Effects());

        await mail.Messages(Says(Ana, "wamid.2", 9, "voy"));
        Assert.Contains("ticket queued", await mail.Effects());
    }

    [Fact]
    public async Task The_phones_words_have_ticks_reactions_edits_and_deletions_of_their_own()
    {
        await mail.Messages(Says(Ana, "wamid.1", 0, "hola"));
        await mail.Echoes(Echo("wamid.ours", 3, "¡Hila!"), Echo("wamid.3", 4, "¿qué?"));

        await mail.Arrive(""" "statuses":[{"id":"wamid.ours","status":"read","timestamp":"1767322009"}] """);
        await mail.Messages(By(Ana, "wamid.4", 9, "reaction", """ "reaction":{"message_id":"wamid.ours","emoji":"👍"} """));
        await mail.Echoes(
            Echo(Edits(Shop, "wamid.5", 10, "wamid.ours", "¡Hola!")), Echo(Deletes(Shop, "wamid.6", 11, "wamid.3")),
            Echo(By(Shop, "wamid.7", 12, "reaction", """ "reaction":{"message_id":"wamid.1","emoji":"❤️"} """)));

        Assert.Equal(
            ["contact text: hola", "phone text: ¡Hola! (edited)", "phone deleted: ", "worded: ¡Hila!", "worded: ¿qué?", "worded: ¡Hola!"], await Said());
        Assert.Equal(["ours read", "contact reacted 👍 to ours", "operator reacted ❤️ to what was said"], (await mail.Effects()).TakeLast(3));
    }

    [Fact]
    public async Task What_left_through_us_and_comes_back_as_an_echo_is_one_message()
    {
        var ana = await mail.Desk.Operator();
        var ticket = await mail.Desk.Held(ana, "+" + Ana, mail.Clock.Now());
        await mail.Desk.Sends(ana, ticket, "wamid.ours", mail.Clock.Now());

        await mail.Echoes(Echo("wamid.ours", 0, "hola"));

        Assert.Equal(["contact text: hola", "operator text: hola"], await Said());
    }

    [Fact]
    public async Task A_phones_message_that_failed_is_not_ours_to_repeat()
    {
        var ana = await mail.Desk.Operator();
        await mail.Desk.Held(ana, "+" + Ana, mail.Clock.Now());
        await mail.Echoes(Echo("wamid.ours", 0, "hola"));
        await mail.Arrive(""" "statuses":[{"id":"wamid.ours","status":"failed","timestamp":"1767322009","errors":[{"code":131026,"title":"x"}]}] """);
        var id = await Make.One<long>(mail.Database, "select id from messages where author = 'phone'");

        var retried = await Messages.Retry(mail.Database, ana, id, mail.Clock.Now());

        Assert.NotNull(retried.Refusal);
        Assert.Null(await mail.Desk.Claim(mail.Clock.Now()));
    }

    [Fact]
    public async Task Whoever_opens_the_chat_may_be_written_to_and_has_said_nothing()
    {
        await mail.Messages(By(Ana, "wamid.1", 0, "request_welcome", "\"x\":0"));

        Assert.Equal([$"+1 650-555-0101 = phone {Ana}", $"to +{Ana}"], await mail.Effects());
        Assert.Equal(["greeted"], await Events());
    }

    [Fact]
    public async Task An_advertisement_is_remembered_as_what_brought_the_customer()
    {
        await mail.Messages(
            By(Ana, "wamid.1", 0, "text", """ "text":{"body":"precio?"},"referral":{"source_type":"ad","headline":"Rebajas","source_url":"https://fb.me/1"} """),
            By(Ana, "wamid.2", 1, "text", """ "text":{"body":"hola"},"referral":{"source_type":"post or ad","headline":"Otra"} """));

        Assert.Contains("from ad: Rebajas", await mail.Effects());
        Assert.Single(await mail.Effects(), line => line.StartsWith("from", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_said_in_a_group_is_not_said_to_us()
    {
        await mail.Messages(By(Ana, "wamid.1", 0, "text", """ "text":{"body":"hola"},"group_id":"g" """));

        Assert.Empty(await mail.Effects());
    }

    private static string Echo(string id, int second, string body) => Echo(Says(Shop, id, second, body));

    private static string Echo(string message) => message.Insert(1, $"\"to\":\"{Ana}\",");

    private async Task<IReadOnlyList<string>> Said() =>
        [.. (await mail.Effects()).Where(line => line.StartsWith("contact ", StringComparison.Ordinal) || line.StartsWith("phone ", StringComparison.Ordinal)
            || line.StartsWith("operator text", StringComparison.Ordinal) || line.StartsWith("worded", StringComparison.Ordinal))
            .Where(line => !line.Contains("reacted", StringComparison.Ordinal))];

    private Task<Ticket> Ticket() => mail.Desk.Ticket("+" + Ana);

    private async Task<IReadOnlyList<string>> Events()
    {
        await using var db = await mail.Database.Open();
        return (await db.QueryAsync<string>("select kind from events where kind <> 'opened' order by id")).AsList();
    }
}
