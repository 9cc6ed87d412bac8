using System.Text.Json;
using Convos.Data;
using Npgsql;

namespace Convos.Web;

/// <summary>What a batch of events touched, loaded once for all who are concerned.</summary>
public sealed class Change
{
    public required Watermark Position { get; init; }

    public required IReadOnlyList<Event> Events { get; init; }

    /// <summary>The same events by their ticket; those of none are left out.</summary>
    public required ILookup<long, Event> OfTicket { get; init; }

    public required IReadOnlyDictionary<long, Ticket> Tickets { get; init; }

    public required IReadOnlyList<Message> Messages { get; init; }

    /// <summary>What chats tell between the messages.</summary>
    public required IReadOnlyList<Happening> Happenings { get; init; }

    public required IReadOnlyList<(Presence Presence, long[] Inboxes)> People { get; init; }

    /// <summary>What the menu of one's own state offers; read where somebody's changed.</summary>
    public required IReadOnlyList<Pause> Pauses { get; init; }

    /// <summary>Null: no counter can have changed.</summary>
    public required OpenTickets? Open { get; init; }

    public required IReadOnlyDictionary<(long Ticket, long Operator), int> Unread { get; init; }

    /// <summary>Of those who are concerned alone: whom notes call by name, and how many of that each has not seen.</summary>
    public required IReadOnlyList<Mention> Mentions { get; init; }

    public required IReadOnlyDictionary<long, int> Unseen { get; init; }

    /// <summary>Those who were changed, of whom some page shows the card, with who may know of them.</summary>
    public required IReadOnlyList<(ContactCard Card, SeenBlock Reach)> ShownCards { get; init; }

    /// <summary>Contacts that were blocked or unblocked, or a channel told what it makes of it.</summary>
    public required IReadOnlyList<SeenBlock> Blocks { get; init; }

    /// <summary>For what depends on the time: whose window is closed.</summary>
    public required DateTime Now { get; init; }

    /// <summary>A tag has another name or colour, on whatever bears it; or the menu of everybody's state another pause.</summary>
    public bool RenamesChoices => Events.Any(one =>
        one.Kind == "tag_changed" || (one.Kind == "settings_changed" && Data(one).GetProperty("subject").GetString() == AuditSubject.Pause.Name()));

    /// <summary>Who belongs where, and what inboxes promise.</summary>
    public bool ChangesRules => Events.Any(one => one.Kind == "settings_changed");

    private static readonly HashSet<string> Counted = ["opened", .. TicketMove.Events];

    /// <summary>What neither gives a ticket to anybody nor makes a customer wait or stop waiting.</summary>
    private static readonly HashSet<string> Still =
        ["read", "noted", "tagged", "untagged", "reacted", "reaction_told", "attached", "progressed", "mentions_seen", "rotation_near", "rotation_planned", "contact_shown",
            "survey_sent", "rated"];

    /// <param name="looking">Whose unread counts are wanted.</param>
    /// <param name="cards">Contacts whose card some page shows.</param>
    public static async Task<Change> Load(
        NpgsqlConnection db, Watermark position, IReadOnlyList<Event> events, IReadOnlyCollection<Viewer> looking, IReadOnlySet<long> cards, DateTime now)
    {
        var ofTicket = events.Where(one => one.TicketId is not null).ToLookup(one => one.TicketId!.Value);
        var ids = ofTicket.Select(group => group.Key).ToArray();
        var messages = events.Where(one => one.MessageId is not null).Select(one => one.MessageId!.Value).Distinct().ToArray();
        var people = events.Where(one => one.Kind is "presence" or "profile" or "here").Select(one => one.OperatorId!.Value).Distinct().ToArray();
        var blocks = events.Where(one => one.Kind is "contact_blocked" or "contact_unblocked" or "contact_block_told").Select(one => one.ContactId!.Value).Distinct().ToArray();
        var touched = await Touched.Read(db, ids, messages, events.Any(one => Counted.Contains(one.Kind)), Calls(events));
        return new Change
        {
            Position = position,
            Events = events,
            OfTicket = ofTicket,
            Now = now,
            Tickets = touched.Tickets.ToDictionary(ticket => ticket.Id),
            Messages = touched.Messages,
            Happenings = await Convos.Data.Happenings.ForEveryone(db, [.. events.Where(one => Convos.Data.Happenings.Kinds.Contains(one.Kind)).Select(one => one.Id)]),
            People = people.Length == 0 ? [] : await Presences.ForEveryone(db, people, now),
            Pauses = people.Length == 0 ? [] : await Convos.Data.Pauses.Offered(db),
            Open = touched.Open,
            ShownCards = await Cards(db, events, cards),
            Mentions = touched.Mentions,
            Unseen = touched.Unseen,
            Blocks = await Contacts.BlockingForEveryone(db, blocks),
            Unread = await Convos.Data.Tickets.Unread(db,
            [
                .. from viewer in looking.DistinctBy(viewer => viewer.Id)
                   from ticket in touched.Tickets
                   where viewer.Sees(ticket.InboxId, ticket.OperatorId) && Concerns(ofTicket[ticket.Id], viewer.Id)
                   select (ticket.Id, viewer.Id),
            ]),
        };
    }

    /// <summary>Where the ticket stood before a transfer or a release: whoever saw it there must lose the row.</summary>
    public IEnumerable<(long Inbox, long? Operator)> Before(long ticketId) => OfTicket[ticketId].Select(Before).OfType<(long, long?)>();

    /// <summary>Null: the event tells of no other place.</summary>
    public static (long Inbox, long? Operator)? Before(Event one)
    {
        var data = Data(one);
        data.TryGetProperty("from_operator", out var holder);
        return data.TryGetProperty("from_inbox", out var inbox) && Number(inbox) is { } from ? (from, Number(holder)) : null;
    }

    /// <summary>Closings that were undone, by their thread: what told of them must go.</summary>
    public IEnumerable<(long Thread, long Closing)> Voided =>
        from one in Events
        where one.Kind == TicketMove.UndoClose.Event && one.Data is not null
        select (one.ThreadId!.Value, JsonDocument.Parse(one.Data!).RootElement.GetProperty("closing").GetInt64());

    /// <summary>Reading concerns only who read; everything else concerns everybody who sees the ticket.</summary>
    public bool Concerns(long ticketId, long operatorId) => Concerns(OfTicket[ticketId], operatorId);

    /// <summary>Who holds it, whether it is open, or since when its customer waits may have changed.</summary>
    public bool MovesFigures(long ticketId) => OfTicket[ticketId].Any(one => !Still.Contains(one.Kind));

    private static bool Concerns(IEnumerable<Event> events, long operatorId) => events.Any(one => one.Kind != "read" || one.OperatorId == operatorId);

    private static async Task<IReadOnlyList<(ContactCard, SeenBlock)>> Cards(NpgsqlConnection db, IReadOnlyList<Event> events, IReadOnlySet<long> shown)
    {
        var cards = new List<(ContactCard, SeenBlock)>();
        long[] ids = [.. events.Where(one => one.Kind.StartsWith("contact_", StringComparison.Ordinal)).Select(one => one.ContactId!.Value).Distinct().Where(shown.Contains)];
        foreach (var reach in await Contacts.BlockingForEveryone(db, ids))
        {
            if (await Contacts.ForEveryone(db, reach.State.ContactId) is { } card)
            {
                cards.Add((card, reach));
            }
        }

        return cards;
    }

    private static Calls Calls(IReadOnlyList<Event> events)
    {
        var notes = events.Where(one => one is { Kind: "noted", Data: not null }).ToList();
        var seen = events.Where(one => one.Kind == "mentions_seen").ToList();
        return new(
            [.. notes.SelectMany(one => Numbers(one, "called")).Concat(seen.Select(one => one.OperatorId!.Value)).Distinct()],
            [.. notes.Select(one => one.MessageId!.Value).Concat(seen.SelectMany(one => Numbers(one, "messages"))).Distinct()],
            [.. events.Where(one => one.TicketId is not null && Data(one).TryGetProperty("from_inbox", out _)).Select(one => one.TicketId!.Value).Distinct()]);
    }

    private static JsonElement Data(Event one) => JsonDocument.Parse(one.Data ?? "{}").RootElement;

    private static IEnumerable<long> Numbers(Event one, string list) =>
        Data(one).TryGetProperty(list, out var numbers) ? numbers.EnumerateArray().Select(number => number.GetInt64()) : [];

    private static long? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;
}
