using System.Net;
using Convos.Workers;
using Dapper;
using Npgsql;

namespace Convos.Tests;

/// <summary>The address that Meta calls, over HTTP, on a real database.</summary>
public sealed class WhatsAppWebhookTests(WebhookHost host) : IClassFixture<WebhookHost>
{
    private const int Limit = 3 * 1024 * 1024;

    [Theory]
    [InlineData("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=palabra+de+prueba", 200, "1158201444")]
    [InlineData("hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token=palabra+de+prueba", 200, "<script>")]
    [InlineData("hub.mode=subscribe&hub.challenge=1&hub.verify_token=otra", 403, null)]
    [InlineData("hub.mode=subscribe&hub.challenge=1&hub.verify_token=palabra+de+prueba+", 403, null)]
    [InlineData("hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=palabra+de+prueba", 403, null)]
    [InlineData("hub.mode=subscribe&hub.verify_token=palabra+de+prueba", 400, null)]
    [InlineData("hub.mode=subscribe&hub.challenge=1", 400, null)]
    [InlineData("hub.challenge=1&hub.verify_token=palabra+de+prueba", 400, null)]
    [InlineData("hub.mode=subscribe&hub.challenge=1&hub.challenge=2&hub.verify_token=palabra+de+prueba", 400, null)]
    [InlineData("hub_mode=subscribe&hub_challenge=1&hub_verify_token=palabra+de+prueba", 400, null)]
    [InlineData("", 400, null)]
    public async Task The_handshake_answers_the_challenge_to_who_knows_the_word(string query, int status, string? challenge)
    {
        using var answer = await host.Http.GetAsync($"/webhooks/whatsapp/ventas?{query}");

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.MediaType);
        var body = await answer.Content.ReadAsStringAsync();
        if (challenge is not null)
        {
            Assert.Equal(challenge, body);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        }
        else
        {
            Assert.EndsWith(".", body);
        }
    }

    [Fact]
    public async Task A_signed_body_is_stored_byte_for_byte_noted_on_the_channel_and_announced()
    {
        await using var listener = new NpgsqlConnection(host.Database.ConnectionString);
        await listener.OpenAsync();
        await listener.ExecuteAsync("listen convos_inbound");
        var body = Payload.Messages(Payload.Text(@"ma\u00f1ana \ud83d \u0000"));
        var before = (await host.Stored()).Count;

        using var answer = await host.Post(body, WhatsAppSignature.Sign(body, WebhookHost.AppSecret));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var stored = await host.Stored();
        Assert.Equal(before + 1, stored.Count);
        Assert.Equal(body, stored[^1]);
        Assert.True(await listener.WaitAsync(Until.Patience));
        Assert.NotNull(await listener.QuerySingleAsync<DateTime?>("select last_webhook_at from channels where id = @id", new { id = host.ChannelId }));
    }

    public static TheoryData<string, byte[], string?, HttpStatusCode> Refusals()
    {
        var body = Payload.Messages(Payload.Text("hola"));
        var signature = WhatsAppSignature.Sign(body, WebhookHost.AppSecret);
        byte[] large = new byte[Limit + 1];
        return new()
        {
            { "no signature", body, null, HttpStatusCode.Unauthorized },
            { "an empty signature", body, "", HttpStatusCode.Unauthorized },
            { "SHA-1", body, "sha1=0000000000000000000000000000000000000000", HttpStatusCode.Unauthorized },
            { "another secret", body, WhatsAppSignature.Sign(body, "otro"), HttpStatusCode.Unauthorized },
            { "no secret", body, WhatsAppSignature.Sign(body, ""), HttpStatusCode.Unauthorized },
            { "one byte more", [.. body, (byte)' '], signature, HttpStatusCode.Unauthorized },
            { "two signatures", body, $"{signature}, {signature}", HttpStatusCode.Unauthorized },
            { "too much", large, WhatsAppSignature.Sign(large, WebhookHost.AppSecret), HttpStatusCode.RequestEntityTooLarge },
        };
    }

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public async Task What_is_refused_is_told_in_a_sentence_and_stores_nothing(string why, byte[] body, string? signature, HttpStatusCode status)
    {
        var before = (await host.Stored()).Count;

        using var answer = await host.Post(body, signature);

        Assert.True(status == answer.StatusCode, $"{why}: {answer.StatusCode}");
        Assert.EndsWith(".", await answer.Content.ReadAsStringAsync());
        Assert.Equal(before, (await host.Stored()).Count);
    }

    [Theory]
    [InlineData("hola")]
    [InlineData("")]
    public async Task What_bears_our_signature_and_is_no_json_is_kept_and_not_asked_for_again(string text)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(text);

        using var answer = await host.Post(body, WhatsAppSignature.Sign(body, WebhookHost.AppSecret));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(body, (await host.Stored())[^1]);
    }

    [Fact]
    public async Task A_body_that_hides_its_length_is_counted_all_the_same()
    {
        var body = new byte[Limit + 1];
        using var request = new HttpRequestMessage(HttpMethod.Post, host.Webhook) { Content = new StreamContent(new MemoryStream(body)) };
        request.Content.Headers.ContentLength = null;
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add(WhatsAppSignature.Header, WhatsAppSignature.Sign(body, WebhookHost.AppSecret));

        using var answer = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("nadie")]
    [InlineData("ven%20tas")]
    [InlineData("..%2Fventas")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task An_unknown_channel_is_not_found(string name)
    {
        var address = new Uri(host.Http.BaseAddress!, $"/webhooks/whatsapp/{name}");
        var body = Payload.Messages(Payload.Text("hola"));

        using var post = await host.Post(body, WhatsAppSignature.Sign(body, WebhookHost.AppSecret), address);
        using var get = await host.Http.GetAsync(address);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (post.StatusCode, get.StatusCode));
        Assert.EndsWith(".", await post.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Many_deliveries_at_once_are_all_stored()
    {
        var bodies = Enumerable.Range(0, 200).Select(n => Payload.Messages(Payload.Text("hola", $"wamid.many.{n}"))).ToList();

        var answers = await Task.WhenAll(bodies.Select(body => host.Post(body, WhatsAppSignature.Sign(body, WebhookHost.AppSecret))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var stored = (await host.Stored()).Select(Convert.ToBase64String).ToHashSet();
        Assert.All(bodies, body => Assert.Contains(Convert.ToBase64String(body), stored));
    }
}
