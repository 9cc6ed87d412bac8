using Convos.Data;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Convos.Web;

/// <summary>POST /logout: the session's pages are gone with it, so the operator is No disponible at once.</summary>
public static class SignOutEndpoint
{
    public static void MapSignOut(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/logout", async (HttpContext http, IAntiforgery antiforgery, Database database, TimeProvider clock) =>
        {
            if (!await antiforgery.IsRequestValidAsync(http))
            {
                return Results.BadRequest();
            }

            await Presences.SignedOut(database, http.User.Viewer().Id, http.User.Session(), clock.Now());
            await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            return Results.LocalRedirect("/login");
        }).RequireAuthorization(Access.Operator);
}
