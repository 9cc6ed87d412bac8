using System.Text.Json;
using System.Text.RegularExpressions;
using Convos.Data;
using Convos.Web;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>A voice message from the microphone to the bytes that Meta gets, and a microphone that is refused.</summary>
public sealed class VoiceTests(TestApp app, WholeBrowserFixture browser) : DeskTest(app, browser), IClassFixture<WholeBrowserFixture>
{
    private IEnumerable<JsonElement> Sent => App.Graph.Graph.Requests.All.Where(request => request.PhoneNumberId == Channel.AccountId && request.Status == 200 && request.Type != "read")
        .Select(request => request.Body!.Value);

    private IEnumerable<MediaUpload> Given => App.Graph.Graph.Media.Uploads.Where(upload => upload.PhoneNumberId == Channel.AccountId);

    [Fact]
    public async Task A_voice_message_is_recorded_paused_heard_and_leaves_as_ogg_with_one_opus_channel()
    {
        var (ana, phone, _) = await AtAChat(new() { Permissions = ["microphone"] });

        await ana.Page.ClickAsync("#voice");
        await Expect(ana.Page.Locator(".voice")).ToHaveAttributeAsync("data-state", "recording");
        await Expect(ana.Page.Locator(".voice-time")).ToHaveTextAsync(new Regex("^0:(0[1-9]|[1-5][0-9])$"));
        await ana.Page.ClickAsync("[data-voice=pause]");
        await Expect(ana.Page.Locator(".voice-preview")).ToBeVisibleAsync();
        var preview = ana.Page.Locator(".voice-preview");
        await preview.EvaluateAsync("a => a.play()");
        await Until.True(() => preview.EvaluateAsync<bool>("a => a.currentTime > 0"), "The sound of what was recorded");
        await preview.EvaluateAsync("a => a.pause()");
        await ana.Page.ClickAsync("[data-voice=resume]");
        await Expect(ana.Page.Locator(".voice-time")).ToHaveTextAsync(new Regex("^0:(0[2-9]|[1-5][0-9])$"));
        await ana.Page.ClickAsync("[data-voice=send]");

        await Expect(ana.Page.Locator(".message.out .media-audio audio")).ToHaveCountAsync(1);
        await Expect(ana.Page.Locator(".voice")).ToHaveCountAsync(0);
        await Expect(ana.Page.Locator("#extras .chip")).ToHaveCountAsync(0);
        var body = (JsonElement)await Eventually(() => Task.FromResult(Sent.ToList() is [var one] ? (object)one : null), "the voice message");
        var upload = Assert.Single(Given);
        Assert.Equal($$"""{"id":"{{upload.Id}}","voice":true}""", body.GetProperty("audio").GetRawText());
        Assert.Equal(("audio/ogg", "file.ogg"), (upload.ContentType, upload.FileName));
        Assert.Equal("OggS", System.Text.Encoding.ASCII.GetString(upload.Bytes, 0, 4));
        Assert.Equal("OpusHead", System.Text.Encoding.ASCII.GetString(upload.Bytes, 28, 8));
        Assert.Equal(1, upload.Bytes[37]);
        Assert.Single(phone.Chat, bubble => !bubble.Mine);
    }

    [Fact]
    public async Task Whoever_refuses_the_microphone_is_told_how_to_allow_it_and_loses_nothing()
    {
        var (ana, _, _) = await AtAChat();
        await ana.Composer.FillAsync("sigo acá");

        await ana.Page.ClickAsync("#voice");

        await Expect(ana.Page.Locator(".voice [role=status]")).ToContainTextAsync("micrófono");
        await ana.Page.ClickAsync("[data-voice=discard]");
        await Expect(ana.Page.Locator(".voice")).ToHaveCountAsync(0);
        await Expect(ana.Composer).ToHaveValueAsync("sigo acá");
    }
}
