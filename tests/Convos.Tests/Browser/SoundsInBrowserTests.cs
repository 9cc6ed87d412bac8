using System.Text.Json;
using Convos.Data;
using Microsoft.Playwright;

namespace Convos.Tests;

/// <summary>What comes out of the loudspeaker, over several tabs; a browser that refuses sound.</summary>
public sealed class SoundsInBrowserTests(TestApp app, BrowserFixture browser) : AlertTest(app, browser)
{
    // Where the address is not secure the browser has no locks.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_ticket_sounds_once_over_three_tabs_of_which_one_is_mute_and_many_at_once_sound_once(bool secure)
    {
        var ana = await Arrives("ana");
        if (!secure)
        {
            // What two tabs wrote is settled after a moment; a busy machine's is longer.
            await ana.Context.AddInitScriptAsync("delete Navigator.prototype.locks; const brief = setTimeout; setTimeout = (act, ms, ...more) => brief(act, ms === 150 ? 2000 : ms, ...more);");
        }

        await ana.Context.AddInitScriptAsync(Ear);
        var tabs = new[] { await Tab(ana, ana.Page), await Tab(ana), await Tab(ana) };
        await Connected(ana, 3);
        await tabs[0].Page.Mouse.ClickAsync(700, 500);
        await tabs[2].Page.Mouse.ClickAsync(700, 500);
        await Until.True(async () => !await tabs[0].Mute() && await tabs[1].Mute() && !await tabs[2].Mute(), "Two tabs that may sound");
        Assert.Empty(await Rings(tabs));

        await Ticket();
        await Told(tabs, 1);
        await Until.True(async () => await Rings(tabs) is [{ Peak: > 0.02 }], "A sound");
        await Silence(tabs);
        Assert.Single(await Rings(tabs));

        await Make.Arrives(App.Database, Channel, Now, [.. Enumerable.Range(0, 3).Select(_ => Make.Text(Number(), "hola", Now))]);
        await Told(tabs, 4);
        await Until.True(async () => await Rings(tabs) is [_, { Peak: > 0.02 }], "A second sound");
        await Silence(tabs);
        Assert.Equal(2, (await Rings(tabs)).Count);
        Assert.DoesNotContain("(", await tabs[0].Title(), StringComparison.Ordinal);
    }

    // A drop begins at 480 Hz, a bell at 1318.5.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_comes_while_another_kind_sounds_sounds_after_it_once_over_three_tabs(bool secure)
    {
        var ana = await Arrives("ana");
        if (!secure)
        {
            await ana.Context.AddInitScriptAsync("delete Navigator.prototype.locks;");
        }

        await ana.Context.AddInitScriptAsync(Ear);
        var phone = Number();
        await Move(TicketMove.Take, ana.Viewer, await Make.Ticket(App.Database, Channel, Now.AddMinutes(-5), phone));
        var tabs = new[] { await Tab(ana, ana.Page), await Tab(ana), await Tab(ana) };
        await Connected(ana, 3);
        foreach (var tab in tabs)
        {
            await tab.Page.Mouse.ClickAsync(700, 500);
            await Until.True(async () => !await tab.Mute() && await tab.Raw<bool>("performance.getEntriesByType('resource').some(({ name }) => name.includes('/js/tones.js'))"), "A tab that may sound");
        }

        await Make.Arrives(App.Database, Channel, Now, Make.Text(phone, "¿Siguen ahí?", Now));
        await Until.True(async () => (await Rings(tabs)).Count == 1, "The message's sound");
        await Make.Arrives(App.Database, Channel, Now, [.. Enumerable.Range(0, 3).Select(_ => Make.Text(Number(), "hola", Now))]);

        await Told(tabs, 4);
        await Until.True(async () => (await Rings(tabs)).Count > 1, "The tickets' sound");
        await Silence(tabs);
        var rings = (await Rings(tabs)).OrderBy(ring => ring.From).ToList();
        Assert.Equal(2, rings.Count);
        Assert.All(rings, ring => Assert.True(ring.Peak > 0.02));
        Assert.True(rings[1].From > rings[0].Until, "One after the other.");
        Assert.Equal((1, 1), ((await Pitches(tabs)).Count(pitch => pitch == 480), (await Pitches(tabs)).Count(pitch => pitch == 1318.5)));
    }

    [Fact]
    public async Task Where_the_browser_refuses_sound_the_header_says_so_for_good_and_the_title_counts_until_somebody_looks()
    {
        var ana = await Arrives("ana");
        await ana.Context.AddInitScriptAsync(Ear);
        var tab = await Tab(ana, ana.Page);
        await Connected(ana, 1);
        await Until.True(() => tab.Raw<bool>("document.querySelector('.sound-on').checkVisibility()"), "«Activar sonido»");
        Assert.Equal("Mi Bandeja · Convos", await tab.Title());

        await Ticket();
        await Ticket();

        await Until.True(async () => await tab.Title() == "(2) Mi Bandeja · Convos", "A count in the title");
        Assert.Empty(await Rings([tab]));
        Assert.True(await tab.Raw<bool>("document.querySelector('.sound-on').checkVisibility()"));
        var place = await tab.Raw<JsonElement>("(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))(document.querySelector('.sound-on').getBoundingClientRect())");
        await ana.Page.Mouse.ClickAsync(place.GetProperty("x").GetSingle(), place.GetProperty("y").GetSingle());
        await Until.True(async () => !await tab.Mute() && await tab.Title() == "Mi Bandeja · Convos", "Sound, and the title as it was");

        await Ticket();
        await Until.True(async () => await Rings([tab]) is [{ Peak: > 0.02 }], "A sound");
    }

    [Fact]
    public async Task A_press_before_the_browser_has_said_whether_it_lets_sound_out_counts()
    {
        var ana = await Arrives("ana");
        await ana.Context.AddInitScriptAsync(
            """
            (() => {
              const resume = AudioContext.prototype.resume;
              let silent = true;
              AudioContext.prototype.resume = function () {
                const unanswered = silent;
                silent = false;
                return unanswered ? new Promise(() => {}) : resume.call(this);
              };
            })();
            """);
        var tab = await Tab(ana, ana.Page);
        await ana.Page.Mouse.ClickAsync(700, 500);

        // Longer than a page without a press waits for its answer.
        await Task.Delay(1500);

        Assert.False(await tab.Mute());
    }

    // Of each fiftieth of a second how loud it is and how often the wave crosses the middle; two tones agree in few of them.
    [Fact]
    public async Task The_tones_differ()
    {
        var ana = await Arrives("ana");
        var tones = Enum.GetValues<AlertTone>().Select(tone => tone.Name()).ToArray();

        var heard = await ana.Page.EvaluateAsync<double[][][]>(
            """
            async tones => {
              const { play } = await import('/js/tones.js');
              return Promise.all(tones.map(async tone => {
                const offline = new OfflineAudioContext(1, 44100 * 1.2, 44100);
                play(offline, tone, 70);
                const wave = (await offline.startRendering()).getChannelData(0), parts = [];
                for (let at = 0; at + 882 <= wave.length; at += 882) {
                  const part = wave.subarray(at, at + 882);
                  parts.push([Math.sqrt(part.reduce((sum, x) => sum + x * x, 0) / 882), part.reduce((n, x, i) => n + (i && x * part[i - 1] < 0 ? 1 : 0), 0)]);
                }
                return parts;
              }));
            }
            """, tones);

        Assert.All(heard, tone => Assert.True(tone.Max(part => part[0]) > 0.02));
        Assert.All(heard, tone => Assert.True(tone[^1][0] < 0.01, "It ends."));
        for (var one = 0; one < tones.Length; one++)
        {
            for (var other = 0; other < one; other++)
            {
                var both = heard[one].Zip(heard[other]).Where(pair => Math.Max(pair.First[0], pair.Second[0]) > 0.005).ToList();
                var alike = both.Count(pair => Near(pair.First[0], pair.Second[0], 1.4) && Near(pair.First[1], pair.Second[1], 1.2));
                Assert.True(alike < both.Count / 3, $"{tones[one]} and {tones[other]} agree in {alike} of {both.Count} parts.");
            }
        }
    }

    private static bool Near(double one, double other, double factor) => Math.Max(one, other) <= (Math.Min(one, other) * factor) + 1e-6;
}
