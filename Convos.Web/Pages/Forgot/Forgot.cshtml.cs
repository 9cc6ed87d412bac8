using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>«Olvidé mi contraseña»: the same answer to every address. Without mail it says who can help.</summary>
[EnableRateLimiting(Limits.Mails)]
public sealed class ForgotPage(ForgottenPasswords forgotten, Post post, IStringLocalizer<Texts> texts) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    public bool Asked { get; private set; }

    public bool Delivers => post.Delivers;

    public void OnGet()
    {
    }

    public IActionResult OnPost()
    {
        var email = (Email ?? "").Trim();
        if (email.Length > 254 || !new EmailAddressAttribute().IsValid(email))
        {
            return this.Unprocessable(texts["Setup.NeedsEmail"]);
        }

        if (Delivers)
        {
            forgotten.Ask(email);
            Asked = true;
        }

        return Page();
    }
}
