using System.Globalization;
using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Convos.Web.Pages;

/// <summary>
/// What the steps of «Nuevo ticket» have chosen so far, all of it in their address: a contact or a number (with a name), the channel, the
/// inbox. Nothing is stored before the last one.
/// </summary>
public abstract class NewTicketSteps(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    private const int LongestName = 200;

    [BindProperty(SupportsGet = true)]
    public long? Contact { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Phone { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Name { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Channel { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Inbox { get; set; }

    public IReadOnlyList<OwnChannel> Channels { get; private set; } = [];

    public IReadOnlyList<Inbox> Inboxes { get; private set; } = [];

    /// <summary>By which channels they can be written to; empty while nobody is chosen.</summary>
    public IReadOnlyList<Reach> Reaches { get; private set; } = [];

    public Reach? Chosen { get; private set; }

    public PhoneProblem? PhoneProblem { get; private set; }

    public Refusal? Refusal { get; protected set; }

    /// <summary>Nobody knows the number yet.</summary>
    public bool IsNewNumber => Chosen is { ContactId: 0 };

    public string Who => Chosen is { Name.Length: > 0 } known ? known.Name : Name is { Length: > 0 } typed ? typed : Chosen?.Phone ?? "";

    public bool NeedsTemplate(Reach reach) => !(reach.WindowClosesAt > Now);

    /// <summary>The address's own parts, for the next step.</summary>
    public IReadOnlyDictionary<string, string> Carried => new[]
    {
        ("contact", Text(Contact)), ("phone", Phone), ("name", Name), ("channel", Text(Chosen?.ChannelId)), ("inbox", Text(Inbox)),
    }.Where(part => !string.IsNullOrEmpty(part.Item2)).ToDictionary(part => part.Item1, part => part.Item2!);

    /// <summary>False: that contact is not there, or not for this viewer.</summary>
    protected async Task<bool> Load(NpgsqlConnection db)
    {
        Channels = await Tickets.ChannelsToOpenOn(db, User.Viewer());
        Inboxes = [.. (await Data.Inboxes.Enabled(db)).Where(inbox => User.Viewer().SeesAll || User.Viewer().Inboxes.Contains(inbox.Id))];
        Name = Name?.Replace("\0", "").Trim() is { Length: > 0 } name ? name[..Math.Min(name.Length, LongestName)] : null;
        if (Contact is null && string.IsNullOrWhiteSpace(Phone))
        {
            Phone = null;
            return true;
        }

        Reaches = Contact is { } contact ? await Tickets.Reaches(db, User.Viewer(), contact) : await Dialled(db);
        Chosen = Reaches.FirstOrDefault(reach => reach.ChannelId == Channel) ?? Reaches.FirstOrDefault(reach => reach.OpenTicketId is null) ?? (Reaches is [var latest, ..] ? latest : null);
        Refusal = Chosen is { Blocked: true } ? new Refusal(RefusalReason.ContactBlocked) : null;
        Inbox = Inboxes.Any(inbox => inbox.Id == Inbox) ? Inbox : null;
        return Contact is null || Chosen is not null;
    }

    /// <summary>With <paramref name="first"/> the ticket begins by that message.</summary>
    protected Task<MoveResult> Open(Draft? first) => Chosen switch
    {
        { OpenTicketId: { } open } held => Task.FromResult(new MoveResult(null, new Refusal(RefusalReason.OtherOpenTicket, held.OpenHolder, open))),
        { ThreadId: { } thread } => Tickets.OpenOn(Database, User.Viewer(), thread, Now, Inbox, first),
        { } reach => Tickets.OpenTo(Database, User.Viewer(), reach.ChannelId, reach.Address, Name, Now, Inbox, first),
        null => Task.FromResult(new MoveResult(null, new Refusal(RefusalReason.NotFound))),
    };

    private static string? Text(long? id) => id?.ToString(CultureInfo.InvariantCulture);

    // Without a country it is a number of the same country as the channel's own.
    private async Task<IReadOnlyList<Reach>> Dialled(NpgsqlConnection db)
    {
        var dialling = Channels.FirstOrDefault(channel => channel.Id == Channel) ?? (Channels is [var first, ..] ? first : null);
        var (e164, problem) = PhoneNumbers.Typed(Phone!, dialling is null ? null : PhoneNumbers.Region(dialling.DisplayAddress));
        PhoneProblem = problem;
        if (e164 is null)
        {
            return [];
        }

        Phone = e164;
        Contact = await Tickets.ContactOf(db, User.Viewer(), e164);
        return Contact is { } known
            ? await Tickets.Reaches(db, User.Viewer(), known)
            : [.. Channels.Select(channel => new Reach(channel.Id, 0, "", PhoneNumbers.Display(e164), e164, null, null, null, null))];
    }
}
