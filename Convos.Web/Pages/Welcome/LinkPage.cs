using Convos.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>The page that a one-time link opens: its holder chooses a password. A link that opens nothing says why, and names nobody.</summary>
[EnableRateLimiting(Limits.Links)]
public abstract class LinkPage(
    LinkPurpose purpose, Database database, IPasswordHasher<Operator> hasher, TimeProvider clock, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    [BindProperty]
    public string? Password { get; set; }

    public LinkPurpose Purpose => purpose;

    /// <summary>The title's key.</summary>
    public string Title => Link.State == LinkState.Good ? $"Link.{Purpose}.Title" : "Link.Dead";

    public OpenedLink Link { get; private set; } = new(LinkState.Unknown, "", "");

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context) =>
        // The address is the secret: no other site and no log of one may learn it.
        Response.Headers["Referrer-Policy"] = "no-referrer";

    public async Task<IActionResult> OnGet(CancellationToken ct) => await Show(ct);

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        var page = await Show(ct);
        if (Link.State != LinkState.Good)
        {
            return page;
        }

        if (Passwords.Problem(Password, Link.Email, Link.Name) is { } problem)
        {
            ModelState.AddModelError("", texts[problem]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return page;
        }

        return await OneTimeLinks.Use(database, LinkToken.Hash(Token), purpose, hasher.HashPassword(null!, Password!), clock.Now())
            ? await Chosen(Link.Email, Password!)
            : await Show(ct);
    }

    /// <summary>The password is set: where its owner goes from here.</summary>
    protected abstract Task<IActionResult> Chosen(string email, string password);

    private async Task<IActionResult> Show(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        Link = await OneTimeLinks.Open(db, LinkToken.Hash(Token), purpose, clock.Now());
        if (Link.State != LinkState.Good)
        {
            // A page with a form is kept by no cache as it is.
            Response.Headers.CacheControl = "no-store";
        }

        Response.StatusCode = Link.State switch
        {
            LinkState.Good => StatusCodes.Status200OK,
            LinkState.Unknown => StatusCodes.Status404NotFound,
            _ => StatusCodes.Status410Gone,
        };
        return Page();
    }
}
