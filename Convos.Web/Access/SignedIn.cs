using System.Globalization;
using System.Security.Claims;
using Convos.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Convos.Web;

/// <summary>
/// The cookie says who, the database says what they may: the viewer is read again on each request, so a changed role,
/// a lost inbox or a disabled account counts at once.
/// </summary>
public static class SignedIn
{
    /// <summary>The claim that a new stamp of the person's makes worthless.</summary>
    public const string Stamp = "stamp";

    private const string SessionId = "sid";

    /// <summary>A session that begins.</summary>
    public static ClaimsPrincipal Principal(Operator person) => Principal(person.Id, person.Stamp, Guid.NewGuid());

    public static ClaimsPrincipal Principal(long id, Guid stamp, Guid session, string scheme = CookieAuthenticationDefaults.AuthenticationScheme) => new(new ClaimsIdentity(
    [
        new Claim(ClaimTypes.NameIdentifier, id.ToString(CultureInfo.InvariantCulture)),
        new Claim(Stamp, stamp.ToString("N")),
        new Claim(SessionId, session.ToString("N")),
    ], scheme));

    public static Viewer Viewer(this ClaimsPrincipal user) => user.Reader() ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>Null: nobody, as on the page of signing in and in what is streamed to many.</summary>
    public static Viewer? Reader(this ClaimsPrincipal user) => user.Identities.OfType<ViewerIdentity>().FirstOrDefault()?.Viewer;

    public static Guid Session(this ClaimsPrincipal user) => Guid.Parse(user.FindFirstValue(SessionId)!);

    public static AuthenticationProperties Remembered() => new() { IsPersistent = true };

    /// <summary>This session goes on under a new stamp, which ended all the others.</summary>
    public static Task Renew(HttpContext http, Guid stamp) => http.SignInAsync(
        CookieAuthenticationDefaults.AuthenticationScheme, Principal(http.User.Viewer().Id, stamp, http.User.Session()), Remembered());

    public static void Cookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "convos";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.LoginPath = "/login";
        options.AccessDeniedPath = "/error/403";
        options.ExpireTimeSpan = TimeSpan.FromDays(14);
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = Validate;
        // A stream or a fragment that were sent to the sign-in page would take it for their answer.
        options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
    }

    private static async Task Validate(CookieValidatePrincipalContext context)
    {
        // The page that says that the database is away must not ask it, and what is the same for everybody need not.
        if (context.Request.Path.StartsWithSegments("/error") || IsForEverybody(context.HttpContext.GetEndpoint()))
        {
            context.RejectPrincipal();
            return;
        }

        var database = context.HttpContext.RequestServices.GetRequiredService<Database>();
        var claims = context.Principal!;
        await using var db = await database.Open(context.HttpContext.RequestAborted);
        var viewer = long.TryParse(claims.FindFirstValue(ClaimTypes.NameIdentifier), out var id) && Guid.TryParse(claims.FindFirstValue(Stamp), out var stamp)
            ? await Operators.Viewer(db, id, stamp)
            : null;
        if (viewer is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            return;
        }

        context.Principal = new ClaimsPrincipal([new ViewerIdentity(claims.Claims, viewer)]);
    }

    // Scripts, styles, health: no page, and nobody has to be signed in.
    private static bool IsForEverybody(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null && endpoint.Metadata.GetMetadata<PageActionDescriptor>() is null;

    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        var asksForPage = HttpMethods.IsGet(context.Request.Method) && !context.Request.Headers.ContainsKey("HX-Request")
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
        if (asksForPage)
        {
            context.Response.Redirect(context.RedirectUri);
        }
        else
        {
            context.Response.StatusCode = status;
        }

        return Task.CompletedTask;
    }
}

/// <summary>The signed-in person with the rights of this moment. The cookie keeps only the claims it was issued with.</summary>
public sealed class ViewerIdentity(IEnumerable<Claim> claims, Viewer viewer)
    : ClaimsIdentity([.. claims.Where(claim => claim.Type != ClaimTypes.Role), new Claim(ClaimTypes.Role, viewer.Role.ToString())],
        CookieAuthenticationDefaults.AuthenticationScheme)
{
    public Viewer Viewer { get; } = viewer;
}
