using Convos.Data;

namespace Convos.Web;

/// <summary>A whole page asked for is a sign of life and, in Conversaciones, an arrival: presence works without JavaScript too.</summary>
public static class Visits
{
    private const string Refresh = "Convos-Refresh";

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
        if (AsksForPage(http.Request) && http.User.Identity?.IsAuthenticated == true && SectionOf(http.Request.Path) is { } section)
        {
            await Note(http, section);
        }

        await next(http);
    });

    // What a page asks for beside itself (a menu, a picture) is no coming: somebody is where they were. Without TLS browsers do not say
    // what they ask for, but what they would like to get.
    private static bool AsksForPage(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && !request.Headers.ContainsKey("HX-Request")
        && (request.Headers.ContainsKey(Refresh) || (request.Headers.TryGetValue("Sec-Fetch-Dest", out var wanted)
            ? wanted == "document"
            : request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal) && !request.Query.ContainsKey("handler")));

    // A page that brings itself up to date says which it is, and does not arrive: whom silence has set No disponible comes back by a click.
    private static Task Note(HttpContext http, Section section)
    {
        var (database, now) = (http.RequestServices.GetRequiredService<Database>(), http.RequestServices.GetRequiredService<TimeProvider>().Now());
        var (me, session) = (http.User.Viewer().Id, http.User.Session());
        return !http.Request.Headers.TryGetValue(Refresh, out var refreshes) ? Presences.Visit(database, me, session, section, now)
            : Guid.TryParse(refreshes, out var tab) ? Presences.Refreshed(database, me, tab, session, section, now)
            : Task.CompletedTask;
    }
}
