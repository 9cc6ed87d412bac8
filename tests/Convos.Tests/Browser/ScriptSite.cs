using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace Convos.Tests;

/// <summary>A site that runs our scripts under our policy, with streams that the test holds in its hand.</summary>
public sealed class ScriptSite : IAsyncDisposable
{
    private const string Policy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    // What takes seconds in the product takes tenths here; what a busy machine could run out of takes longer.
    private const string Pace =
        """{"deadAfter":20000,"reloadGrace":8000,"noticeAfter":600,"pollEvery":700,"hiddenAfter":300,"retryFirst":100,"retryMost":400,"refreshEvery":300,"unansweredAfter":900,"patience":4000}""";

    private readonly WebApplication app;
    private readonly Channel<Dial> dials = Channel.CreateUnbounded<Dial>();
    private int dialCount, openStreams, pageCount;

    private ScriptSite(WebApplication app) => this.app = app;

    /// <summary>What stands inside <c>&lt;main id="main"&gt;</c>.</summary>
    public string Main { get; set; } = "";

    public string Rest { get; set; } = "";

    public string Section { get; set; } = "conversations";

    /// <summary>Answers the next dials in place of a stream.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public Dictionary<string, Func<HttpContext, Task>> Answers { get; } = [];

    public ConcurrentQueue<(string Body, string? Token)> Beats { get; } = [];

    /// <summary>What becomes of a beat.</summary>
    public int BeatStatus { get; set; } = StatusCodes.Status204NoContent;

    public int DialCount => dialCount;

    public int OpenStreams => openStreams;

    public int PageCount => pageCount;

    public string Address => app.Urls.Single();

    public static async Task<ScriptSite> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var site = new ScriptSite(app);
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Path.Combine(Repository.Root, "wwwroot")) });
        app.Run(site.Answer);
        await app.StartAsync();
        return site;
    }

    public static string Stream(string query, string section = "conversations") =>
        $"""<div id="live" data-section="{section}" hx-sse:connect="/live?{query}" hx-trigger="live:retry" hx-swap="none"></div>""";

    public static Task Html(HttpContext http, string html)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(html);
    }

    /// <summary>The next dial that the test has not asked for yet.</summary>
    public async Task<Dial> NextDial(bool greet = true)
    {
        using var patience = new CancellationTokenSource(Until.Patience);
        var dial = await dials.Reader.ReadAsync(patience.Token);
        if (greet)
        {
            dial.Signal("hello");
        }

        return dial;
    }

    public async ValueTask DisposeAsync()
    {
        app.Lifetime.StopApplication();
        await app.DisposeAsync();
    }

    private Task Answer(HttpContext http) => http.Request.Path.Value switch
    {
        "/live" => Live(http),
        "/beat" => Beat(http),
        "/favicon.ico" => Task.CompletedTask,
        { } path when Answers.TryGetValue(path, out var answer) => answer(http),
        _ => Page(http)
    };

    private async Task Live(HttpContext http)
    {
        Interlocked.Increment(ref dialCount);
        if (Instead is { } instead)
        {
            await instead(http);
            return;
        }

        var dial = new Dial(http);
        Interlocked.Increment(ref openStreams);
        dials.Writer.TryWrite(dial);
        try
        {
            await dial.Run(app.Lifetime.ApplicationStopping);
        }
        finally
        {
            // Whoever hears that it has ended finds it counted so.
            Interlocked.Decrement(ref openStreams);
            dial.Ended();
        }
    }

    private async Task Beat(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body);
        Beats.Enqueue((await body.ReadToEndAsync(), http.Request.Headers["RequestVerificationToken"].FirstOrDefault()));
        http.Response.StatusCode = BeatStatus;
    }

    private Task Page(HttpContext http)
    {
        Interlocked.Increment(ref pageCount);
        http.Response.Headers.ContentSecurityPolicy = Policy;
        // No minute of htmx's own: it would give up what ours is to give up.
        return Html(http, $$"""
            <!DOCTYPE html>
            <html>
            <head>
              <title>{{http.Request.Path}}</title>
              <meta name="htmx-config" content='{"includeIndicatorCSS":false,"defaultTimeout":0}'>
              <script src="/lib/htmx.min.js"></script>
              <script src="/lib/hx-sse.min.js"></script>
              <script src="/js/place.js"></script>
              <script type="module" src="/js/live.js"></script>
            </head>
            <body data-live='{{Pace}}' hx-headers:inherited='{"RequestVerificationToken":"token"}'>
              <p id="notice" hidden>down</p>
              {{Stream("since=1.100&view=mine", Section)}}
              <main id="main">{{Main}}</main>
              {{Rest}}
            </body>
            </html>
            """);
    }
}
