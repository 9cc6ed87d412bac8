using Convos.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>A new password for whoever forgot theirs. They then sign in with it, by as many steps as their account asks for.</summary>
public sealed class ResetPage(Database database, IPasswordHasher<Operator> hasher, TimeProvider clock, IStringLocalizer<Texts> texts)
    : LinkPage(LinkPurpose.Reset, database, hasher, clock, texts)
{
    protected override Task<IActionResult> Chosen(string email, string password)
    {
        TempData["Reset"] = email;
        return Task.FromResult<IActionResult>(this.SeeOther("/login"));
    }
}
