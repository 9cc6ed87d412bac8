using Convos.Data;

namespace Convos.Web;

/// <summary>A whole page asked for is a sign of life and, in Conversaciones, an arrival: presence works without JavaScript too.</summary>
public static class Visits
{
    private static readonly string[] Conversations =
        ["/inbox", "/shortcuts", "/inboxes", "/conversations", "/tickets", "/performance", "/library", "/supervision", "/presence"];

    private static readonly string[] Elsewhere = ["/profile", "/insecure", "/contacts", "/campaigns", "/dialogues", "/settings"];

    /// <summary>Null: a page that changes nothing (sign-in, the simulator, Hangfire).</summary>
    public static Section? SectionOf(PathString path) =>
        Conversations.Any(start => path.StartsWithSegments(start)) ? Section.Conversations
        : Elsewhere.Any(start => path.StartsWithSegments(start)) ? Section.Elsewhere
        : null;

    public static void UseVisits(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        var asksForPage = HttpMethods.IsGet(http.Request.Method) && !http.Request.Headers.ContainsKey("HX-Request");
        if (asksForPage && http.User.Identity?.IsAuthenticated == true && SectionOf(http.Request.Path) is { } section)
        {
            await Note(http, section);
        }

        await next(http);
    });

    // A page that brings itself up to date says which it is, and does not arrive: whom silence has set No disponible comes back by a click.
    private static Task Note(HttpContext http, Section section)
    {
        var (database, now) = (http.RequestServices.GetRequiredService<Database>(), http.RequestServices.GetRequiredService<TimeProvider>().Now());
        var (me, session) = (http.User.Viewer().Id, http.User.Session());
        return !http.Request.Headers.TryGetValue("Convos-Refresh", out var refreshes) ? Presences.Visit(database, me, session, section, now)
            : Guid.TryParse(refreshes, out var tab) ? Presences.Refreshed(database, me, tab, session, section, now)
            : Task.CompletedTask;
    }
}
