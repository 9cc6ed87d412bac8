using Htmx;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;

namespace Convos.Web.Pages;

/// <summary>
/// What happened, what is safe, what to do: a page for a browser, a toast for htmx. Reached by re-execution only,
/// from a status without a body or from an exception; a database that is away is its own case.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
public sealed class ErrorPage : PageModel
{
    public string Kind { get; private set; } = "500";

    public bool Retries => Kind is "429" or "500" or "503";

    /// <summary>What the page takes in one post, where that was the trouble.</summary>
    public int Megabytes { get; private set; }

    public string Address { get; private set; } = "/";

    public IActionResult OnGet([FromRoute] int code) => Show(code);

    public IActionResult OnPost([FromRoute] int code) => Show(code);

    private IActionResult Show(int code)
    {
        var failure = HttpContext.Features.Get<IExceptionHandlerPathFeature>();
        Response.StatusCode = failure?.Error switch
        {
            // A text that no database can keep: it holds the character zero.
            PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire } => StatusCodes.Status400BadRequest,
            NpgsqlException or TimeoutException => StatusCodes.Status503ServiceUnavailable,
            _ => code,
        };
        Kind = Response.StatusCode switch { 400 or 401 or 403 or 404 or 413 or 429 or 503 => $"{Response.StatusCode}", >= 400 and < 500 => "400", _ => "500" };
        Address = failure?.Path ?? HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? "/";
        Megabytes = HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.Endpoint?.Metadata.GetMetadata<UploadLimitAttribute>()?.Megabytes ?? 0;
        if (Request.IsHtmx())
        {
            Response.Headers["HX-Reswap"] = "none";
            var toast = Partial("_ErrorToast", this);
            toast.StatusCode = Response.StatusCode;
            return toast;
        }

        if (Kind == "503")
        {
            // A header, because a screen reader's user may not stop a <meta> that reloads the page.
            Response.Headers["Refresh"] = "5";
        }

        return Page();
    }
}
