using Microsoft.AspNetCore.Http;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>going.js: who gets no answer sees No disponible coming. Two minutes are four seconds here.</summary>
public sealed class GoingTests(BrowserFixture browser) : ScriptTest(browser)
{
    [Fact]
    public async Task Without_an_answer_it_counts_down_says_what_came_of_it_and_goes_with_the_next_one()
    {
        await Clock(0);
        var dial = await Open();

        await Context.SetOfflineAsync(true);
        await Clock(1.5);
        await Expect(Page.Locator("#going-soon")).ToHaveTextAsync("in 0:03");
        await Clock(2.5);
        await Expect(Page.Locator("#going-soon")).ToHaveTextAsync("in 0:02");
        await Expect(Page.Locator("#going-soon")).ToBeVisibleAsync();
        await Clock(4);
        await Expect(Page.Locator("#going-past")).ToBeVisibleAsync();
        await Expect(Page.Locator("#going-soon")).ToBeHiddenAsync();
        await Context.SetOfflineAsync(false);

        await BeatUntilNobodyIsGoing(dial);
    }

    // Its page is brought up to date all the same, and so it lives.
    [Fact]
    public async Task Who_has_no_stream_and_gets_answers_is_told_nothing()
    {
        await Clock(0);
        var dial = await Open();
        Site.Instead = http => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        dial.Drop();
        await Until.True(() => Site.DialCount == 2, "A dial that nobody answers");

        // Twice the four seconds after which it would be told: each answer starts them anew.
        for (var second = 1; second <= 8; second++)
        {
            var asked = Site.PageCount;
            await Clock(second);
            await Until.True(() => Site.PageCount > asked, "Being brought up to date");
            await Expect(Page.Locator("#going-soon")).ToHaveTextAsync("in 0:04");
            await Expect(Page.Locator("#going-past")).ToBeHiddenAsync();
        }

        await Expect(Page.Locator("#notice")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_beat_counts_only_when_the_server_took_it()
    {
        Site.BeatStatus = StatusCodes.Status500InternalServerError;
        await Clock(0);
        var dial = await Open();

        dial.Signal("beat");
        await Until.True(() => !Site.Beats.IsEmpty, "A beat's answer");
        await Clock(2);
        await Expect(Page.Locator("#going-soon")).ToBeVisibleAsync();
        Site.BeatStatus = StatusCodes.Status204NoContent;
        await BeatUntilNobodyIsGoing(dial);

        Assert.InRange(Site.Beats.Count, 2, int.MaxValue);
    }

    [Theory]
    [InlineData("conversations", "false")]
    [InlineData("elsewhere", "true")]
    public async Task Whom_silence_would_not_change_is_told_nothing(string section, string available)
    {
        Site.Section = section;
        await Clock(0);
        await Open(available);

        await Clock(3);
        // Told, it would be seen to come.
        await Expect(Page.Locator("#going-soon")).ToHaveTextAsync("in 0:01");

        await Expect(Page.Locator("#going")).ToBeHiddenAsync();
    }

    // As the server does, which beats on, on whatever stream there is: the first beat may be lost with the stream it came on.
    private Task BeatUntilNobodyIsGoing(Dial dial) => Until.True(async () =>
    {
        dial = dial.Closed.IsCompleted ? await Site.NextDial(greet: false) : dial;
        dial.Signal("beat");
        return await Page.Locator("#going").IsHiddenAsync();
    }, "Nobody is going any more");

    private async Task<Dial> Open(string available = "true")
    {
        Site.Rest = $"""
            <div id="presence" data-available="{available}"></div>
            <p id="going" hidden><span id="going-soon">in <b></b></span><span id="going-past" hidden>past</span></p>
            """;
        await Page.GotoAsync("/");
        return await Site.NextDial();
    }
}
