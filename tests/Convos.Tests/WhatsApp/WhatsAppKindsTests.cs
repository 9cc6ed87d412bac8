using System.Text.Json;
using Convos.Data;
using Convos.Workers;

namespace Convos.Tests;

/// <summary>One payload of ours for every kind of message, and what it becomes.</summary>
public sealed class WhatsAppKindsTests
{
    public static TheoryData<string, string, MessageKind, string> Kinds => new()
    {
        { "text", """ "text":{"body":"hola"} """, MessageKind.Text, "hola" },
        { "image", """ "image":{"id":"1","mime_type":"image/jpeg","sha256":"eA==","caption":"la etiqueta"} """, MessageKind.Image, "la etiqueta" },
        { "image", """ "image":{"id":"1","mime_type":"image/jpeg"},"errors":[{"code":131052,"title":"Media download error"}] """, MessageKind.Image, "" },
        { "video", """ "video":{"id":"1","mime_type":"video/mp4","caption":"mire"},"context":{"forwarded":true} """, MessageKind.Video, "mire" },
        { "audio", """ "audio":{"id":"1","mime_type":"audio/ogg; codecs=opus","voice":true} """, MessageKind.Voice, "" },
        { "audio", """ "audio":{"id":"1","mime_type":"audio/ogg; codecs=opus","voice":false} """, MessageKind.Audio, "" },
        { "document", """ "document":{"id":"1","mime_type":"application/pdf","filename":"factura.pdf","caption":"mayo"} """, MessageKind.Document, "mayo" },
        { "sticker", """ "sticker":{"id":"1","mime_type":"image/webp","animated":true} """, MessageKind.Sticker, "" },
        { "location", """ "location":{"latitude":-34.6,"longitude":-58.4,"name":"Obelisco"} """, MessageKind.Location, "Obelisco" },
        { "contacts", """ "contacts":[{"name":{"formatted_name":"Bruno"}},{"phones":[{"phone":"+54 11 5555 0102"}]},{}] """, MessageKind.Contacts, "Bruno, +54 11 5555 0102" },
        { "button", """ "button":{"payload":"BAJA","text":"Darme de baja"} """, MessageKind.Button, "Darme de baja" },
        { "interactive", """ "interactive":{"type":"button_reply","button_reply":{"id":"1","title":"Ventas"}} """, MessageKind.Interactive, "Ventas" },
        { "interactive", """ "interactive":{"type":"list_reply","list_reply":{"id":"1","title":"Soporte","description":"24 h"}} """, MessageKind.Interactive, "Soporte" },
        { "interactive", """ "interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"{\"a\":1}","body":"Enviado","name":"flow"}} """, MessageKind.Interactive, "Enviado" },
        { "interactive", """ "interactive":{"type":"call_permission_reply","call_permission_reply":{"response":"accept"}} """, MessageKind.Unsupported, "" },
        { "interactive", "", MessageKind.Unsupported, "" },
        { "image", """ "image":"no es un objeto" """, MessageKind.Unsupported, "" },
        { "order", """ "order":{"catalog_id":"1","text":"sin apuro","product_items":[]} """, MessageKind.Order, "sin apuro" },
        { "system", """ "system":{"type":"customer_identity_changed","body":"código nuevo"},"identity":{"hash":"x"} """, MessageKind.System, "código nuevo" },
        { "unsupported", """ "unsupported":{"type":"poll_creation"},"errors":[{"code":131051}] """, MessageKind.Unsupported, "" },
        { "ephemeral", "", MessageKind.Unsupported, "" },
        { "hologram", """ "hologram":{"depth":3} """, MessageKind.Unknown, "" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_becomes_a_message_with_its_words(string type, string rest, MessageKind kind, string body)
    {
        var message = Assert.IsType<InboundMessage>(Only(Payload.Messages(Payload.Message(type, rest))));

        Assert.Equal((kind, body, "wamid.1"), (message.Kind, message.Body, message.ExternalId));
        Assert.Equal(new DateTime(2025, 6, 15, 15, 6, 40, DateTimeKind.Utc), message.At);
        Assert.Equal("Ana", message.Sender.Name);
    }

    [Fact]
    public void What_is_said_beyond_the_text_is_kept_as_it_came()
    {
        var rest = """ "image":{"id":"77","caption":"¿ve?"},"context":{"forwarded":true},"errors":[{"code":1}] """;

        var message = Assert.IsType<InboundMessage>(Only(Payload.Messages(Payload.Message("image", rest))));

        using var content = JsonDocument.Parse(message.Content!);
        Assert.Equal("image", content.RootElement.GetProperty("type").GetString());
        Assert.Equal("77", content.RootElement.GetProperty("image").GetProperty("id").GetString());
        Assert.True(content.RootElement.GetProperty("context").GetProperty("forwarded").GetBoolean());
        Assert.Equal(1, content.RootElement.GetProperty("errors")[0].GetProperty("code").GetInt32());
        Assert.DoesNotContain("5491155550101", message.Content);
    }

    [Fact]
    public void Plain_text_says_nothing_beyond_itself_even_as_an_answer()
    {
        var message = Assert.IsType<InboundMessage>(Only(Payload.Messages(
            Payload.Message("text", """ "text":{"body":"sí"},"context":{"from":"15550100","id":"wamid.0"} """))));

        Assert.Null(message.Content);
        Assert.Equal("wamid.0", message.QuotedExternalId);
    }

    [Fact]
    public void An_advertisement_that_brought_a_customer_is_kept_with_their_text()
    {
        var message = Assert.IsType<InboundMessage>(Only(Payload.Messages(
            Payload.Message("text", """ "text":{"body":"hola"},"referral":{"source_type":"ad","ctwa_clid":"c1"} """))));

        Assert.Contains("c1", message.Content);
        Assert.DoesNotContain("hola", message.Content);
    }

    [Theory]
    [InlineData("edit", """ "edit":{"original_message_id":"wamid.0"} """)]
    [InlineData("edit", """ "edit":{"message":{"type":"text","text":{"body":"hola"}}} """)]
    [InlineData("revoke", """ "revoke":{} """)]
    [InlineData("text", """ "text":{"body":"hola"},"group_id":"g1" """)]
    [InlineData("reaction", """ "reaction":{"emoji":"👍"} """)]
    public void What_is_no_message_of_a_customer_yields_none(string type, string rest)
    {
        var part = Assert.Single(WhatsAppInbound.Read(Payload.Messages(Payload.Message(type, rest), Payload.Text("hola", "wamid.2")), Payload.Received));

        Assert.Equal("wamid.2", Assert.Single(part.Items).ExternalId);
    }

    [Theory]
    [InlineData(""" "emoji":"👍🏽" """, "👍🏽")]
    [InlineData(""" "emoji":"👩🏽‍🤝‍👩🏿" """, "👩🏽‍🤝‍👩🏿")]
    [InlineData(""" "emoji":"" """, null)]
    [InlineData(""" "other":1 """, null)]
    public void A_reaction_names_its_message_and_without_an_emoji_takes_itself_back(string rest, string? emoji)
    {
        var reaction = Assert.IsType<InboundReaction>(Only(Payload.Messages(
            Payload.Message("reaction", $$""" "reaction":{"message_id":"wamid.ours",{{rest}}} """))));

        Assert.Equal(("wamid.ours", emoji), (reaction.ExternalId, reaction.Emoji));
    }

    private static Inbound Only(byte[] body) => Assert.Single(Assert.Single(WhatsAppInbound.Read(body, Payload.Received)).Items);
}
