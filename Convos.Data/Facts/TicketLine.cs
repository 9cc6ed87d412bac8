using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What the clock of a ticket stood at: who was waited for.</summary>
public enum LineState { Bot, Queue, Us, Customer, OutOfHours, Closed }

/// <summary>A stretch of a ticket's time; <c>Until</c> null: it goes on. <c>Operator</c> held it.</summary>
public sealed record LinePart(LineState State, DateTime From, DateTime? Until, string? Operator);

/// <summary>A figure that the ticket gave to reports. <c>Kind</c> is that of the fact; messages and whole seconds as there.</summary>
public sealed record LineFigure(FactKind Kind, DateTime At, DateTime? Since, int? Seconds, int? Business, string? Operator, string Inbox, int? ScheduleVersion, long? AskedId, long? MessageId);

/// <summary>«¿De dónde sale este número?»: the line of a ticket's clock, and what was counted of it.</summary>
public sealed record TicketLine(Ticket Ticket, IReadOnlyList<LinePart> Parts, IReadOnlyList<LineFigure> Figures)
{
    /// <summary>Null: not there, or not for this viewer.</summary>
    public static async Task<TicketLine?> Read(Database database, Viewer viewer, long id, DateTime now)
    {
        await using var db = await database.Open();
        if (await Tickets.Find(db, viewer, id) is not { } ticket)
        {
            return null;
        }

        var (marks, clocks) = await Facts.Marks(db, id, database.Hours);
        var names = (await db.QueryAsync<(long Id, string Name)>(
            "select id, name from operators where id = any(@people)", new { people = marks.Select(mark => mark.Person).OfType<long>().ToArray() })).ToDictionary();
        List<LinePart> parts = [.. Bot(ticket, await Began(db, id), marks)];
        foreach (var (mark, place) in marks.Select((mark, place) => (mark, place)))
        {
            var until = place + 1 < marks.Count ? marks[place + 1].At : (DateTime?)null;
            var person = mark.Person is { } one ? names.GetValueOrDefault(one) : null;
            parts.AddRange(mark.State is LineState.Queue or LineState.Us
                ? clocks.Cut(mark.Inbox, mark.At, until ?? now).Select(cut => new LinePart(
                    cut.Open ? mark.State : LineState.OutOfHours, cut.From, until is null && cut.Until == now ? null : cut.Until, person))
                : [new LinePart(mark.State, mark.At, until, person)]);
        }

        return new TicketLine(ticket, parts, await FiguresOf(db, id));
    }

    private static IEnumerable<LinePart> Bot(Ticket ticket, DateTime? began, IReadOnlyList<Mark> marks) =>
        ticket.Origin is TicketOrigin.Dialogue or TicketOrigin.Rescue && began is { } from && marks.Count > 0 && from < marks[0].At
            ? [new LinePart(LineState.Bot, from, marks[0].At, null)]
            : [];

    private static Task<DateTime?> Began(NpgsqlConnection db, long id) =>
        db.QuerySingleAsync<DateTime?>("select cv.started_at from tickets t join conversations cv on cv.id = t.conversation_id where t.id = @id", new { id });

    private static async Task<IReadOnlyList<LineFigure>> FiguresOf(NpgsqlConnection db, long id) =>
        (await db.QueryAsync<LineFigure>(
            """
            select f.kind, f.at, f.since, f.seconds, f.business, o.name "operator", i.name inbox, f.schedule_version, f.asked_id, f.message_id
            from facts f join inboxes i on i.id = f.inbox_id left join operators o on o.id = f.operator_id
            where f.ticket_id = @id and f.seconds is not null and f.kind not in ('asked', 'reopened_soon', 'reopened_late', 'reopened_other')
            order by f.at, f.id
            """, new { id })).AsList();
}

/// <summary>From here on the clock of a ticket stands at this.</summary>
internal readonly record struct Mark(DateTime At, LineState State, long? Person, long Inbox);
