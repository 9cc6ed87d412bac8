using System.Text.Json;
using Convos.Data;
using Convos.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Convos.Tests;

/// <summary>
/// What comes out of the loudspeaker, over several tabs; a browser that refuses sound; notifications while nobody looks.
/// Whatever a page sends to its loudspeaker passes an ear of the test's.
/// </summary>
public sealed class AlertsInBrowserTests(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    private const string Ear =
        """
        (() => {
          const connect = AudioNode.prototype.connect;
          window.rings = [];
          window.told = 0;
          document.addEventListener('alert', () => told++);
          AudioNode.prototype.connect = function (to, ...more) {
            if (!(to instanceof AudioDestinationNode) || !(this.context instanceof AudioContext)) {
              return connect.call(this, to, ...more);
            }
            const ear = this.context.createAnalyser(), wave = new Float32Array(ear.fftSize), ring = { peak: 0, now: 1 };
            rings.push(ring);
            setInterval(() => {
              ear.getFloatTimeDomainData(wave);
              ring.now = Math.max(...wave.map(Math.abs));
              ring.peak = Math.max(ring.peak, ring.now);
            }, 20);
            connect.call(this, ear);
            return connect.call(ear, to, ...more);
          };
        })();
        """;

    // A driven Chromium shows every page and asks nobody: being hidden and the browser's notifications are played.
    private const string Desktop =
        """
        location.protocol !== 'about:' && (() => {
          window.notices = [];
          window.Notification = class extends EventTarget {
            static permission = 'default';
            static async requestPermission() { return Notification.permission = localStorage.answer; }
            constructor(title, options) { super(); Object.assign(this, { title }, options); notices.push(this); }
            close() { this.closed = true; }
          };
          Notification.permission = localStorage.permission ?? 'default';
          window.show = shown => {
            Object.defineProperty(document, 'hidden', { value: !shown, configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
          };
        })();
        """;

    // Where the address is not secure the browser has no locks.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_ticket_sounds_once_over_three_tabs_of_which_one_is_mute_and_many_at_once_sound_once(bool secure)
    {
        var ana = await Arrives("ana");
        if (!secure)
        {
            await ana.Context.AddInitScriptAsync("delete Navigator.prototype.locks;");
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
    public async Task While_no_tab_is_looked_at_one_of_them_shows_a_notification_whose_click_opens_the_ticket()
    {
        var ana = await Arrives("ana");
        await Save(ana, AlertSettings.Usual with { Notices = true });
        await ana.Context.AddInitScriptAsync(Ear);
        await ana.Context.AddInitScriptAsync(Desktop);
        await ana.Page.EvaluateAsync("() => { localStorage.permission = 'granted'; }");
        var tabs = new[] { await Tab(ana, ana.Page), await Tab(ana) };
        await Connected(ana, 2);
        async Task<JsonElement[]> Notices() => [.. (await Task.WhenAll(tabs.Select(tab => tab.Raw<JsonElement[]>("notices.map(({ title, body, tag, silent, closed }) => ({ title, body, tag, silent, closed }))")))).SelectMany(some => some)];

        // The first ring brings what shows notifications.
        await Ticket();
        await Told(tabs, 1);
        await Until.True(async () => (await Task.WhenAll(tabs.Select(tab => tab.Raw<bool>("performance.getEntriesByType('resource').some(({ name }) => name.includes('/js/notices.js'))")))).All(there => there), "The rest of the alerts");
        await Silence(tabs);

        await tabs[0].Raw<object?>("show(false)");
        await Ticket();
        await Told(tabs, 2);
        await Silence(tabs);
        Assert.Empty(await Notices());

        await tabs[1].Raw<object?>("show(false)");
        var ticket = await Ticket();
        await Until.True(async () => (await Notices()).Length > 0, "A notification");
        await Until.True(async () => (await tabs[0].Title()).StartsWith('(') && (await tabs[1].Title()).StartsWith('('), "A count in both titles");
        var notice = Assert.Single(await Notices());
        Assert.Equal(($"Sin asignar: {ticket.ContactName} · {ticket.InboxName}", "hola", $"convos-{ticket.Id}", true),
            (notice.GetProperty("title").GetString(), notice.GetProperty("body").GetString(), notice.GetProperty("tag").GetString(), notice.GetProperty("silent").GetBoolean()));

        var shower = await tabs[0].Raw<int>("notices.length") > 0 ? tabs[0] : tabs[1];
        await shower.Raw<object?>("notices[0].dispatchEvent(new Event('click'))");
        await Expect(shower.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/inbox/unassigned/{ticket.Id}$"));
    }

    [Fact]
    public async Task What_somebody_else_sees_to_is_counted_and_shown_no_more()
    {
        var (ana, bruno) = (await Arrives("ana"), await Colleague("bruno"));
        await Save(ana, AlertSettings.Usual with { Notices = true });
        await ana.Context.AddInitScriptAsync(Desktop);
        await ana.Page.EvaluateAsync("() => { localStorage.permission = 'granted'; }");
        var tab = await Tab(ana, ana.Page);
        await Connected(ana, 1);
        await tab.Raw<object?>("show(false)");
        var ticket = await Ticket();
        await Until.True(async () => await tab.Title() == "(1) Mi Bandeja · Convos" && await tab.Raw<int>("notices.length") == 1, "A count and a notification");

        await Move(TicketMove.Take, bruno, ticket);

        await Until.True(async () => await tab.Title() == "Mi Bandeja · Convos" && await tab.Raw<bool>("notices[0].closed === true"), "Neither");
    }

    [Fact]
    public async Task The_bell_lets_one_try_each_tone_ask_the_browser_and_save_without_a_reload()
    {
        var ana = await Arrives("ana");
        await ana.Context.AddInitScriptAsync(Ear);
        await ana.Context.AddInitScriptAsync(Desktop);
        var tab = await Tab(ana, ana.Page);
        await ana.Page.EvaluateAsync("() => { localStorage.answer = 'denied'; window.stays = true; }");

        await ana.Page.ClickAsync("#bell a");
        await ana.Page.SelectOptionAsync("[name='tones[Mention]']", "Knock");
        await ana.Page.Locator(".alert-kinds [data-try]").Nth(2).ClickAsync();
        await Until.True(async () => await Rings([tab]) is [{ Peak: > 0.02 }], "A sound");
        await ana.Page.CheckAsync("[name=notices]");
        await Expect(ana.Page.Locator("[data-when=denied]")).ToBeVisibleAsync();
        await ana.Page.UncheckAsync("[name=sound]");
        await ana.Page.ClickAsync("#sheet .button.main");

        await Expect(ana.Page.Locator("#bell[data-sound=false]")).ToBeVisibleAsync();
        await Expect(ana.Page.Locator("#sheet")).ToBeHiddenAsync();
        await Expect(ana.Toast).ToContainTextAsync("guardados");
        Assert.True(await ana.Page.EvaluateAsync<bool>("() => window.stays"));
        await using var db = await App.Database.Open();
        var saved = await AlertSettings.Read(db, ana.Viewer.Id);
        Assert.Equal((false, true, AlertTone.Knock), (saved.Sound, saved.Notices, saved.Of(AlertKind.Mention).Tone));
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

    // Playwright's own evaluation counts as a press, which would let sound out.
    private static async Task<Tabbed> Tab(Workplace ana, IPage? page = null)
    {
        page ??= await ana.Context.NewPageAsync();
        await page.GotoAsync("/inbox/mine");
        return new Tabbed(page, await ana.Context.NewCDPSessionAsync(page));
    }

    private Task Connected(Workplace ana, int tabs) => Until.True(
        () => App.Services.GetRequiredService<LiveHub>().Subscribers.Count(subscriber => subscriber.Viewer.Id == ana.Viewer.Id) == tabs, "A stream for each tab");

    private static Task Told(Tabbed[] tabs, int alerts) => Until.True(async () =>
    {
        var told = await Task.WhenAll(tabs.Select(tab => tab.Raw<int>("told")));
        return told.All(count => count >= alerts);
    }, "An alert in each tab");

    private static async Task<IReadOnlyList<Ring>> Rings(Tabbed[] tabs) =>
        [.. (await Task.WhenAll(tabs.Select(tab => tab.Raw<Ring[]>("rings")))).SelectMany(rings => rings)];

    /// <summary>What sounded has ended, and its lock is free again.</summary>
    private static Task Silence(Tabbed[] tabs) => Until.True(async () =>
        (await Rings(tabs)).All(ring => ring.Now < 0.001) && !await tabs[0].Raw<bool>(
        "navigator.locks ? navigator.locks.query().then(({ held }) => held.some(lock => lock.name === 'convos-ring')) : localStorage.getItem('convos-lock-convos-ring') !== null"), "Silence");

    private async Task Save(Workplace ana, AlertSettings settings)
    {
        await using var db = await App.Database.Open();
        await settings.Save(db, ana.Viewer.Id);
    }

    private sealed record Ring(double Peak, double Now);

    private sealed record Tabbed(IPage Page, ICDPSession Session)
    {
        public async Task<T> Raw<T>(string expression)
        {
            var answer = await Session.SendAsync("Runtime.evaluate", new() { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
            return answer!.Value.GetProperty("result").TryGetProperty("value", out var value) ? value.Deserialize<T>(JsonSerializerOptions.Web)! : default!;
        }

        public Task<string> Title() => Raw<string>("document.title");

        public Task<bool> Mute() => Raw<bool>("document.documentElement.hasAttribute('data-js-mute')");
    }
}
