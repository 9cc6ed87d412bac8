using Convos.Data;
using Convos.Workers;

namespace Convos.Tests;

/// <summary>News of our own messages.</summary>
public sealed class WhatsAppStatusTests
{
    [Theory]
    [InlineData("sent", Delivery.Sent)]
    [InlineData("delivered", Delivery.Delivered)]
    [InlineData("read", Delivery.Read)]
    [InlineData("failed", Delivery.Failed)]
    [InlineData("played", Delivery.Played)]
    public void Every_known_status_is_read_without_a_recipient_too(string status, Delivery state)
    {
        var item = Only($$"""{"id":"wamid.1","status":"{{status}}","timestamp":"1750000000","biz_opaque_callback_data":"42.1"}""");

        Assert.Equal(new InboundStatus("wamid.1", new(2025, 6, 15, 15, 6, 40, DateTimeKind.Utc), state, null, "42.1"), item);
    }

    [Theory]
    [InlineData(""" {"code":131049,"title":"t","message":"m","error_data":{"details":"No se entregó."}} """, "131049 · No se entregó.")]
    [InlineData(""" {"code":131052,"title":"t","details":"viejo"} """, "131052 · viejo")]
    [InlineData(""" {"code":"131026","title":"Message undeliverable"} """, "131026 · Message undeliverable")]
    [InlineData(""" {"title":"sin código"} """, "sin código")]
    [InlineData(" {} ", null)]
    [InlineData(" 7 ", null)]
    public void A_failure_says_its_code_and_its_words(string error, string? failure) =>
        Assert.Equal(failure, Only($$"""{"id":"wamid.1","status":"failed","timestamp":"1","errors":[{{error}}]}""").Failure);

    [Theory]
    [InlineData("""{"id":"wamid.0","status":"deleted","timestamp":"1"}""")]
    [InlineData("""{"id":"wamid.0","timestamp":"1"}""")]
    [InlineData("""{"status":"read","timestamp":"1"}""")]
    [InlineData("""{"id":"wamid.0","status":"read","timestamp":"1","recipient_type":"group"}""")]
    [InlineData("7")]
    public void Unknown_words_groups_and_broken_news_yield_nothing_and_spare_the_rest(string status)
    {
        var part = Assert.Single(WhatsAppInbound.Read(Payload.Statuses(status, """{"id":"wamid.1","status":"read","timestamp":"1"}"""), Payload.Received));

        Assert.Equal("wamid.1", Assert.Single(part.Items).ExternalId);
    }

    private static InboundStatus Only(string status) =>
        Assert.IsType<InboundStatus>(Assert.Single(Assert.Single(WhatsAppInbound.Read(Payload.Statuses(status), Payload.Received)).Items));
}
