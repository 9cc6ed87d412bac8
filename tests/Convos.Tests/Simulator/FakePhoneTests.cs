using System.Security.Cryptography;
using System.Text.Json;
using Convos.Data;
using Convos.Web;
using Convos.Workers;

namespace Convos.Tests;

/// <summary>What a customer does on the phone arrives as Meta tells it, and what the business sends shows on it.</summary>
public sealed class FakePhoneTests : MediaDesk
{
    [Theory]
    [InlineData("image", "image/jpeg", false, MessageKind.Image, "id mime_type sha256 caption")]
    [InlineData("video", "video/mp4", false, MessageKind.Video, "id mime_type sha256 caption")]
    [InlineData("document", "application/pdf", false, MessageKind.Document, "id mime_type sha256 caption filename")]
    [InlineData("audio", "audio/mpeg", false, MessageKind.Audio, "id mime_type sha256 voice")]
    [InlineData("audio", "audio/ogg; codecs=opus", true, MessageKind.Voice, "id mime_type sha256 voice")]
    [InlineData("sticker", "image/webp", false, MessageKind.Sticker, "id mime_type sha256 animated")]
    public async Task A_file_arrives_by_its_id_and_is_fetched(string type, string mime, bool voice, MessageKind kind, string parts)
    {
        var bytes = MediaFiles.Moving();

        var wamid = Phone.SendMedia(type, bytes, mime, "mi archivo", "mirá", voice);

        var message = await Last("messages");
        var content = message.GetProperty(type);
        Assert.Equal((wamid, type), (message.GetProperty("id").GetString(), message.GetProperty("type").GetString()));
        Assert.Equal(parts.Split(' '), content.EnumerateObject().Select(part => part.Name));
        Assert.Equal((mime, Convert.ToBase64String(SHA256.HashData(bytes))), (content.GetProperty("mime_type").GetString(), content.GetProperty("sha256").GetString()));
        Assert.Equal(kind, Heard<InboundMessage>().Kind);
        var (_, about) = await About(content.GetProperty("id").GetString()!);
        Assert.Equal(mime, about.GetProperty("mime_type").GetString());
        using var file = await Download(about.GetProperty("url").GetString()!);
        Assert.Equal(bytes, await file.Content.ReadAsByteArrayAsync());
        Assert.Equal((voice ? "voice" : type, content.GetProperty("id").GetString()), (Phone.Chat[^1].Content.Kind, Phone.Chat[^1].Content.File!.MediaId));
        Assert.True(type != "audio" || content.GetProperty("voice").GetBoolean() == voice);
        Assert.True(type != "sticker" || content.GetProperty("animated").GetBoolean());
    }

    [Fact]
    public async Task A_place_cards_a_forward_and_what_is_not_supported_arrive()
    {
        Phone.SendLocation(-34.6, -58.4, "Obelisco", "Av. 9 de Julio");
        var place = (await Last("messages")).GetProperty("location");
        Phone.SendContact(("Ana Paz", "+54 11 5555-0102"), ("Bruno", "+54 11 5555-0103"));
        var cards = (await Last("messages")).GetProperty("contacts");
        Phone.SendMedia("image", Photo.Of(), "image/png", forwarded: true);
        var forwarded = await Last("messages");
        Phone.SendUnsupported();
        var unsupported = await Last("messages");

        Assert.Equal((-34.6, -58.4, "Obelisco", "Av. 9 de Julio"), (place.GetProperty("latitude").GetDouble(), place.GetProperty("longitude").GetDouble(),
            place.GetProperty("name").GetString(), place.GetProperty("address").GetString()));
        Assert.Equal(["Ana Paz", "Bruno"], cards.EnumerateArray().Select(card => card.GetProperty("name").GetProperty("formatted_name").GetString()));
        Assert.Equal("541155550102", cards[0].GetProperty("phones")[0].GetProperty("wa_id").GetString());
        Assert.True(forwarded.GetProperty("context").GetProperty("forwarded").GetBoolean());
        Assert.Equal(131051, unsupported.GetProperty("errors")[0].GetProperty("code").GetInt32());
        Assert.Equal(MessageKind.Unsupported, Heard<InboundMessage>().Kind);
    }

    [Fact]
    public async Task A_customer_presses_a_button_and_chooses_from_a_list()
    {
        await Send("interactive", """{"type":"button","body":{"text":"¿Sí?"},"footer":{"text":"Convos"},"action":{"buttons":[{"type":"reply","reply":{"id":"si","title":"Sí"}}]}}""");
        var asked = Phone.Chat[^1];

        Phone.Choose(asked.Wamid, "si");
        var pressed = await Last("messages");
        await Send("interactive", """{"type":"list","body":{"text":"Elige"},"action":{"button":"Ver","sections":[{"rows":[{"id":"1","title":"Uno","description":"El primero"}]}]}}""");
        Phone.Choose(Phone.Chat[^1].Wamid, "1");
        var chosen = await Last("messages");

        Assert.Equal(("¿Sí?", "Convos"), (asked.Text, asked.Content.Foot));
        Assert.Equal("""{"type":"button_reply","button_reply":{"id":"si","title":"Sí"}}""", Compact(pressed.GetProperty("interactive")));
        Assert.Equal(asked.Wamid, pressed.GetProperty("context").GetProperty("id").GetString());
        Assert.Equal("""{"type":"list_reply","list_reply":{"id":"1","title":"Uno","description":"El primero"}}""", Compact(chosen.GetProperty("interactive")));
        Assert.Null(Phone.Choose(asked.Wamid, "no"));
    }

    [Fact]
    public async Task A_customer_presses_a_templates_button()
    {
        await Send("template", """{"name":"recordatorio_turno","language":{"code":"es"},"components":[{"type":"body","parameters":[{"type":"text","parameter_name":"nombre","text":"Ana"},{"type":"text","parameter_name":"fecha","text":"lunes"},{"type":"text","parameter_name":"hora","text":"10:30"}]},{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"confirmar"}]}]}""");

        Phone.Choose(Phone.Chat[^1].Wamid, "confirmar");

        Assert.Equal("""{"payload":"confirmar","text":"confirmar"}""", Compact((await Last("messages")).GetProperty("button")));
        Assert.Contains("Ana", Phone.Chat[^2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customer_corrects_and_takes_back_what_they_sent()
    {
        var wamid = Phone.SendMedia("image", Photo.Of(), "image/png", caption: "uno");
        await Meta.Graph.Postman.Settled();

        Phone.Edit(wamid, "dos");
        await Meta.Graph.Postman.Settled();
        var edit = Heard<InboundEdit>();
        Phone.Revoke(wamid);
        await Meta.Graph.Postman.Settled();

        Assert.Equal((wamid, "dos", MessageKind.Image), (edit.ExternalId, edit.Body, edit.Kind));
        Assert.Equal(wamid, Heard<InboundDeletion>().ExternalId);
        Assert.Equal(("deleted", ""), (Phone.Chat[^1].Content.Kind, Phone.Chat[^1].Text));
    }

    [Fact]
    public async Task What_the_business_sends_shows_with_its_file()
    {
        var id = await Uploaded(MediaFiles.Pdf, "application/pdf", "upload.pdf");
        await Send("document", $$"""{"id":"{{id}}","caption":"Tu factura","filename":"Factura.pdf"}""");
        var file = Phone.Chat[^1];
        await Send("audio", $$"""{"id":"{{await Uploaded(MediaFiles.Opus(), "audio/ogg", "nota.ogg")}}","voice":true}""");
        await Send("location", """{"latitude":"-34.6","longitude":"-58.4","name":"Obelisco"}""");
        await Send("contacts", """[{"name":{"formatted_name":"Ana Paz","first_name":"Ana"},"phones":[{"phone":"+54 11 5555-0102"}]}]""");
        await Send("image", """{"link":"https://files.invalid/foto.png"}""");

        Assert.Equal(("Tu factura", new PhoneFile(id, "application/pdf", "Factura.pdf", MediaFiles.Pdf.Length)), (file.Text, file.Content.File));
        Assert.Equal(["voice", "location", "contacts", "image"], Phone.Chat.TakeLast(4).Select(bubble => bubble.Content.Kind));
        Assert.Equal(("Obelisco", "-34.6"), (Phone.Chat[^3].Content.Place!.Name, Phone.Chat[^3].Content.Place!.Latitude));
        Assert.Equal(new PhoneCard("Ana Paz", "+54 11 5555-0102"), Assert.Single(Phone.Chat[^2].Content.Cards));
        Assert.Equal("https://files.invalid/foto.png", Phone.Chat[^1].Content.File!.Address);
    }

    private T Heard<T>() where T : Inbound => Inbox.Arrived.SelectMany(one => WhatsAppInbound.Read(one.Body, DateTime.UtcNow))
        .SelectMany(part => part.Items).OfType<T>().Last();

    private static string Compact(JsonElement element) => element.GetRawText().Replace("\\u00ED", "í", StringComparison.OrdinalIgnoreCase);
}
