using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>Whoever asks to be forgotten. It cannot be taken back, so the contact's name is typed first.</summary>
public sealed class EraseContactPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : ContactDesk(database, clock)
{
    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        return await Load(db) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPost(string? name, CancellationToken ct)
    {
        await using (var db = await Database.Open(ct))
        {
            if (!await Load(db))
            {
                return NotFound();
            }
        }

        if (!string.Equals(name?.Trim(), Card.Contact.Who(), StringComparison.OrdinalIgnoreCase))
        {
            return Again(texts["Erase.NotTheName", Card.Contact.Who()], StatusCodes.Status422UnprocessableEntity);
        }

        var problem = await Contacts.Erase(Database, User.Viewer(), Id, texts["Erase.Anonymous", Id], Now);
        if (problem is null)
        {
            return this.SeeOther(Home);
        }

        var sentence = texts[$"EraseProblem.{problem}"];
        return Again(sentence, StatusCodes.Status409Conflict);
    }

    private IActionResult Again(string sentence, int status)
    {
        ModelState.Clear();
        ModelState.AddModelError("", sentence);
        Response.StatusCode = status;
        return Page();
    }
}
