using Npgsql;

namespace Convos.Data;

/// <summary>One ticket from its first word to its last: what was said in it, and what happened to it meanwhile, oldest first.</summary>
public sealed record Transcript(Ticket Ticket, IReadOnlyList<Message> Messages, IReadOnlyList<Happening> Happenings)
{
    /// <summary>Null: not there, or not for this viewer.</summary>
    public static async Task<Transcript?> Of(NpgsqlConnection db, Viewer viewer, long ticketId, bool notes) =>
        await Tickets.Find(db, viewer, ticketId) is { } ticket
            ? new(ticket, await Data.Messages.OfTicket(db, ticketId, notes), await Data.Happenings.OfTicket(db, ticketId))
            : null;
}
