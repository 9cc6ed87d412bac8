namespace Convos.Web;

/// <summary>What every answer forbids the browser.</summary>
public static class SecurityHeaders
{
    private const string Policy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), payment=(), microphone=(self)";
        if (!PlainHttp.IsUsed(http.Request))
        {
            // Over plain HTTP a browser ignores it, and complains of it on every page.
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
        }

        // One address answers whole pages and fragments.
        headers.Vary = "HX-Request";
        http.Response.OnStarting(static state =>
        {
            var answer = (HttpResponse)state;
            if (IsPartOfAPage(answer))
            {
                OfWholePages.ForEach(name => answer.Headers.Remove(name));
            }

            return Task.CompletedTask;
        }, http.Response);
        return next(http);
    });

    private static readonly List<string> OfWholePages = ["Content-Security-Policy", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy"];

    // A style sheet or a script of ours obeys the page that asks for it, and each policy of its own would cost half a kilobyte of a
    // first load. (A worker would obey its own; there is none.)
    private static bool IsPartOfAPage(HttpResponse answer) =>
        answer.ContentType is { } type && (type.StartsWith("text/css", StringComparison.Ordinal) || type.StartsWith("text/javascript", StringComparison.Ordinal));
}
