using System.Globalization;
using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Npgsql;

namespace Convos.Web.Pages;

/// <summary>A new contact (<c>/contacts/new/edit</c>) or an existing one: in the place of their card, or as a page of its own.</summary>
public sealed class EditContactPage(Database database, TimeProvider clock, LiveFragments live, IStringLocalizer<Texts> texts) : EditPage(database, clock)
{
    [BindProperty]
    public ContactForm Form { get; set; } = new();

    public override Section Section => Section.Elsewhere;

    /// <summary>Null: a new one.</summary>
    public ContactCard? Card { get; private set; }

    public IReadOnlyList<ContactField> Fields { get; private set; } = [];

    public IReadOnlyList<(long Id, string Name)> Owners { get; private set; } = [];

    public IReadOnlyList<ContactWrong> Wrong { get; private set; } = [];

    /// <summary>What somebody else changed while this was being written.</summary>
    public IReadOnlyList<ContactEdit> Edits { get; private set; } = [];

    /// <summary>Somebody else was faster.</summary>
    public bool IsStale { get; private set; }

    /// <summary>Whose a number is that was typed.</summary>
    public long? TakenBy { get; private set; }

    public string Home => $"/contacts/{Id}/edit";

    public string Back => Known is { } id ? $"/contacts/{id}" : "/contacts";

    /// <summary>The chat's head and its row, for a page that has them.</summary>
    public IHtmlContent Fragments { get; private set; } = HtmlString.Empty;

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (!await Load(db))
        {
            return NotFound();
        }

        Form = Card is { } card ? ContactForm.Of(card) : new();
        return Shown();
    }

    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (!await Load(db))
        {
            return NotFound();
        }

        ModelState.Clear();
        var (settings, wrong) = Form.Read(Fields, await Region(db), Card);
        if (wrong.Count > 0)
        {
            return Again(wrong);
        }

        var saved = Known is { } id
            ? await Contacts.Save(Database, User.Viewer(), id, Form.Version, settings, Now)
            : await Contacts.Create(Database, User.Viewer(), settings, Now);
        return saved.Problem switch
        {
            null => await Done(db, saved.Id!.Value),
            ContactProblem.NotFound => NotFound(),
            ContactProblem.Erased => Again([new("", "Contact.Erased")]),
            ContactProblem.Changed => await Changed(db, saved),
            ContactProblem.PhoneTaken => await Taken(db, saved),
            ContactProblem.PhoneInUse => Again([new("phones", "Contact.PhoneInUse", PhoneNumbers.Display(saved.Phone!))]),
            _ => Again([new("owner", "Contact.NoSuchOwner")]),
        };
    }

    public string? Invalid(string box) => Wrong.Any(one => one.Box == box) ? "true" : null;

    /// <summary>The sentences that say what is wrong with a box.</summary>
    public string? Told(string box) =>
        Invalid(box) is null ? null : string.Join(' ', Wrong.Select((one, place) => (one, place)).Where(wrong => wrong.one.Box == box).Select(wrong => Sentence(wrong.place)));

    public static string Sentence(int place) => $"contact-wrong-{place}";

    private async Task<bool> Load(NpgsqlConnection db)
    {
        Fields = await ContactFields.Offered(db);
        Owners = [.. (await People.Names(db)).Where(person => !person.Disabled).Select(person => (person.Id, person.Name))];
        if (Known is not { } id)
        {
            return true;
        }

        Card = await Contacts.Card(db, User.Viewer(), id);
        return Card is not null;
    }

    // Of a number without a plus: the country that this person is known in, or else that of the company's own numbers.
    private async Task<string?> Region(NpgsqlConnection db) =>
        (Card?.Contact.Phone is { } phone ? PhoneNumbers.Region(phone) : null)
        ?? (await Tickets.ChannelsToOpenOn(db, User.Viewer()) is [var channel, ..] ? PhoneNumbers.Region(channel.DisplayAddress) : null);

    private async Task<IActionResult> Done(NpgsqlConnection db, long id)
    {
        if (!Request.IsHtmx())
        {
            return this.SeeOther($"/contacts/{id}");
        }

        Card = await Contacts.Card(db, User.Viewer(), id);
        Fragments = new HtmlString(Web.Pages.Shown.By(Request).Ticket is { } ticket ? await live.Render(User.Viewer(), Web.Pages.Shown.By(Request), [ticket], []) : "");
        return Partial("_ContactSaved", this);
    }

    // Saved again, it overwrites knowingly what was not known before.
    private async Task<IActionResult> Changed(NpgsqlConnection db, ContactSaved saved)
    {
        Id = saved.Id?.ToString(CultureInfo.InvariantCulture) ?? Id;
        await Load(db);
        (Edits, IsStale) = (saved.Edits!, true);
        Form.Version = Card!.Contact.Version;
        return Again([]);
    }

    private async Task<IActionResult> Taken(NpgsqlConnection db, ContactSaved saved)
    {
        TakenBy = saved.TakenBy is { } other && await Contacts.Card(db, User.Viewer(), other) is not null ? other : null;
        var place = Array.FindIndex(Form.Phones, typed => PhoneNumbers.Canonical(typed ?? "").EndsWith(PhoneNumbers.Canonical(saved.Phone!)[^6..], StringComparison.Ordinal));
        return Again([new($"phone-{Math.Max(0, place)}", "Contact.PhoneTaken", PhoneNumbers.Display(saved.Phone!))]);
    }

    private IActionResult Again(IReadOnlyList<ContactWrong> wrong)
    {
        Wrong = wrong;
        foreach (var one in wrong)
        {
            ModelState.AddModelError(one.Box, one.Text(texts));
        }

        Response.StatusCode = wrong.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status409Conflict;
        return Shown();
    }

    private IActionResult Shown() =>
        Request.IsHtmx(out var headers) && headers?.Target?.StartsWith("main#", StringComparison.Ordinal) != true ? Partial("_ContactForm", this) : Page();
}
