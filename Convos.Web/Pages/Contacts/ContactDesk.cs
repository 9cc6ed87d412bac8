using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Convos.Web.Pages;

/// <summary>A page about one contact, who stands beside whatever it shows. The card of a chat asks the same addresses for its parts.</summary>
public abstract class ContactDesk(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public override Section Section => Section.Elsewhere;

    public ContactCard Card { get; private set; } = null!;

    public BlockState? Blocking { get; private set; }

    public string Home => $"/contacts/{Id}";

    protected override string Shows => $"&contact={Id}";

    /// <summary>A part is asked for by name, a screen as a whole.</summary>
    protected bool WantsPart => Request.IsHtmx(out var headers) && headers?.Target?.StartsWith("main#", StringComparison.Ordinal) != true;

    /// <summary>What is set, with its question mark.</summary>
    protected static string Query(params (string Name, string? Value)[] set) =>
        QueryString.Create(set.Where(pair => pair.Value is { Length: > 0 }).Select(pair => KeyValuePair.Create(pair.Name, pair.Value))).Value ?? "";

    /// <summary>False: nobody, or nobody of this viewer's.</summary>
    protected async Task<bool> Load(NpgsqlConnection db)
    {
        if (await Contacts.Card(db, User.Viewer(), Id) is not { } card)
        {
            return false;
        }

        Card = card;
        Blocking = await Contacts.Blocking(db, User.Viewer(), Id);
        Id = card.Contact.Id;
        return true;
    }
}
