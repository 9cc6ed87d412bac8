using System.Text.Json;
using Convos.Data;
using Convos.Web;
using Microsoft.Playwright;
using SkiaSharp;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>Files both ways: chosen in the bar and on the customer's phone, sent by the customer and in the bubble.</summary>
public sealed class FilesTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    private IEnumerable<JsonElement> Sent => App.Graph.Graph.Requests.All.Where(request => request.PhoneNumberId == Channel.AccountId && request.Status == 200 && request.Type != "read")
        .Select(request => request.Body!.Value);

    private IEnumerable<MediaUpload> Given => App.Graph.Graph.Media.Uploads.Where(upload => upload.PhoneNumberId == Channel.AccountId);

    [Fact]
    public async Task Several_files_and_their_words_leave_in_order_with_the_fields_that_meta_wants()
    {
        var (ana, phone, ticket) = await AtAChat();
        await Choose(ana, "auto", File("foto.png", "image/png", Photo.Of()), File("clip.mp4", "video/mp4", MediaFiles.Mp4));
        await Choose(ana, "document", File("contrato.pdf", "application/pdf", MediaFiles.Pdf));
        await Choose(ana, "audio", File("tema.mp3", "audio/mpeg", MediaFiles.Mp3));
        await Expect(ana.Page.Locator("#extras [data-upload]")).ToHaveCountAsync(4);

        await ana.Say("va todo");

        await Expect(ana.Page.Locator("#extras .chip")).ToHaveCountAsync(0);
        await Expect(ana.Composer).ToHaveValueAsync("");
        var bodies = await Eventually(() => Task.FromResult(Sent.Count() == 4 ? Sent.ToList() : null), "four messages");
        Assert.Equal(["image", "video", "document", "audio"], bodies.Select(body => body.GetProperty("type").GetString()));
        var ids = Given.ToDictionary(upload => upload.ContentType!, upload => upload.Id!);
        Assert.Equal($$"""{"id":"{{ids["image/png"]}}","caption":"va todo"}""", bodies[0].GetProperty("image").GetRawText());
        Assert.Equal($$"""{"id":"{{ids["video/mp4"]}}"}""", bodies[1].GetProperty("video").GetRawText());
        Assert.Equal($$"""{"id":"{{ids["application/pdf"]}}","filename":"contrato.pdf"}""", bodies[2].GetProperty("document").GetRawText());
        Assert.Equal($$"""{"id":"{{ids["audio/mpeg"]}}"}""", bodies[3].GetProperty("audio").GetRawText());
        Assert.All(Given, upload => Assert.Equal(("whatsapp", upload.ContentType), (upload.MessagingProduct, upload.Type)));
        // Two are given at a time, in no order of theirs.
        Assert.Equal(["file.mp3", "file.mp4", "file.pdf", "file.png"], Given.Select(upload => upload.FileName!).Order());
        await Expect(ana.Page.Locator(".message .media-picture img")).ToHaveJSPropertyAsync("complete", true);
        await Expect(ana.Page.Locator(".message.out")).ToHaveCountAsync(4);
        Assert.Equal(4, phone.Chat.Count(bubble => !bubble.Mine));
    }

    [Fact]
    public async Task What_waits_in_the_bar_survives_a_reload_and_is_taken_back_with_one_click()
    {
        var (ana, _, _) = await AtAChat();
        await Choose(ana, "auto", File("foto.png", "image/png", Photo.Of()));
        await Expect(ana.Page.Locator("#extras [data-upload] img")).ToBeVisibleAsync();

        await ana.Page.ReloadAsync();
        await Expect(ana.Page.Locator("#extras [data-upload]")).ToContainTextAsync("foto.png");
        await ana.Page.ClickAsync("#extras [data-detach]");
        await Expect(ana.Page.Locator("#extras .chip")).ToHaveCountAsync(0);

        await ana.Page.ReloadAsync();
        await Expect(ana.Page.Locator("#extras .chip")).ToHaveCountAsync(0);
        Assert.Empty(Given);
    }

    [Fact]
    public async Task What_waits_for_its_file_is_not_sent_once_one_writes_a_note_and_the_note_takes_no_file()
    {
        var (ana, _, _) = await AtAChat();
        var gate = new TaskCompletionSource();
        await ana.Context.RouteAsync("**/uploads?**", async route =>
        {
            await gate.Task;
            await route.ContinueAsync();
        });
        await ana.Page.ClickAsync("#attach");
        var chooser = await ana.Page.RunAndWaitForFileChooserAsync(() => ana.Page.ClickAsync("[data-attach=auto]"));
        await chooser.SetFilesAsync(File("foto.png", "image/png", Photo.Of()));
        await ana.Composer.FillAsync("mira esto");
        await ana.Composer.PressAsync("Enter");
        await Expect(ana.Page.Locator("#extras .chip")).ToContainTextAsync("saldrá al terminar");

        await ana.Page.Locator("[value=note]").CheckAsync(new() { Force = true });
        await ana.Composer.FillAsync("esto no es para el cliente");
        gate.SetResult();
        await Expect(ana.Page.Locator("#extras [data-upload]")).ToHaveCountAsync(1);
        await ana.Composer.PressAsync("Enter");
        await Expect(ana.Bubble("esto no es para el cliente")).ToBeVisibleAsync();

        await ana.Page.Locator("[value=reply]").CheckAsync(new() { Force = true });
        await Expect(ana.Composer).ToHaveValueAsync("mira esto");
        await Expect(ana.Page.Locator("#extras [data-upload]")).ToBeVisibleAsync();
        Assert.Empty(Sent);
        await ana.Composer.PressAsync("Enter");
        await Expect(ana.Bubble("mira esto").Locator(".media-picture")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_file_that_breaks_a_rule_is_told_so_at_once_and_nothing_leaves()
    {
        var (ana, _, _) = await AtAChat();
        Expected.Add("422");

        await Choose(ana, "auto", File("foto.jpg", "image/jpeg", MediaFiles.Exe));
        await Choose(ana, "document", File("pagina.pdf", "application/pdf", "<html><script>alert(1)</script></html>"u8.ToArray()));
        await Choose(ana, "document", File("vacio.pdf", "application/pdf", []));
        await Choose(ana, "sticker", File("sticker.png", "image/png", Photo.Of(width: 300, height: 300)));

        var wrong = ana.Page.Locator("#extras .chip.wrong");
        await Expect(wrong).ToHaveCountAsync(4);
        await Expect(wrong.Nth(0)).ToContainTextAsync("exe");
        await Expect(wrong.Nth(2)).ToContainTextAsync("vací");
        await Expect(wrong.Nth(3)).ToContainTextAsync("512");
        await Expect(ana.Page.Locator("#extras [data-upload]")).ToHaveCountAsync(0);
        Assert.Empty(Given);
    }

    [Fact]
    public async Task A_png_becomes_the_webp_that_a_sticker_is_and_leaves_without_words()
    {
        var (ana, _, _) = await AtAChat();
        await Choose(ana, "sticker", File("gato.png", "image/png", Transparent()));
        await Expect(ana.Page.Locator("#extras [data-upload]")).ToHaveCountAsync(1);

        await ana.Composer.PressAsync("Enter");

        var body = await Eventually(() => Task.FromResult(Sent.ToList() is [var one] ? (object)one : null), "the sticker");
        var upload = Assert.Single(Given);
        Assert.Equal($$"""{"id":"{{upload.Id}}"}""", ((JsonElement)body).GetProperty("sticker").GetRawText());
        Assert.Equal(("image/webp", "file.webp"), (upload.ContentType, upload.FileName));
        Assert.True(upload.Size < 102_400);
        await Expect(ana.Page.Locator(".message .media-sticker")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_customers_picture_shows_its_words_at_once_and_itself_when_it_came_after_trouble()
    {
        var (ana, phone, _) = await AtAChat();
        App.Graph.Graph.Media.FailNext(DownloadFault.Error);

        phone.SendMedia("image", Photo.Of(SKEncodedImageFormat.Jpeg, 800, 600), "image/jpeg", caption: "mi recibo");

        var bubble = ana.Bubble("mi recibo");
        await Expect(bubble.Locator("[data-state=waiting]")).ToBeVisibleAsync();
        var picture = bubble.Locator(".media-picture img");
        await Expect(picture).ToBeVisibleAsync(new() { Timeout = 180_000 });
        Assert.Equal((320, 240), (await Number(picture, "width"), await Number(picture, "height")));
        await picture.ClickAsync();
        await Expect(ana.Page.Locator("#viewer img")).ToBeVisibleAsync();
        await ana.Page.Keyboard.PressAsync("Escape");
        await Expect(ana.Page.Locator("#viewer")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Every_kind_of_file_that_a_customer_sends_is_shown_as_what_it_is()
    {
        var (ana, phone, _) = await AtAChat();

        phone.SendMedia("audio", MediaFiles.Opus(), "audio/ogg; codecs=opus", voice: true);
        phone.SendMedia("video", MediaFiles.Mp4, "video/mp4", caption: "el video");
        phone.SendMedia("document", MediaFiles.Pdf, "application/pdf", fileName: "factura.pdf");
        phone.SendMedia("sticker", MediaFiles.Sticker(), "image/webp");
        phone.SendMedia("image", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray(), "image/svg+xml", caption: "no es una foto");

        await Expect(ana.Page.Locator(".media-audio audio")).ToHaveCountAsync(1);
        await Expect(ana.Page.Locator(".media-video")).ToHaveCountAsync(1);
        await Expect(ana.Page.Locator(".media-sticker")).ToHaveCountAsync(1);
        await Expect(ana.Page.Locator(".media-file").Filter(new() { HasText = "factura.pdf" })).ToBeVisibleAsync();
        // Sound has no picture to show what it is; the button beside it sets its speed.
        await ana.Page.ClickAsync(".speed");
        await Expect(ana.Page.Locator(".speed")).ToContainTextAsync("1,5×");
        Assert.Equal(1.5, await ana.Page.Locator(".media-audio audio").EvaluateAsync<double>("a => a.playbackRate"));
        var drawing = ana.Bubble("no es una foto").Locator("a.media-file");
        await Expect(drawing).ToBeVisibleAsync();
        var answer = await ana.Page.APIRequest.GetAsync(new Uri(App.Address, await drawing.GetAttributeAsync("href")).ToString());
        Assert.Equal(("application/octet-stream", "nosniff"), (answer.Headers["content-type"], answer.Headers["x-content-type-options"]));
        Assert.StartsWith("attachment", answer.Headers["content-disposition"], StringComparison.Ordinal);
        Assert.Contains("sandbox", answer.Headers["content-security-policy"], StringComparison.Ordinal);
    }

    private static async Task Choose(Workplace person, string kind, params FilePayload[] files)
    {
        await person.Page.ClickAsync("#attach");
        var chooser = await person.Page.RunAndWaitForFileChooserAsync(() => person.Page.ClickAsync($"[data-attach={kind}]"));
        var before = await person.Page.Locator("#extras .chip").CountAsync();
        await chooser.SetFilesAsync(files);
        await Expect(person.Page.Locator("#extras .chip")).ToHaveCountAsync(before + files.Length);
        await Expect(person.Page.Locator("#extras progress")).ToHaveCountAsync(0);
    }

    private static FilePayload File(string name, string mime, byte[] bytes) => new() { Name = name, MimeType = mime, Buffer = bytes };

    private static async Task<int> Number(ILocator element, string attribute) =>
        int.Parse((await element.GetAttributeAsync(attribute))!, System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] Transparent()
    {
        using var surface = SKSurface.Create(new SKImageInfo(512, 512, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.Transparent);
        using var paint = new SKPaint { Color = SKColors.Orange };
        surface.Canvas.DrawCircle(256, 256, 200, paint);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }
}
