using AngleSharp.Dom;
using Convos.Data;

namespace Convos.Tests;

/// <summary>What a bubble tells beyond its words, and that an open chat learns of second thoughts.</summary>
public sealed class BubblesTests(TestApp app) : IClassFixture<TestApp>
{
    private static DateTime Now => DateTime.UtcNow;

    [Fact]
    public async Task An_edit_is_shown_as_one_and_a_deletion_leaves_a_sentence()
    {
        var (desk, phone, _, session) = await Chat();
        using var person = session;
        var (edited, deleted) = (Make.Text(phone, "hila", Now), Make.Text(phone, "secreto", Now.AddSeconds(1)));
        await desk.Arrives(Now, edited, deleted);
        var ticket = await desk.Ticket(phone);
        var path = $"/inbox/all/{ticket.Id}";
        await using var stream = await LiveStream.Of(session, path);

        await desk.Arrives(Now, new InboundEdit(edited.ExternalId, Now, "e1", MessageKind.Text, "hola, ¿hay stock?", null), new InboundDeletion(deleted.ExternalId, Now));

        await stream.Next(item => item.Data.Contains("editado", StringComparison.Ordinal));
        var page = (await session.Get(path)).Document;
        Assert.Equal("hola, ¿hay stock?", Bubble(page, "hay stock").QuerySelector(".body")!.TextContent);
        Assert.Contains("editado", Bubble(page, "hay stock").QuerySelector(".meta")!.TextContent, StringComparison.Ordinal);
        Assert.Null(Bubble(page, "Mensaje eliminado").QuerySelector(".body"));
        Assert.DoesNotContain("secreto", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Mensaje eliminado", page.QuerySelector($"#ticket-{ticket.Id} .row-said")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_phone_is_named_an_advertisement_is_a_card_and_a_new_number_is_a_line()
    {
        var (desk, phone, ticket, session) = await Chat();
        using var person = session;

        await desk.Arrives(Now,
            Make.Text(phone, "desde el mostrador", Now.AddSeconds(1)) with { ByPhone = true },
            Make.Text(phone, "¿precio?", Now.AddSeconds(2)) with
            {
                Content = """{"type":"text","context":{"frequently_forwarded":true},"referral":{"source_type":"ad","headline":"Rebajas","body":"<b>Hoy</b>","source_url":"https://fb.me/1"}}""",
            },
            Make.Text(phone, "User changed", Now.AddSeconds(3)) with
            {
                Kind = MessageKind.System,
                Content = """{"type":"system","system":{"type":"user_changed_number","wa_id":"12195550102"}}""",
            },
            Make.Text(phone, "", Now.AddSeconds(4)) with
            {
                Kind = MessageKind.Unknown,
                Content = """{"type":"hologram","errors":[{"code":1,"error_data":{"details":"Ábralo en el teléfono"}}]}""",
            });

        var page = (await session.Get($"/inbox/all/{ticket.Id}")).Document;
        var byPhone = Bubble(page, "desde el mostrador");
        Assert.Equal(("out", "Teléfono"), (byPhone.ClassList[1], byPhone.QuerySelector(".by")!.TextContent.Trim()));
        var advert = Bubble(page, "¿precio?").QuerySelector(".advert")!;
        Assert.Contains("Llegó por un anuncio", advert.TextContent, StringComparison.Ordinal);
        Assert.Contains("<b>Hoy</b>", advert.TextContent, StringComparison.Ordinal);
        Assert.Equal("https://fb.me/1", advert.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("Reenviado muchas veces", Bubble(page, "¿precio?").TextContent, StringComparison.Ordinal);
        Assert.Contains("event", Bubble(page, "Cambió su número a +1 219-555-0102").ClassList);
        Assert.Contains("Ábralo en el teléfono", Bubble(page, "(hologram)").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("/settings")]
    [InlineData("no es una dirección")]
    public async Task An_advertisement_leads_to_a_web_address_or_nowhere(string address)
    {
        var (desk, phone, ticket, session) = await Chat();
        using var person = session;

        await desk.Arrives(Now, Make.Text(phone, "¿precio?", Now) with { Content = $$$"""{"type":"text","referral":{"source_type":"post","source_url":"{{{address}}}"}}""" });

        Assert.Null((await session.Get($"/inbox/all/{ticket.Id}")).Document.QuerySelector(".advert a"));
    }

    [Fact]
    public async Task An_open_chat_asks_for_itself_again_when_its_customer_proves_to_be_another()
    {
        var (desk, phone, ticket, session) = await Chat();
        using var person = session;
        var other = Tests.Desk.Phone();
        await desk.Arrives(Now, Make.Text(other, "soy otra", Now));
        await using var stream = await LiveStream.Of(session, $"/inbox/all/{ticket.Id}");
        await stream.Signal("hello");

        await desk.Arrives(Now, new InboundIdentity("x", Now, new Sender([.. Make.Sender(phone).Aliases, .. Make.Sender(other).Aliases], null, null, phone)));

        await stream.Signal("resync");
        Assert.NotNull(Bubble((await session.Get($"/inbox/all/{ticket.Id}")).Document, "soy otra"));
    }

    private async Task<(Desk Desk, string Phone, Ticket Ticket, Session Session)> Chat()
    {
        var inbox = await Make.Inbox(app.Database);
        var (desk, phone, email) = (new Desk(app.Database, inbox, await app.Channel(inbox)), Tests.Desk.Phone(), $"ana{Make.Number()}@convos.test");
        await app.Person(email, Role.Operator, inbox);
        return (desk, phone, await Make.Ticket(app.Database, desk.Channel, Now.AddMinutes(-5), phone), await Session.SignedIn(app, email));
    }

    private static IElement Bubble(IDocument page, string words) =>
        page.QuerySelectorAll(".message").First(message => message.TextContent.Contains(words, StringComparison.Ordinal));
}
