using System.Collections.Concurrent;
using System.Diagnostics;
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
        await Clock(0);
        var silent = await Open();
        silent.Silent = true;
        // Behind its last tick.
        await Bring(Page, silent, "1.105");

        await Clock(21);
        var ticks = await Site.NextDial();
        await silent.Closed.WaitAsync(Until.Patience);
        for (var second = 36; second <= 81; second += 15)
        {
            await Clock(second);
            await Eventually(() => Page.EvaluateAsync<bool>("async () => (await import('/js/line.js')).line.call?.lastSign === Date.now()"), "a tick");
        }

        Assert.False(ticks.Closed.IsCompleted);
        Assert.Equal(1, Site.OpenStreams);
    }

    [Fact]
    public async Task A_dial_that_nobody_answers_is_given_up()
    {
        Site.Instead = http => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        await Clock(0);
        await Page.GotoAsync("/");
        await Eventually(() => Site.DialCount == 1, "the dial");
        Site.Instead = null;
        await Clock(21);

        await Site.NextDial();
    }

    [Theory]
    [InlineData(StatusCodes.Status500InternalServerError)]
    [InlineData(StatusCodes.Status204NoContent)]
    [InlineData(StatusCodes.Status200OK)]
    public async Task A_refused_dial_is_made_again_with_growing_pauses_and_is_not_taken_for_a_stream(int status)
    {
        var dials = new ConcurrentQueue<long>();
        Site.Instead = http =>
        {
            dials.Enqueue(Stopwatch.GetTimestamp());
            http.Response.StatusCode = status;
            return status == StatusCodes.Status200OK ? ScriptSite.Html(http, SignIn) : Task.CompletedTask;
        };
        await Page.GotoAsync("/");

        await Expect(Page.Locator("#notice")).ToBeVisibleAsync();
        await Eventually(() => dials.Count >= 6, "more dials");
        Site.Instead = null;
        await Site.NextDial();

        await Expect(Page.Locator("#notice")).ToBeHiddenAsync();
        await Expect(Page.Locator("#main")).ToBeEmptyAsync();
        // Half of each pause is chance; and a timer may be a little early.
        Assert.All(
            dials.Zip(dials.Skip(1), Stopwatch.GetElapsedTime).Zip([50, 100, 200, 200, 200]),
            pause => Assert.True(pause.First.TotalMilliseconds > pause.Second - 10, $"{pause.First} of {pause.Second} ms"));
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
