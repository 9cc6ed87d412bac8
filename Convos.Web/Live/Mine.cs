namespace Convos.Web;

/// <summary>
/// GET /me/{operator}.css: the rules that make «mine» of an owner. Fragments are the same bytes for everybody; this sheet is
/// what differs, it never changes, and it works without JavaScript.
/// </summary>
public static class Mine
{
    public static void MapMine(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/me/{id:long}.css", (HttpContext http, long id) =>
        {
            http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
            return Results.Text(
                $$"""
                @layer state {
                  [data-owner="{{id}}"] :is(.if-mine, .if-holder) { display: revert-layer; }
                  [data-owner="{{id}}"] .if-others { display: none; }
                  .composer:has(> .state[data-owner="{{id}}"]) .write { display: revert-layer; }
                  .message[data-operator="{{id}}"]:not(.note) .by { display: none; }
                }
                """, "text/css");
        }).RequireAuthorization(Access.Operator);
}
