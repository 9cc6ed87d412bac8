using Npgsql;

namespace Convos.Data;

/// <summary>One ticket from its first word to its last: what was said in it, and what happened to it meanwhile, oldest first.</summary>
public sealed record Transcript(Ticket Ticket, IReadOnlyList<Message> Messages, IReadOnlyList<Happening> Happenings)
{
    /// <summary>Null: not there, or not for this viewer. Without notes it is without what the closing says to colleagues, too.</summary>
    public static async Task<Transcript?> Of(NpgsqlConnection db, Viewer viewer, long ticketId, bool notes) =>
        await Tickets.Find(db, viewer, ticketId) is { } ticket
            ? new(ticket, await Data.Messages.OfTicket(db, ticketId, notes), Told(await Data.Happenings.OfTicket(db, ticketId), notes))
            : null;

    private static IReadOnlyList<Happening> Told(IReadOnlyList<Happening> happenings, bool notes) =>
        notes ? happenings : [.. happenings.Select(happening => happening with { Reason = null, Observation = null })];
}
