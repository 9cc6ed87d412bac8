using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Convos.Data;
using Microsoft.Playwright;

namespace Convos.Tests;

/// <summary>One person at one browser of their own, and all that its pages complained about.</summary>
public sealed partial class Workplace : IAsyncDisposable
{
    private const string ReportViolations =
        "addEventListener('securitypolicyviolation', e => console.error(`securitypolicyviolation: ${e.violatedDirective} ${e.blockedURI}`))";

    private readonly ConcurrentQueue<string> complaints = new();

    private Workplace(IBrowserContext context, IPage page, Viewer viewer) => (Context, Page, Viewer) = (context, page, viewer);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public Viewer Viewer { get; }

    public IReadOnlyCollection<string> Complaints => complaints;

    public ILocator Composer => Page.Locator("#body");

    public ILocator Presence => Page.Locator("#presence");

    public ILocator Toast => Page.Locator("#toasts .toast");

    public static async Task<Workplace> SignedIn(IBrowser browser, Uri address, Viewer viewer, string email, BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.BaseURL = address.ToString();
        options.Locale ??= "es";
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout((float)Until.Patience.TotalMilliseconds);
        var place = new Workplace(context, await context.NewPageAsync(), viewer);
        await place.Listen();
        // By the form, without drawing it: its own tests do.
        var login = await (await context.APIRequest.GetAsync("/login")).TextAsync();
        var form = context.APIRequest.CreateFormData().Set("Email", email).Set("Password", TestApp.Password)
            .Set("__RequestVerificationToken", AntiforgeryToken().Match(login).Groups[1].Value);
        var answer = await context.APIRequest.PostAsync("/login", new() { Form = form, MaxRedirects = 0 });
        Assert.Equal(303, answer.Status);
        await place.Page.GotoAsync("/inbox/mine");
        return place;
    }

    public ILocator Row(Ticket ticket) => Page.Locator($"#tickets > #ticket-{ticket.Id}");

    public ILocator Count(string view) => Page.Locator($"#count-{view}");

    public ILocator Bubble(string text) => Page.Locator(".message").Filter(new() { HasText = text });

    /// <summary>A button of the open chat's head: take, release, close, reopen.</summary>
    public ILocator Move(string move, Ticket ticket) => Page.Locator($"#{move}-{ticket.Id}");

    /// <summary>By the header's menu.</summary>
    public async Task Choose(bool available)
    {
        await Page.ClickAsync(".presence-state");
        await Page.ClickAsync($"#presence-menu button[data-available={(available ? "true" : "false")}]");
        await Assertions.Expect(Presence).ToHaveAttributeAsync("data-available", available ? "true" : "false");
    }

    public async Task Say(string text)
    {
        await Composer.FillAsync(text);
        await Composer.PressAsync("Enter");
    }

    public ValueTask DisposeAsync() => Context.DisposeAsync();

    private async Task Listen()
    {
        await Context.AddInitScriptAsync(ReportViolations);
        Context.WebError += (_, error) => complaints.Enqueue($"pageerror: {error.Error}");
        Context.Console += (_, message) =>
        {
            // What Chromium itself says when a stream's connection ends is no fault of the page.
            if (message.Type == "error" && !(message.Location.Contains("/live?", StringComparison.Ordinal) && message.Text.Contains("net::ERR_", StringComparison.Ordinal)))
            {
                complaints.Enqueue($"{message.Text} ({message.Location})");
            }
        };
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryToken();
}
