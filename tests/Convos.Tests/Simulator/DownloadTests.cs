using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Convos.Web;

namespace Convos.Tests;

/// <summary>The fake Graph tells of its files and hands them out as Meta does: for minutes, to whoever bears the token.</summary>
public sealed class DownloadTests : MediaDesk
{
    private static readonly byte[] File = MediaFiles.Pdf;

    [Fact]
    public async Task A_file_is_told_of_and_fetched_with_the_same_token()
    {
        var id = await Uploaded(File, "application/pdf", "factura.pdf");

        var (_, about) = await About(id, $"?phone_number_id={Payload.Account}");
        var (_, again) = await About(id);
        using var file = await Download(Url(about));

        Assert.Equal(["file_size", "id", "messaging_product", "mime_type", "sha256", "url"], about.EnumerateObject().Select(part => part.Name).Order());
        Assert.Equal(("whatsapp", "application/pdf", id, Convert.ToHexStringLower(SHA256.HashData(File))),
            (about.GetProperty("messaging_product").GetString(), about.GetProperty("mime_type").GetString(), about.GetProperty("id").GetString(), about.GetProperty("sha256").GetString()));
        Assert.Equal([JsonValueKind.String, JsonValueKind.Number], new[] { about, again }.Select(one => one.GetProperty("file_size").ValueKind).Order());
        Assert.StartsWith(Meta.BaseAddress + "/media/", Url(about));
        Assert.Equal(("application/pdf", File.Length), (file.Content.Headers.ContentType!.ToString(), file.Content.Headers.ContentLength));
        Assert.Equal(File, await file.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("7", null, "llave", 400, 100)]
    [InlineData(null, "?phone_number_id=2", "llave", 400, 100)]
    [InlineData(null, null, "otra llave", 400, 100)]
    [InlineData(null, null, "nadie", 401, 190)]
    [InlineData(null, null, null, 400, 104)]
    public async Task Of_what_is_unknown_or_of_another_nothing_is_told(string? id, string? query, string? token, int status, int code)
    {
        var known = await Uploaded(File, "application/pdf", "factura.pdf");

        var (answered, body) = await About(id ?? known, query, token);

        Assert.Equal((status, code), (answered, Code(body)));
        if (code == 100)
        {
            Assert.Equal(33, body.GetProperty("error").GetProperty("error_subcode").GetInt32());
        }
    }

    [Theory]
    [InlineData("nadie", "convos", 401)]
    [InlineData("otra llave", "convos", 401)]
    [InlineData(null, "convos", 401)]
    [InlineData("llave", null, 400)]
    public async Task A_download_needs_the_token_and_a_user_agent(string? token, string? agent, int status)
    {
        var (_, about) = await About(await Uploaded(File, "application/pdf", "factura.pdf"));

        using var answer = await Download(Url(about), token, agent);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task An_address_ends_after_five_minutes_and_a_fresh_one_is_given()
    {
        var id = await Uploaded(File, "application/pdf", "factura.pdf");
        var (_, about) = await About(id);
        Clock.Advance(TimeSpan.FromSeconds(299));
        using var before = await Download(Url(about));

        Clock.Advance(TimeSpan.FromSeconds(1));

        using var after = await Download(Url(about));
        using var longer = await Download(Url(about).Replace("ext=", "ext=9"));
        using var fresh = await Download(Url((await About(id)).Body));
        Assert.Equal([200, 404, 404, 200], new[] { before, after, longer, fresh }.Select(answer => (int)answer.StatusCode));
        Assert.Contains("Media URL expired", await after.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_uploaded_file_lives_thirty_days_and_a_received_one_seven()
    {
        var uploaded = await Uploaded(File, "application/pdf", "factura.pdf");
        Phone.SendMedia("document", File, "application/pdf", "factura.pdf");
        var received = (await Last("messages")).GetProperty("document").GetProperty("id").GetString()!;

        Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal((200, 400), ((await About(uploaded)).Status, (await About(received)).Status));
        Clock.Advance(TimeSpan.FromDays(23));

        Assert.Equal(400, (await About(uploaded)).Status);
    }

    [Fact]
    public async Task A_deleted_file_is_gone()
    {
        var id = await Uploaded(File, "application/pdf", "factura.pdf");
        var url = Url((await About(id)).Body);

        var stranger = await Json(HttpMethod.Delete, $"v25.0/{id}", "otra llave");
        var elsewhere = await Json(HttpMethod.Delete, $"v25.0/{id}?phone_number_id=2", "llave");
        var deleted = await Json(HttpMethod.Delete, $"v25.0/{id}?phone_number_id={Payload.Account}", "llave");
        var again = await Json(HttpMethod.Delete, $"v25.0/{id}", "llave");

        Assert.Equal([400, 400, 200, 400], new[] { stranger, elsewhere, deleted, again }.Select(answer => answer.Status));
        Assert.True(deleted.Body.GetProperty("success").GetBoolean());
        Assert.Equal(400, (await About(id)).Status);
        using var gone = await Download(url);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Downloads_can_be_made_to_fail_and_then_succeed()
    {
        var url = Url((await About(await Uploaded(File, "application/pdf", "factura.pdf"))).Body);
        Media.FailNext(DownloadFault.Error, times: 2);
        Media.FailNext(DownloadFault.Gone);
        Media.FailNext(DownloadFault.Redirect(new("http://elsewhere.invalid/file")));
        Media.FailNext(DownloadFault.Other);

        var answers = new List<HttpResponseMessage>();
        for (var time = 0; time < 6; time++)
        {
            answers.Add(await Download(url));
        }

        Assert.Equal([500, 500, 404, 302, 200, 200], answers.Select(answer => (int)answer.StatusCode));
        Assert.Equal("http://elsewhere.invalid/file", answers[3].Headers.Location!.ToString());
        var other = await answers[4].Content.ReadAsByteArrayAsync();
        Assert.Equal(File.Length, other.Length);
        Assert.NotEqual(File, other);
        Assert.Equal(File, await answers[5].Content.ReadAsByteArrayAsync());
        answers.ForEach(answer => answer.Dispose());
    }

    [Fact]
    public async Task A_download_can_break_off_half_way()
    {
        var url = Url((await About(await Uploaded(File, "application/pdf", "factura.pdf"))).Body);
        Media.FailNext(DownloadFault.Cut);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var answer = await Download(url);
            await answer.Content.ReadAsByteArrayAsync();
        });
    }

    [Fact]
    public async Task A_download_can_stand_still_half_way()
    {
        var url = Url((await About(await Uploaded(File, "application/pdf", "factura.pdf"))).Body);
        Media.FailNext(DownloadFault.Slow(TimeSpan.FromMinutes(2)));
        using var answer = await Download(url);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var first = new byte[File.Length / 2];
        await body.ReadExactlyAsync(first);

        var rest = new byte[File.Length - first.Length];
        var reading = body.ReadExactlyAsync(rest).AsTask();
        Assert.False(reading.IsCompleted);
        while (!reading.IsCompleted)
        {
            // The server may not have begun to wait yet.
            Clock.Advance(TimeSpan.FromMinutes(2));
            await Task.Yield();
        }

        await reading;
        Assert.Equal(File, first.Concat(rest));
    }

    private static string Url(JsonElement about) => about.GetProperty("url").GetString()!;
}
