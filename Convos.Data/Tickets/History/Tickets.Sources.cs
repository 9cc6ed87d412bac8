namespace Convos.Data;

// What leads to the tickets of a filter, and in which order.
public static partial class Tickets
{
    private static string Fits(TicketFilter filter) => string.Join(
        "\n  and ", [.. Conditions(Rest(filter)), .. filter is { Slowest: true, Meaning.Tickets: not null } ? ["t.id = any(@named)"] : Array.Empty<string>()]);

    // What leads to the tickets is not asked of each again: the planner would take it for two conditions, and for few tickets.
    private static TicketFilter Rest(TicketFilter filter) => filter switch
    {
        { Slowest: true } => filter with { Behind = null },
        { Meaning.Tickets: not null } => filter,
        { TookPart: not null } => filter with { TookPart = null },
        { Marks: ["reopened", ..] } => filter with { Reopened = false },
        { Marks: ["rotated", ..] } => filter with { Rotated = false },
        _ => filter with { Transferred = false },
    };

    /// <summary>Where the tickets <c>t</c> of a filter come from: of a figure by what each took, by name, by the one index that leads to few, or down the history.</summary>
    private static (string Tickets, string At, string Id) Source(TicketFilter filter) => filter switch
    {
        { Slowest: true, Behind: { } behind } =>
            ($"({behind.ByTicket()} order by longest desc, f.ticket_id desc) w join tickets t on t.id = w.ticket_id", "w.longest", "w.ticket_id"),
        { Meaning.Tickets: not null } =>
            ("unnest(@named) one(id) cross join lateral (select t.* from tickets t where t.id = one.id offset 0) t", "t.opened_at", "t.id"),
        { TookPart: not null } => ("ticket_people w join tickets t on t.id = w.ticket_id and w.operator_id = @tookPart", "w.opened_at", "w.ticket_id"),
        { Marks: [var mark, ..] } => ($"ticket_past w join tickets t on t.id = w.ticket_id and w.mark = '{mark}'", "w.opened_at", "w.ticket_id"),
        _ => ("tickets t", "t.opened_at", "t.id"),
    };

    private static bool Walks(TicketFilter filter) => filter.Meaning is { Tickets: null };
}
