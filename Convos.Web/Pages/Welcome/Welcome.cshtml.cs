using Convos.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>An invitation: whoever is new chooses a password and is in.</summary>
public sealed class WelcomePage(
    Database database, IPasswordHasher<Operator> hasher, SignIn signIn, TimeProvider clock, IStringLocalizer<Texts> texts)
    : LinkPage(LinkPurpose.Invite, database, hasher, clock, texts)
{
    protected override async Task<IActionResult> Chosen(string email, string password)
    {
        await signIn.Try(HttpContext, email, password);
        return this.SeeOther("/inbox/mine");
    }
}
