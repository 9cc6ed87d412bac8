using Microsoft.AspNetCore.Http;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>The page's line when the server is silent, refuses or cannot be reached.</summary>
public sealed class RedialTests(BrowserFixture browser) : ScriptTest(browser)
{
    private const string SignIn = """<hx-partial hx-target="#main" hx-swap="innerHTML"><p>Sign in</p></hx-partial>""";

    [Fact]
    public async Task A_silent_stream_is_given_up_and_one_that_ticks_is_not()
    {
        var silent = await Open();
        silent.Silent = true;
        await Site.NextDial();
        await silent.Closed;
        await Task.Delay(3000);

        Assert.Equal(2, Site.DialCount);
        Assert.Equal(1, Site.OpenStreams);
    }

    [Fact]
    public async Task A_dial_that_nobody_answers_is_given_up()
    {
        Site.Instead = http => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        await Page.GotoAsync("/");
        await Eventually(() => Site.DialCount == 1, "the dial");
        Site.Instead = null;

        await Site.NextDial();
    }

    [Theory]
    [InlineData(StatusCodes.Status500InternalServerError)]
    [InlineData(StatusCodes.Status204NoContent)]
    [InlineData(StatusCodes.Status200OK)]
    public async Task A_refused_dial_is_made_again_with_growing_pauses_and_is_not_taken_for_a_stream(int status)
    {
        Site.Instead = http =>
        {
            http.Response.StatusCode = status;
            return status == StatusCodes.Status200OK ? ScriptSite.Html(http, SignIn) : Task.CompletedTask;
        };
        await Page.GotoAsync("/");

        await Expect(Page.Locator("#notice")).ToBeVisibleAsync();
        await Task.Delay(1000);
        var dials = Site.DialCount;
        Site.Instead = null;
        await Site.NextDial();

        await Expect(Page.Locator("#notice")).ToBeHiddenAsync();
        await Expect(Page.Locator("#main")).ToBeEmptyAsync();
        Assert.InRange(dials, 3, 14);
    }

    [Fact]
    public async Task Who_is_signed_out_does_not_dial_again()
    {
        Site.Instead = http =>
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        };
        await Page.GotoAsync("/");

        await Expect(Page.Locator("#notice")).ToBeVisibleAsync();
        await Task.Delay(1500);

        Assert.Equal(1, Site.DialCount);
    }

    [Fact]
    public async Task The_notice_shows_when_the_network_is_gone_and_goes_with_it()
    {
        await Open();

        await Context.SetOfflineAsync(true);
        await Expect(Page.Locator("#notice")).ToBeVisibleAsync();
        await Context.SetOfflineAsync(false);

        await Expect(Page.Locator("#notice")).ToBeHiddenAsync();
    }

    private async Task<Dial> Open()
    {
        await Page.GotoAsync("/");
        return await Site.NextDial();
    }
}
