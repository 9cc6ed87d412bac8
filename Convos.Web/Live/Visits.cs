using Convos.Data;

namespace Convos.Web;

/// <summary>A whole page asked for is a sign of life and, in Conversaciones, an arrival: presence works without JavaScript too.</summary>
public static class Visits
{
    private static readonly string[] Conversations =
        ["/inbox", "/shortcuts", "/inboxes", "/conversations", "/tickets", "/performance", "/library", "/supervision"];

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
            await Presences.Visit(
                http.RequestServices.GetRequiredService<Database>(), http.User.Viewer().Id, http.User.Session(), section,
                http.RequestServices.GetRequiredService<TimeProvider>().Now());
        }

        await next(http);
    });
}
