using Convos.Data;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>Everybody who signs in, or may: searched by name or address, filtered by the state of their account.</summary>
public sealed class PeoplePage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true)]
    public PersonState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? After { get; set; }

    public override Section Section => Section.Elsewhere;

    public IReadOnlyList<PersonLine> Lines { get; private set; } = [];

    /// <summary>Where the list goes on; null at its end.</summary>
    public string? Next { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        await using var db = await Database.Open(ct);
        var search = ShortText.Of(Search);
        var found = await People.List(db, search, State, After, PageSize + 1, Now);
        Lines = [.. found.Take(PageSize)];
        Next = found.Count > PageSize
            ? "/settings/people" + QueryString.Create(new Dictionary<string, string?> { ["q"] = search, ["state"] = State?.ToString(), ["after"] = $"{Lines[^1].Id}" })
            : null;
        return Page();
    }
}
