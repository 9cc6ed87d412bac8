using System.Text.Json;

namespace Convos.Tests;

/// <summary>What Meta says of a message with a file, a place, cards or choices: at once, or afterwards.</summary>
public sealed class MediaRulesTests : MediaDesk
{
    private const string VoiceTypes = "Unsupported Voice mime type audio/opus. Please use one of audio/ogg; codecs=opus, audio/mpeg, audio/amr, audio/mp4, audio/aac.";

    [Theory]
    [InlineData("image", """{"id":"#"}""", null)]
    [InlineData("image", """{"id":"#","caption":"hola"}""", null)]
    [InlineData("image", """{"link":"https://files.invalid/foto.png"}""", null)]
    [InlineData("image", "{}", 131008)]
    [InlineData("image", """["#"]""", 131008)]
    [InlineData("image", """{"id":"#","link":"https://files.invalid/foto.png"}""", 131008)]
    [InlineData("image", """{"link":"ftp://files.invalid/foto.png"}""", 131009)]
    [InlineData("image", """{"link":"foto.png"}""", 131009)]
    [InlineData("image", """{"id":"7"}""", 131009)]
    [InlineData("image", """{"id":7}""", 131009)]
    [InlineData("image", """{"id":"#","caption":7}""", 131009)]
    [InlineData("image", """{"id":"#","filename":"foto.png"}""", 100)]
    [InlineData("image", """{"id":"#","voice":true}""", 100)]
    [InlineData("template", """{"name":"novedades_con_foto","language":{"code":"es"},"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"#"}}]},{"type":"body","parameters":[{"type":"text","text":"Ana"}]}]}""", null)]
    [InlineData("template", """{"name":"novedades_con_foto","language":{"code":"es"},"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"7"}}]},{"type":"body","parameters":[{"type":"text","text":"Ana"}]}]}""", 131009)]
    [InlineData("template", """{"name":"novedades_con_foto","language":{"code":"es"},"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"#","caption":"hola"}}]},{"type":"body","parameters":[{"type":"text","text":"Ana"}]}]}""", 100)]
    [InlineData("interactive", """{"type":"button","header":{"type":"image","image":{"id":"7"}},"body":{"text":"¿Sí?"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"Sí"}}]}}""", 131009)]
    public async Task A_message_with_a_picture_is_taken_or_refused(string type, string content, int? code)
    {
        var id = await Uploaded(Photo.Of(), "image/png", "foto.png");

        var (status, body) = await Send(type, content.Replace("#", id));

        Assert.Equal((code is null ? 200 : 400, code), (status, Code(body)));
    }

    [Theory]
    [InlineData("audio", """{"id":"#"}""", null)]
    [InlineData("audio", """{"id":"#","voice":true}""", null)]
    [InlineData("audio", """{"id":"#","voice":"sí"}""", 131009)]
    [InlineData("audio", """{"id":"#","caption":"hola"}""", 100)]
    [InlineData("sticker", """{"id":"#","caption":"hola"}""", 100)]
    [InlineData("document", """{"id":"#","filename":7}""", 131009)]
    [InlineData("document", """{"id":"#","filename":""}""", 131009)]
    public async Task So_is_one_with_another_file(string type, string content, int? code)
    {
        var id = type switch
        {
            "audio" => await Uploaded(MediaFiles.Opus(), "audio/ogg", "nota.ogg"),
            "sticker" => await Uploaded(MediaFiles.Sticker(), "image/webp", "sticker.webp"),
            _ => await Uploaded(MediaFiles.Pdf, "application/pdf", "factura.pdf"),
        };

        var (status, body) = await Send(type, content.Replace("#", id));

        Assert.Equal((code is null ? 200 : 400, code), (status, Code(body)));
    }

    [Fact]
    public async Task A_file_of_another_kind_over_a_templates_text_is_told_afterwards()
    {
        var id = await Uploaded(MediaFiles.Pdf, "application/pdf", "factura.pdf");

        var (status, _) = await Send("template",
            $$$"""{"name":"novedades_con_foto","language":{"code":"es"},"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"{{{id}}}"}}]},{"type":"body","parameters":[{"type":"text","text":"Ana"}]}]}""");

        Assert.Equal(200, status);
        var told = await Last("statuses");
        Assert.Equal(("failed", 131053), (told.GetProperty("status").GetString(), told.GetProperty("errors")[0].GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task An_unexpected_caption_is_named()
    {
        var (_, body) = await Send("sticker", $$"""{"id":"{{await Uploaded(MediaFiles.Sticker(), "image/webp", "s.webp")}}","caption":"hola"}""");

        Assert.Equal("(#100) Unexpected key \"caption\" on param \"sticker\".", Words(body));
    }

    [Fact]
    public async Task A_caption_may_have_1024_characters()
    {
        var id = await Uploaded(Photo.Of(), "image/png", "foto.png");

        var full = await Send("image", $$"""{"id":"{{id}}","caption":"{{new string('x', 1024)}}"}""");
        var over = await Send("image", $$"""{"id":"{{id}}","caption":"{{new string('x', 1025)}}"}""");

        Assert.Equal((200, 400, 100), (full.Status, over.Status, Code(over.Body)));
    }

    [Fact]
    public async Task A_file_of_another_number_and_one_that_ended_are_unknown()
    {
        var (_, other) = await Upload(Photo.Of(), "image/png", "foto.png", token: "otra llave", account: "2");
        var mine = await Uploaded(Photo.Of(), "image/png", "foto.png");
        var foreign = await Send("image", $$"""{"id":"{{other.GetProperty("id").GetString()}}"}""");
        Clock.Advance(TimeSpan.FromDays(30));

        var ended = await Send("image", $$"""{"id":"{{mine}}"}""");

        Assert.Equal((131009, 131009), (Code(foreign.Body), Code(ended.Body)));
    }

    public static TheoryData<string, string, string, byte[], string, string?> Afterwards => new()
    {
        { "audio", "audio/ogg", "nota.ogg", MediaFiles.Opus(), ",\"voice\":true", null },
        { "audio", "audio/mpeg", "tema.mp3", MediaFiles.Mp3, "", null },
        { "sticker", "image/webp", "s.webp", MediaFiles.Sticker(), "", null },
        { "sticker", "image/webp", "s.webp", MediaFiles.Moving(), "", null },
        { "video", "video/mp4", "video.mp4", MediaFiles.Mp4, "", null },
        { "document", "application/pdf", "f.pdf", MediaFiles.Pdf, ",\"filename\":\"Factura.pdf\"", null },
        { "audio", "audio/opus", "nota.ogg", MediaFiles.Opus(), ",\"voice\":true", VoiceTypes },
        { "audio", "audio/opus", "nota.ogg", MediaFiles.Opus(), "", VoiceTypes },
        { "audio", "audio/mpeg", "tema.mp3", MediaFiles.Mp3, ",\"voice\":true", "Unsupported Voice mime type audio/mpeg. Please use audio/ogg; codecs=opus." },
        { "audio", "audio/ogg", "nota.ogg", MediaFiles.Opus(channels: 2), ",\"voice\":true", "Unsupported audio. Opus must be mono." },
        { "sticker", "image/webp", "s.webp", MediaFiles.Sticker(500), "", "Unsupported sticker. Stickers must be 512x512 pixels." },
        { "sticker", "image/webp", "s.webp", MediaFiles.Moving(side: 256), "", "Unsupported sticker. Stickers must be 512x512 pixels." },
        { "image", "image/webp", "s.webp", MediaFiles.Sticker(), "", "Unsupported Image mime type image/webp. Please use one of image/jpeg, image/png." },
        { "image", "image/png", "foto.png", MediaFiles.GreyPng, "", "Unsupported image. Images must be 8-bit, RGB or RGBA." },
        { "video", "audio/mp4", "tema.m4a", MediaFiles.Mp4, "", "Unsupported Video mime type audio/mp4. Please use one of video/mp4, video/3gpp." },
    };

    [Theory]
    [MemberData(nameof(Afterwards), DisableDiscoveryEnumeration = true)]
    public async Task A_file_that_does_not_suit_fails_afterwards(string type, string contentType, string name, byte[] bytes, string more, string? details)
    {
        var (status, _) = await Send(type, $$"""{"id":"{{await Uploaded(bytes, contentType, name)}}"{{more}}}""");

        var last = await Last("statuses");
        Assert.Equal(200, status);
        Assert.Equal(details is null ? "delivered" : "failed", last.GetProperty("status").GetString());
        if (details is not null)
        {
            var error = last.GetProperty("errors")[0];
            Assert.Equal((131053, details), (error.GetProperty("code").GetInt32(), error.GetProperty("error_data").GetProperty("details").GetString()));
        }
    }

    [Theory]
    [InlineData("location", """{"latitude":"-34.6","longitude":"-58.4","name":"Obelisco","address":"Av. 9 de Julio"}""", null)]
    [InlineData("location", """{"latitude":-34.6,"longitude":-58.4}""", null)]
    [InlineData("location", """{"longitude":-58.4}""", 131008)]
    [InlineData("location", """{"latitude":91,"longitude":-58.4}""", 131009)]
    [InlineData("location", """{"latitude":"sur","longitude":-58.4}""", 131009)]
    [InlineData("location", """{"latitude":1,"longitude":181}""", 131009)]
    [InlineData("location", """{"latitude":1,"longitude":1,"name":7}""", 131009)]
    [InlineData("contacts", """[{"name":{"formatted_name":"Ana Paz","first_name":"Ana"}}]""", null)]
    [InlineData("contacts", """[{"name":{"formatted_name":"Ana Paz"}}]""", 131008)]
    [InlineData("contacts", """[{"name":{"first_name":"Ana"}}]""", 131008)]
    [InlineData("contacts", "[]", 131009)]
    [InlineData("contacts", "{}", 131009)]
    [InlineData("interactive", """{"type":"button","body":{"text":"¿Sí?"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"Sí"}}]}}""", null)]
    [InlineData("interactive", """{"type":"button","body":{"text":"¿Sí?"},"action":{"buttons":[]}}""", 131009)]
    [InlineData("interactive", """{"type":"button","body":{"text":"¿Sí?"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"Más de veinte caracteres"}}]}}""", 131009)]
    [InlineData("interactive", """{"type":"button","body":{"text":"¿Sí?"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"a"}},{"type":"reply","reply":{"id":"1","title":"b"}}]}}""", 131009)]
    [InlineData("interactive", """{"type":"button","action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"Sí"}}]}}""", 131008)]
    [InlineData("interactive", """{"type":"button","body":{"text":"¿Sí?"}}""", 131008)]
    [InlineData("interactive", """{"type":"fax","body":{"text":"¿Sí?"},"action":{}}""", 131009)]
    [InlineData("interactive", """{"type":"list","body":{"text":"Elige"},"action":{"button":"Ver","sections":[{"rows":[{"id":"1","title":"Uno","description":"El primero"}]}]}}""", null)]
    [InlineData("interactive", """{"type":"list","body":{"text":"Elige"},"action":{"button":"Ver","sections":[{"rows":[{"id":"1","title":"Uno"}]},{"rows":[{"id":"2","title":"Dos"}]}]}}""", 131009)]
    [InlineData("interactive", """{"type":"list","body":{"text":"Elige"},"action":{"button":"Ver","sections":[{"rows":[]}]}}""", 131009)]
    [InlineData("interactive", """{"type":"list","body":{"text":"Elige"},"action":{"sections":[{"rows":[{"id":"1","title":"Uno"}]}]}}""", 131009)]
    [InlineData("interactive", """{"body":{"text":"Elige"},"action":{}}""", 131008)]
    public async Task Places_cards_and_choices_have_their_shape(string type, string content, int? code)
    {
        var (status, body) = await Send(type, content);

        Assert.Equal((code is null ? 200 : 400, code), (status, Code(body)));
    }

    [Theory]
    [InlineData(10, 200)]
    [InlineData(11, 400)]
    public async Task A_list_has_ten_lines_in_all(int rows, int status)
    {
        var lines = string.Join(',', Enumerable.Range(0, rows).Select(n => $$"""{"title":"Parte {{n}}","rows":[{"id":"{{n}}","title":"Línea {{n}}"}]}"""));

        var (answered, _) = await Send("interactive", $$$"""{"type":"list","body":{"text":"Elige"},"action":{"button":"Ver","sections":[{{{lines}}}]}}""");

        Assert.Equal(status, answered);
    }

    [Fact]
    public async Task What_was_sent_is_kept_as_it_came()
    {
        var id = await Uploaded(MediaFiles.Pdf, "application/pdf", "factura.pdf");

        await Send("document", $$"""{"id":"{{id}}","caption":"Tu factura","filename":"Factura.pdf"}""");

        var body = Meta.Graph.Requests.All[^1].Body!.Value;
        Assert.Equal(JsonValueKind.Object, body.ValueKind);
        Assert.Equal((id, "Tu factura", "Factura.pdf"), (body.GetProperty("document").GetProperty("id").GetString(),
            body.GetProperty("document").GetProperty("caption").GetString(), body.GetProperty("document").GetProperty("filename").GetString()));
    }
}
