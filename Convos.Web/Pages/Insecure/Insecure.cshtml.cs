using Convos.Data;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>What does not work over plain HTTP, and how to get HTTPS. Who reads it, or closes its banner, has been told for this session.</summary>
public sealed class InsecurePage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    public override Section Section => Section.Elsewhere;

    public void OnGet() => PlainHttp.Told(Response);

    public IActionResult OnPostTold(string? back)
    {
        PlainHttp.Told(Response);
        return this.SeeOther(Url.IsLocalUrl(back) ? back : "/inbox/mine");
    }
}
