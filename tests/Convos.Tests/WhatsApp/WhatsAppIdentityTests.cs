using Convos.Data;
using static Convos.Tests.Mailbox;

namespace Convos.Tests;

/// <summary>What payloads tell about who somebody is. Every payload comes twice.</summary>
public sealed class WhatsAppIdentityTests : IAsyncLifetime
{
    private const string Ana = "16505550101";

    private readonly Mailbox mail = new();

    public Task InitializeAsync() => mail.InitializeAsync();

    public Task DisposeAsync() => mail.DisposeAsync();

    [Fact]
    public async Task A_new_number_is_one_more_alias_is_answered_from_now_on_and_is_no_word_of_the_customer()
    {
        await mail.Messages(Says(Ana, "wamid.1", 0, "hola"));
        var before = await mail.Desk.Ticket("+" + Ana);

        await mail.Messages(By(Ana, "wamid.2", 60, "system", """ "system":{"type":"user_changed_number","wa_id":"12195550102","body":"changed"} """));

        Assert.Equal(
            [
                "+1 219-555-0102 = phone 12195550102, phone 16505550101", "to +12195550102",
                "contact text: hola", "system system: changed", "ticket queued",
            ], await mail.Effects());
        var after = await mail.Desk.Ticket("+" + Ana);
        Assert.Equal(("+1 219-555-0102", before.WindowClosesAt, before.LastPreview), (after.ContactPhone, after.WindowClosesAt, after.LastPreview));
        await mail.Messages(Says("12195550102", "wamid.3", 90, "soy yo"));
        Assert.Equal(after.Id, (await mail.Desk.Ticket("+12195550102")).Id);
    }

    [Fact]
    public async Task A_system_message_alone_opens_no_ticket()
    {
        await mail.Messages(By(Ana, "wamid.1", 0, "system", """ "system":{"type":"customer_identity_changed","body":"changed"},"identity":{"hash":"x"} """));

        Assert.Equal(
            [$"+1 650-555-0101 = phone {Ana}", $"to +{Ana}, who never wrote", "system system: changed +identity [no ticket]"], await mail.Effects());
    }

    [Theory]
    [InlineData("message")]
    [InlineData("field")]
    public async Task A_new_user_id_replaces_the_old_as_the_address_and_stands_beside_it_as_an_alias(string told)
    {
        await mail.Messages(Says("US.1", "wamid.1", 0, "hola"));

        await (told == "message"
            ? mail.Messages(By("US.1", "wamid.2", 5, "system", """ "system":{"type":"user_changed_user_id","user_id":"US.2","body":"changed"} """))
            : mail.Arrive(""" "user_id_update":[{"user_id":{"previous":"US.1","current":"US.2"},"timestamp":"1767322005"}] """, "user_id_update"));

        Assert.Equal(["US.1 = user US.1, user US.2", "to US.2"], (await mail.Effects()).Take(2));
    }

    [Fact]
    public async Task News_of_strangers_makes_nobody()
    {
        await mail.Arrive(""" "user_id_update":[{"wa_id":"16505550101","user_id":{"previous":"US.1","current":"US.2"}},{"user_id":7},{}] """, "user_id_update");
        await mail.Arrive(""" "statuses":[{"id":"wamid.x","status":"read","timestamp":"1767322005","recipient_id":"16505550101","recipient_user_id":"US.1"}] """);

        Assert.Equal(["waiting: status"], await mail.Effects());
    }

    [Fact]
    public async Task A_status_that_names_number_and_user_id_teaches_the_alias()
    {
        await mail.Messages(Says(Ana, "wamid.1", 0, "hola"));

        await mail.Arrive(""" "statuses":[{"id":"wamid.x","status":"read","timestamp":"1767322005","recipient_id":"16505550101","recipient_user_id":"US.1"}] """);

        Assert.Equal($"+1 650-555-0101 = phone {Ana}, user US.1", (await mail.Effects())[0]);
    }

    [Theory]
    [InlineData("contact_request", "Ana = phone 16505550101, user US.1", "to +16505550101")]
    [InlineData("other", "Ana = user US.1", "to US.1")]
    public async Task A_number_that_we_asked_for_is_the_senders_and_a_card_of_somebody_else_is_not(string origin, string person, string address)
    {
        await mail.Messages(Says("US.1", "wamid.1", 0, "hola"));

        await mail.Arrive($$$"""
            "contacts":[{"profile":{"name":"Ana"},"user_id":"US.1"}],
            "messages":[{{{By("US.1", "wamid.2", 5, "contacts", $$""" "contacts":[{"origin":"{{origin}}","phones":[{"phone":"+1 650 555 0101"}]}] """)}}}]
            """);

        Assert.Equal([person, address], (await mail.Effects()).Take(2));
    }

    [Fact]
    public async Task Whoever_was_called_by_number_is_called_by_name_once_it_is_known()
    {
        await mail.Messages(Says(Ana, "wamid.1", 0, "hola"));

        await mail.Arrive($$"""  "contacts":[{"profile":{"name":"Ana"},"wa_id":"{{Ana}}"}],"messages":[{{Says(Ana, "wamid.2", 5, "soy Ana")}}]  """);
        await mail.Arrive($$"""  "contacts":[{"profile":{"name":"Anita"},"wa_id":"{{Ana}}"}],"messages":[{{Says(Ana, "wamid.3", 9, "o Anita")}}]  """);

        Assert.Equal($"Ana = phone {Ana}", (await mail.Effects())[0]);
    }

    [Fact]
    public async Task Whoever_changes_their_number_before_they_say_a_name_is_called_by_it_once_they_do()
    {
        await mail.Messages(Says(Ana, "wamid.1", 0, "hola"));
        await mail.Messages(By(Ana, "wamid.2", 5, "system", """ "system":{"type":"user_changed_number","wa_id":"12195550102","body":"changed"} """));

        await mail.Arrive($$"""  "contacts":[{"profile":{"name":"Ana"},"wa_id":"12195550102"}],"messages":[{{Says("12195550102", "wamid.3", 9, "soy Ana")}}]  """);

        Assert.Equal("Ana = phone 12195550102, phone 16505550101", (await mail.Effects())[0]);
    }

    [Theory]
    [InlineData(Ana, "US.1")]
    [InlineData("US.1", Ana)]
    public async Task Of_a_number_and_an_id_a_person_is_called_by_the_number(string first, string second)
    {
        await mail.Messages(Says(first, "wamid.1", 0, "hola"));
        await mail.Messages(Says(second, "wamid.2", 1, "hola"));

        await mail.Messages(By("US.1", "wamid.3", 5, "contacts", """ "contacts":[{"origin":"contact_request","phones":[{"phone":"+1 650 555 0101"}]}] """));

        Assert.Equal($"+1 650-555-0101 = phone {Ana}, user US.1", (await mail.Effects())[0]);
    }

    [Fact]
    public async Task Whoever_was_called_by_an_id_is_called_by_their_number_once_it_is_known()
    {
        await mail.Messages(Says("US.1", "wamid.1", 0, "hola"));

        await mail.Messages(By("US.1", "wamid.2", 5, "contacts", """ "contacts":[{"origin":"contact_request","phones":[{"phone":"+1 650 555 0101"}]}] """));

        Assert.Equal($"+1 650-555-0101 = phone {Ana}, user US.1", (await mail.Effects())[0]);
    }

    [Fact]
    public async Task One_event_that_shows_two_acquaintances_to_be_one_joins_them()
    {
        await mail.Messages(Says("US.1", "wamid.1", 0, "¿hay stock?"));
        await mail.Messages(Says(Ana, "wamid.2", 5, "hola"));

        await mail.Arrive($$$"""  "contacts":[{"wa_id":"{{{Ana}}}","user_id":"US.1"}],"messages":[{{{Says(Ana, "wamid.3", 9, "soy la misma")}}}]  """);

        Assert.Equal(
            [
                $"US.1 = phone {Ana}, user US.1".Replace("US.1 =", "+1 650-555-0101 =", StringComparison.Ordinal), $"to +{Ana}",
                "contact text: ¿hay stock?", "contact text: hola", "contact text: soy la misma", "ticket queued", "ticket closed",
                "another conversation",
            ], await mail.Effects());
    }
}
