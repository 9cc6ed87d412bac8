using System.Text.Json;
using Convos.Data;
using Convos.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Convos.Tests;

/// <summary>Tabs of one browser in which something may ring. Whatever a page sends to its loudspeaker passes an ear of the test's.</summary>
public abstract class AlertTest(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    protected const string Ear =
        """
        (() => {
          const connect = AudioNode.prototype.connect;
          const schedule = AudioParam.prototype.setValueAtTime;
          window.rings = [];
          window.pitches = [];
          window.told = 0;
          document.addEventListener('alert', () => told++);
          AudioParam.prototype.setValueAtTime = function (value, ...when) {
            if (value > 20) {
              pitches.push(value);                        // all else is loudness
            }
            return schedule.call(this, value, ...when);
          };
          AudioNode.prototype.connect = function (to, ...more) {
            if (!(to instanceof AudioDestinationNode) || !(this.context instanceof AudioContext)) {
              return connect.call(this, to, ...more);
            }
            const ear = this.context.createAnalyser(), memory = this.context.createAnalyser();
            const ring = { peak: 0, now: 1, from: Date.now(), until: Date.now() };
            // Three quarters of a second: whoever did not get to listen meanwhile has missed nothing.
            memory.fftSize = 32768;
            const loudest = (at, wave) => { at.getFloatTimeDomainData(wave); return wave.reduce((most, one) => Math.max(most, Math.abs(one)), 0); };
            const [moment, long] = [ear, memory].map(one => new Float32Array(one.fftSize));
            rings.push(ring);
            setInterval(() => {
              ring.now = loudest(ear, moment);
              ring.until = ring.now > 0.001 ? Date.now() : ring.until;
            }, 20);
            setInterval(() => { ring.peak = Math.max(ring.peak, loudest(memory, long)); }, 200);
            connect.call(this, ear);
            connect.call(ear, memory);
            return connect.call(memory, to, ...more);
          };
        })();
        """;

    // A driven Chromium shows every page and asks nobody: being hidden and the browser's notifications are played.
    protected const string Desktop =
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

    // Playwright's own evaluation counts as a press, which would let sound out.
    protected static async Task<Tabbed> Tab(Workplace ana, IPage? page = null)
    {
        page ??= await ana.Context.NewPageAsync();
        await page.GotoAsync("/inbox/mine");
        return new Tabbed(page, await ana.Context.NewCDPSessionAsync(page));
    }

    protected Task Connected(Workplace ana, int tabs) => Until.True(
        () => App.Services.GetRequiredService<LiveHub>().Subscribers.Count(subscriber => subscriber.Viewer.Id == ana.Viewer.Id) == tabs, "A stream for each tab");

    protected static Task Told(Tabbed[] tabs, int alerts) => Until.True(async () =>
    {
        var told = await Task.WhenAll(tabs.Select(tab => tab.Raw<int>("told")));
        return told.All(count => count >= alerts);
    }, "An alert in each tab");

    protected static async Task<IReadOnlyList<Ring>> Rings(Tabbed[] tabs) =>
        [.. (await Task.WhenAll(tabs.Select(tab => tab.Raw<Ring[]>("rings")))).SelectMany(rings => rings)];

    protected static async Task<IReadOnlyList<double>> Pitches(Tabbed[] tabs) =>
        [.. (await Task.WhenAll(tabs.Select(tab => tab.Raw<double[]>("pitches")))).SelectMany(pitches => pitches)];

    /// <summary>What sounded has ended, nothing waits for its turn, and the locks are free again.</summary>
    protected static Task Silence(Tabbed[] tabs) => Until.True(async () =>
        (await Rings(tabs)).All(ring => ring.Now < 0.001) && !await tabs[0].Raw<bool>(
        "navigator.locks ? navigator.locks.query().then(({ held }) => held.some(lock => lock.name.startsWith('convos-ring'))) : Object.keys(localStorage).some(key => key.startsWith('convos-lock-convos-ring'))"), "Silence");

    protected async Task Save(Workplace ana, AlertSettings settings)
    {
        await using var db = await App.Database.Open();
        await settings.Save(db, ana.Viewer.Id);
    }

    protected sealed record Ring(double Peak, double Now, double From, double Until);

    protected sealed record Tabbed(IPage Page, ICDPSession Session)
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
