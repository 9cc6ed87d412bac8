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
        if (IsPartOfAPage(http.Request.Path))
        {
            return next(http);
        }

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
        return next(http);
    });

    // A style sheet or a script of ours obeys the page that asks for it, and each policy of its own would cost half a kilobyte of a
    // first load. (A worker would obey its own; there is none.)
    private static bool IsPartOfAPage(PathString path) =>
        path.StartsWithSegments("/css") || path.StartsWithSegments("/js") || (path.StartsWithSegments("/lib") && path.Value!.EndsWith(".js", StringComparison.Ordinal));
}
