using System.Text;
using System.Text.Json;
using Convos.Data;
using Convos.Workers;

namespace Convos.Tests;

/// <summary>Shapes that break readers: the reader drops what is broken, and nothing beside it.</summary>
public sealed class WhatsAppNastyTests
{
    [Theory]
    [InlineData(@"a\u0000b", "a\uFFFDb")]
    [InlineData(@"a\ud83d b", "a\uFFFD b")]
    [InlineData(@"a\ude00b", "a\uFFFDb")]
    [InlineData(@"\ud83d\ud83d\ude00", "\uFFFD😀")]
    [InlineData(@"\\ud83d", @"\ud83d")]
    [InlineData(@"\\\u0000", "\\\uFFFD")]
    [InlineData(@"ma\u00f1ana \/ \ud83d\ude00", "mañana / 😀")]
    public void Escapes_that_no_text_may_hold_are_replaced_and_the_rest_is_left(string json, string expected)
    {
        var message = Assert.IsType<InboundMessage>(Only(Payload.Messages(Payload.Text(json))));

        Assert.Equal(expected, message.Body);
    }

    [Fact]
    public void Broken_escapes_are_replaced_in_names_keys_and_content_too()
    {
        var body = Payload.Change("""
            "contacts":[{"profile":{"name":"An\ud83da"},"wa_id":"5491155550101"}],
            "messages":[{"from":"5491155550101","id":"wamid.1","timestamp":"1","type":"hologram","hologram":{"k\u0000":"v\udfff"}}]
            """);

        var message = Assert.IsType<InboundMessage>(Only(body));

        Assert.Equal("An\uFFFDa", message.Sender.Name);
        using var content = JsonDocument.Parse(message.Content!);
        Assert.Equal("v\uFFFD", content.RootElement.GetProperty("hologram").GetProperty("k\uFFFD").GetString());
        Assert.DoesNotContain("\\u0000", message.Content);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_replaced()
    {
        var body = Payload.Messages(Payload.Text("a~b"));
        body[Array.IndexOf(body, (byte)'~')] = 0xff;

        Assert.Equal("a\uFFFDb", Assert.IsType<InboundMessage>(Only(body)).Body);
    }

    [Theory]
    [InlineData("\"1750000000\"", 1750000000)]
    [InlineData("1750000000", 1750000000)]
    [InlineData("1750000000000", 1750000000)]
    [InlineData("\"4102444800\"", 1760000000)]
    [InlineData("\"soon\"", 1760000000)]
    [InlineData("-5", 1760000000)]
    [InlineData("9223372036854775807", 1760000000)]
    [InlineData("1e999999", 1760000000)]
    [InlineData("null", 1760000000)]
    [InlineData("{}", 1760000000)]
    public void A_time_is_read_leniently_and_one_that_cannot_be_is_that_of_receipt(string timestamp, long expected)
    {
        var body = Payload.Messages($$$"""{"from":"5491155550101","id":"wamid.1","timestamp":{{{timestamp}}},"type":"text","text":{"body":"x"}}""");

        var item = Assert.Single(Assert.Single(WhatsAppInbound.Read(body, DateTimeOffset.FromUnixTimeSeconds(1760000000).UtcDateTime)).Items);

        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(expected).UtcDateTime, item.At);
        Assert.Equal(DateTimeKind.Utc, item.At.Kind);
    }

    [Fact]
    public void A_malformed_element_does_not_take_its_siblings_along()
    {
        var body = Payload.Messages(
            Payload.Text("uno", "wamid.1"), "null", "7", "[]", "{}", """{"id":"wamid.x"}""", """{"id":"wamid.y","from":{},"type":[]}""",
            Payload.Text("dos", "wamid.2"));

        var items = Assert.Single(WhatsAppInbound.Read(body, Payload.Received)).Items;

        Assert.Equal(["wamid.1", "wamid.2"], items.Select(item => item.ExternalId));
    }

    [Fact]
    public void A_message_without_id_is_kept_and_its_redelivery_is_known_as_the_same()
    {
        var body = Payload.Messages("""{"from":"5491155550101","timestamp":"1","type":"text","text":{"body":"x"}}""");

        var (first, again) = (Only(body), Only(body));

        Assert.StartsWith("sha256.", first.ExternalId);
        Assert.Equal(first.ExternalId, again.ExternalId);
    }

    [Fact]
    public void All_entries_and_changes_are_read_and_grouped_by_number_in_their_order()
    {
        var body = Encoding.UTF8.GetBytes($$$"""
            {"object":"whatsapp_business_account","entry":[
              {"id":"1","changes":[{{{Value("wamid.1", "A")}}},{{{Value("wamid.2", "B")}}},{"field":"history","value":{}},7]},
              null,
              {"id":"2","changes":[{{{Value("wamid.3", "A")}}}]}]}
            """);

        var parts = WhatsAppInbound.Read(body, Payload.Received);

        Assert.Equal(["A: wamid.1 wamid.3", "B: wamid.2"],
            parts.Select(part => $"{part.AccountId}: {string.Join(' ', part.Items.Select(item => item.ExternalId))}"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"text\"")]
    [InlineData("""{"object":"page","entry":[{"changes":[{"field":"messages","value":{"messages":[]}}]}]}""")]
    [InlineData("""{"object":"whatsapp_business_account","entry":{}}""")]
    [InlineData("""{"object":"whatsapp_business_account","entry":[{"changes":{"field":"messages"}}]}""")]
    [InlineData("""{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":[]}]}]}""")]
    [InlineData("""{"object":"whatsapp_business_account","entry":[{"changes":[{"field":{},"value":{}}]}]}""")]
    public void Json_of_another_shape_yields_nothing_and_does_not_throw(string json) =>
        Assert.Empty(WhatsAppInbound.Read(Encoding.UTF8.GetBytes(json), Payload.Received).SelectMany(part => part.Items));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("hola")]
    [InlineData("{\"a\":\"\\u00\"}")]
    [InlineData("{\"a\":1}\\")]
    public void What_is_not_json_is_told_by_one_named_exception(string text)
    {
        Assert.Throws<MalformedPayloadException>(() => WhatsAppInbound.Read(Encoding.UTF8.GetBytes(text), Payload.Received));
    }

    [Fact]
    public void Without_metadata_a_message_belongs_to_no_number()
    {
        var body = Payload.Envelope($$$"""{"value":{"messages":[{{{Payload.Text("hola")}}}]}}""");

        var part = Assert.Single(WhatsAppInbound.Read(body, Payload.Received));

        Assert.Equal("", part.AccountId);
        Assert.Single(part.Items);
    }

    [Fact]
    public void A_huge_text_is_cut_between_characters_and_huge_content_is_left_out()
    {
        var text = Assert.IsType<InboundMessage>(Only(Payload.Messages(Payload.Text(string.Concat(Enumerable.Repeat("😀", 40_000))))));
        var order = Assert.IsType<InboundMessage>(Only(Payload.Messages(
            Payload.Message("order", $$$""" "order":{"text":"todo","x":"{{{new string('x', 300_000)}}}"} """))));

        Assert.Equal(65_535, text.Body.Length);
        Assert.EndsWith("😀…", text.Body);
        Assert.Equal("""{"type":"order"}""", order.Content);
    }

    [Fact]
    public void Numbers_that_no_database_holds_become_text()
    {
        var message = Assert.IsType<InboundMessage>(Only(Payload.Messages(
            Payload.Message("location", """ "location":{"latitude":1e999999,"longitude":-58.38,"name":"x"} """))));

        Assert.Contains("\"1e999999\"", message.Content);
        Assert.Contains("-58.38", message.Content);
    }

    private static string Value(string id, string account) => Payload.Value($"\"messages\":[{Payload.Text("x", id)}]", account);

    private static Inbound Only(byte[] body) => Assert.Single(Assert.Single(WhatsAppInbound.Read(body, Payload.Received)).Items);
}
