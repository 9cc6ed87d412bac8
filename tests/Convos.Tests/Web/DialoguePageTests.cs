using System.Globalization;
using System.Net;
using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>The page on which an administrator writes what a channel says by itself.</summary>
public sealed class DialoguePageTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task What_is_saved_is_what_the_form_shows_and_the_channel_speaks()
    {
        var (admin, channel, inbox) = await Desk();
        var schedule = await DialogueDesk.Schedule(app.Database);

        var saved = await admin.Post(Url(channel), Fields(inbox, ("Form.Schedule", $"{schedule}"), ("Form.OutOfHours", "Volvemos mañana.")));
        var form = (await admin.Get(Url(channel))).Document;

        Assert.Equal(HttpStatusCode.SeeOther, saved.Status);
        Assert.True(form.QuerySelector("[name='Form.Entry'][value=dialogue]")!.HasAttribute("checked"));
        Assert.Equal("Hola\n¿qué tal?", form.QuerySelector("[name='Form.Greeting']")!.TextContent);
        Assert.Equal("Compras", form.QuerySelector("[name='Form.Options[0].Label']")!.GetAttribute("value"));
        Assert.Equal($"{inbox}", form.QuerySelector("[name='Form.Options[0].Inbox'] option[selected]")!.GetAttribute("value"));
        Assert.Equal($"{schedule}", form.QuerySelector("[name='Form.Schedule'] option[selected]")!.GetAttribute("value"));
        Assert.Contains("1. Compras\n2. Persona", form.QuerySelector(".said")!.TextContent);
        Assert.Contains(channel.Name, (await admin.Get("/settings/schedules")).Body);
        Assert.Equal("dialogue", await Entry(channel));
        var lines = (await admin.Get($"/settings/audit?subject=Dialogue&q={channel.Name}")).Document.QuerySelectorAll(".audit dl div")
            .Select(line => string.Join(' ', line.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains("Entrada Bandeja → Diálogo", lines);
        Assert.Contains($"Opciones Compras → {await Make.One<string>(app.Database, "select name from inboxes where id = @inbox", new { inbox })}", lines);
        Assert.Contains($"Horario {await Make.One<string>(app.Database, "select name from schedules where id = @schedule", new { schedule })}", lines);
    }

    [Fact]
    public async Task Back_to_tickets_at_once_keeps_the_dialogue_for_later()
    {
        var (admin, channel, inbox) = await Desk();
        await admin.Post(Url(channel), Fields(inbox));

        await admin.Post(Url(channel), Fields(inbox, ("Form.Entry", "inbox")));

        Assert.Equal("inbox", await Entry(channel));
        Assert.Equal("Compras", (await admin.Get(Url(channel))).Document.QuerySelector("[name='Form.Options[0].Label']")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("Form.Greeting", " ", "Escribe el saludo")]
    [InlineData("Form.Options[0].Label", "", "Escribe el texto de cada opción")]
    [InlineData("Form.Options[0].Label", "persona", "dos opciones que dicen lo mismo")]
    [InlineData("Form.Options[0].Label", "Dos", "se confunde con el número")]
    [InlineData("Form.Options[0].Inbox", "", "bandeja habilitada para «Compras»")]
    [InlineData("Form.Person.Inbox", "999999", "bandeja habilitada para «Persona»")]
    [InlineData("Form.Person.Label", "", "hablar con una persona")]
    [InlineData("Form.NotUnderstood", "", "no se entiende")]
    [InlineData("Form.Schedule", "999999", "Ese horario ya no existe")]
    public async Task What_cannot_be_kept_is_said_in_a_sentence_and_what_was_typed_stays(string field, string value, string sentence)
    {
        var (admin, channel, inbox) = await Desk();

        var answer = await admin.Post(Url(channel), Fields(inbox, ("Form.OutOfHours", "Volvemos."), (field, value)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(sentence, answer.Document.QuerySelector(".problems")!.TextContent);
        Assert.Contains("Volvemos.", answer.Body);
        Assert.Equal("inbox", await Entry(channel));
    }

    [Fact]
    public async Task A_disabled_inbox_no_options_and_more_than_whatsapp_accepts_are_refused()
    {
        var (admin, channel, inbox) = await Desk();
        var disabled = await Make.Inbox(app.Database);
        await using var db = await app.Database.Open();
        await db.ExecuteAsync("update inboxes set enabled = false where id = @disabled", new { disabled });

        var closed = await admin.Post(Url(channel), Fields(inbox, ("Form.Options[0].Inbox", $"{disabled}")));
        var none = await admin.Post(Url(channel), Fields(inbox, ("Form.Options[0].Inbox", ""), ("Form.Options[0].Label", "")));
        var tooLong = await admin.Post(Url(channel), Fields(inbox, ("Form.Greeting", new string('á', 4090))));

        Assert.Contains("bandeja habilitada", closed.Body);
        Assert.DoesNotContain(closed.Document.QuerySelectorAll("option"), option => option.GetAttribute("value") == $"{disabled}");
        Assert.Contains("Escribe al menos una opción", none.Body);
        Assert.Contains("WhatsApp acepta hasta 4096", tooLong.Body);
        Assert.Equal("inbox", await Entry(channel));
    }

    [Fact]
    public async Task The_preview_shows_what_is_being_written_and_stores_nothing()
    {
        var (admin, channel, inbox) = await Desk();

        var preview = await admin.Htmx(Url(channel) + "?handler=preview", Fields(inbox, ("Form.Greeting", "¡Buenas <b>tardes</b>!")));

        Assert.StartsWith("¡Buenas <b>tardes</b>!\n\n1. Compras\n2. Persona", preview.Document.QuerySelector(".said dd")!.TextContent);
        Assert.Equal(0, await Make.One<int>(app.Database, "select count(*)::int from dialogues where channel_id = @id", new { id = channel.Id }));
    }

    private static string Url(Channel channel) => $"/settings/channels/{channel.Name}/dialogue";

    private Task<string> Entry(Channel channel) => Make.One<string>(app.Database, "select entry from channels where id = @id", new { id = channel.Id });

    private async Task<(Session Admin, Channel Channel, long Inbox)> Desk()
    {
        var inbox = await Make.Inbox(app.Database);
        var channel = await Make.Channel(app.Database, inbox);
        var email = $"person{Make.Number()}@convos.test";
        await app.Person(email, Role.Admin);
        var admin = await Session.SignedIn(app, email);
        await admin.Get(Url(channel));
        return (admin, channel, inbox);
    }

    // The last of a name counts.
    private static (string, string)[] Fields(long inbox, params (string Name, string Value)[] fields)
    {
        var id = inbox.ToString(CultureInfo.InvariantCulture);
        (string Name, string Value)[] all =
        [
            ("Form.Entry", "dialogue"), ("Form.Greeting", "Hola\r\n¿qué tal?"), ("Form.Options[0].Label", "Compras"), ("Form.Options[0].Inbox", id),
            ("Form.Person.Label", "Persona"), ("Form.Person.Inbox", id), ("Form.NotUnderstood", "No entendí."), ("Form.HandOff", "Ya va."), .. fields,
        ];
        return [.. all.GroupBy(field => field.Name).Select(group => group.Last())];
    }
}
