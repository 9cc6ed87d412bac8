using Npgsql;

namespace Convos.Data;

/// <summary>What is done to each ticket of a selection: its own move, with the rules of that move.</summary>
public sealed record BulkAct(Func<Database, Viewer, long, DateTime, Task<MoveResult>> Do)
{
    public static readonly BulkAct Take = new((database, viewer, id, now) => Tickets.Apply(database, TicketMove.Take, viewer, id, now));

    public static BulkAct Close(Closing? closing = null) =>
        new((database, viewer, id, now) => Tickets.Apply(database, TicketMove.Close, viewer, id, now, closing: closing));

    public static readonly BulkAct UndoClose = new((database, viewer, id, now) => Tickets.UndoClose(database, viewer, id, now));

    public static BulkAct Transfer(long? toOperator, long? toInbox) =>
        new((database, viewer, id, now) => Tickets.Apply(database, TicketMove.Transfer, viewer, id, now, toOperator, toInbox));

    public static readonly BulkAct Unread = new(async (database, viewer, id, now) =>
    {
        await using var db = await database.Open();
        return await Messages.MarkUnread(db, viewer, id, now) && await Tickets.Find(db, viewer, id) is { } ticket
            ? new MoveResult(ticket, null)
            : new MoveResult(null, new Refusal(RefusalReason.NotFound));
    });

    public static BulkAct Tag(long tag) => new((database, viewer, id, now) => Tags.Add(database, viewer, id, tag, now));

    public static BulkAct Untag(long tag) => new((database, viewer, id, now) => Tags.Remove(database, viewer, id, tag, now));
}

/// <summary>A ticket of which it was refused. Null: it is not there, or not for this viewer.</summary>
public sealed record BulkRefusal(long TicketId, Ticket? Ticket, Refusal Refusal);

public sealed record BulkOutcome(int Done, IReadOnlyList<BulkRefusal> Refused);

/// <summary>What the inboxes of a selection ask when its tickets are closed: whether any wants an observation, and the reasons that all of them know.</summary>
public sealed record BulkClosing(bool RequiresObservation, IReadOnlyList<string> Reasons);

/// <summary>One act on many tickets. Each is a transaction of its own; done again, it changes nothing.</summary>
public static class Bulk
{
    public const int Most = 200;

    public static async Task<BulkOutcome> Apply(Database database, BulkAct act, Viewer viewer, IReadOnlyCollection<long> ids, DateTime now)
    {
        var refused = new List<BulkRefusal>();
        foreach (var id in ids)
        {
            if ((await act.Do(database, viewer, id, now)).Refusal is { } no)
            {
                await using var db = await database.Open();
                refused.Add(new BulkRefusal(id, await Tickets.Find(db, viewer, id), no));
            }
        }

        return new BulkOutcome(ids.Count - refused.Count, refused);
    }

    public static async Task<BulkClosing> AsksAtClosing(NpgsqlConnection db, Viewer viewer, long[] ids)
    {
        var tickets = (await Tickets.ForEveryone(db, ids)).Where(ticket => viewer.Sees(ticket.InboxId, ticket.OperatorId));
        var inboxes = new List<InboxSettings>();
        foreach (var id in tickets.Select(ticket => ticket.InboxId).Distinct())
        {
            inboxes.Add((await Inboxes.SettingsOf(db, id))!);
        }

        var reasons = inboxes.Select(inbox => inbox.ClosingReasons.AsEnumerable()).Aggregate((IEnumerable<string>?)null, (all, some) => all?.Intersect(some) ?? some);
        return new BulkClosing(inboxes.Any(inbox => inbox.RequiresObservation), [.. reasons ?? []]);
    }
}
