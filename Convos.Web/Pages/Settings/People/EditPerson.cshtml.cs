using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>Somebody new (<c>/settings/people/new</c>) or somebody known: who they are, where they belong, and how they get in.</summary>
public sealed partial class EditPersonPage(
    Database database, TimeProvider clock, Invitations invitations, Post post, IStringLocalizer<Texts> texts) : EditPage(database, clock)
{
    [BindProperty]
    public PersonForm Form { get; set; } = new();

    public string? Wrong { get; private set; }

    /// <summary>The key of what was just done.</summary>
    public string? Done { get; private set; }

    /// <summary>A one-time link in clear: on this one answer and never again.</summary>
    public string? NewLink { get; private set; }

    /// <summary>Null: new.</summary>
    public PersonLine? Person { get; private set; }

    public IReadOnlyList<PersonInbox> Inboxes { get; private set; } = [];

    public IReadOnlyList<PersonTeam> Teams { get; private set; } = [];

    public WaitingLink? Waiting { get; private set; }

    public MailFate? Mail { get; private set; }

    private string? State { get; set; }

    public override Section Section => Section.Elsewhere;

    public bool Delivers => post.Delivers;

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await Load(ct);
        if (!IsNew && Person is null)
        {
            return NotFound();
        }

        Form = Person is null ? new PersonForm { Mail = Delivers } : PersonForm.Of(Person, Inboxes, Teams, State);
        Done = TempData["Done"] as string;
        NewLink = TempData["Link"] as string;
        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        var id = Known ?? 0;
        State = IsNew ? null : await People.StateOf(db, id);
        Person = IsNew ? null : await People.Find(db, id, Now);
        Inboxes = await People.InboxesOf(db, id);
        Teams = await People.TeamsOf(db, id);
        Waiting = await OneTimeLinks.Waiting(db, id, Now);
        Mail = await Mails.Last(db, id);
    }
}
