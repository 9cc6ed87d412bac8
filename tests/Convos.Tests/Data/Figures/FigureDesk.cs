using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>An inbox that is open Monday to Friday from 9 to 18 in Buenos Aires, and people who act at the minute they are told to, by the clock there.</summary>
public sealed class FigureDesk
{
    public const string Zone = "America/Argentina/Buenos_Aires";

    /// <summary>A Monday.</summary>
    public static readonly DateOnly Monday = new(2026, 3, 9);

    private static readonly TimeZoneInfo BuenosAires = TimeZoneInfo.FindSystemTimeZoneById(Zone);

    private FigureDesk(Desk desk) => Desk = desk;

    public Desk Desk { get; }

    public Database Database => Desk.Database;

    public static async Task<FigureDesk> Open(Database database, bool hours = true, Func<InboxSettings, InboxSettings>? rules = null)
    {
        var desk = await Desk.Open(database);
        var week = Enumerable.Range(0, 7).Select(day => day < 5 ? [new Hours(new(9, 0), new(18, 0))] : Array.Empty<Hours>()).ToArray();
        var schedule = hours ? (await Schedules.Save(database, null, null, 0, $"Horario {Make.Number()}", new Timetable(Zone, week, []), Make.Noon)).Id : null;
        await Make.Rules(database, desk.Inbox, settings => (rules ?? (same => same))(settings with { ScheduleId = schedule }));
        return new FigureDesk(desk);
    }

    /// <summary>The same behind a bot, whose «1» hands over to it.</summary>
    public async Task<FigureDesk> BehindABot()
    {
        var dialogue = new Dialogue("¡Hola! Elige:", [new("Ventas", Desk.Inbox)], new("Hablar con una persona", Desk.Inbox), null, "", "", "No entendí.");
        await Dialogues.Save(Database, null, Desk.Channel.Name, dialogue, inForce: true, Make.Noon);
        await using var db = await Database.Open();
        return new FigureDesk(Desk with { Channel = (await Channels.ByName(db, Desk.Channel.Name))! });
    }

    /// <summary>«Fri 17:50», of the week of <see cref="Monday"/>; «Mon+1» is of the one after.</summary>
    public static DateTime At(string when)
    {
        var (day, time) = (when.Split(' ')[0], TimeOnly.Parse(when.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
        var (name, weeks) = day.Split('+') is [var plain, var more] ? (plain, int.Parse(more, System.Globalization.CultureInfo.InvariantCulture)) : (day, 0);
        var date = Monday.AddDays((7 * weeks) + Array.IndexOf(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], name));
        return TimeZoneInfo.ConvertTimeToUtc(date.ToDateTime(time), BuenosAires);
    }

    public async Task<Ticket> Writes(string phone, string when, string text = "hola")
    {
        await Says(phone, when, text);
        return await Desk.Ticket(phone);
    }

    /// <summary>Whether or not a ticket comes of it.</summary>
    public Task Says(string phone, string when, string text) => Desk.Arrives(At(when), Make.Text(phone, text, At(when)));

    public async Task Does(TicketMove move, Viewer by, Ticket ticket, string when, long? toOperator = null, long? toInbox = null) =>
        Assert.Null((await Tickets.Apply(Database, move, by, ticket.Id, At(when), toOperator, toInbox)).Refusal);

    /// <summary>However long ago the customer wrote: a template would be a reply like any other.</summary>
    public async Task<Message> Replies(Viewer by, Ticket ticket, string when)
    {
        await using (var db = await Database.Open())
        {
            await db.ExecuteAsync("update tickets set window_closes_at = greatest(window_closes_at, @until) where id = @Id", new { ticket.Id, until = At(when).AddHours(1) });
        }

        return await Desk.Replies(by, ticket, "hola", At(when));
    }

    public async Task Notes(Viewer by, Ticket ticket, string when) =>
        Assert.Null((await Messages.Note(Database, by, ticket.Id, "una nota", Guid.NewGuid(), At(when))).Refusal);

    public Task Fails(Message message, string when) =>
        Desk.Arrives(At(when), new InboundStatus($"wamid.{Guid.NewGuid():N}", At(when), Delivery.Failed, "no", $"{message.Id}.1"));

    /// <summary>Of this inbox alone, over the two weeks; as an administrator sees it.</summary>
    public Task<Report> Report(bool business = false) => ReportOf(new ReportQuery(Monday, Monday.AddDays(13), Zone, business, Desk.Inbox));

    public async Task<Report> ReportOf(ReportQuery query)
    {
        Assert.True(await Reports.Settle(Database));
        var admin = await Make.Operator(Database, Role.Admin, online: false);
        await using var db = await Database.Open();
        return await Reports.Read(db, admin, query);
    }

    /// <summary>«kind calendar/business» of every fact of the ticket that lasts, in the order in which they ended; minutes.</summary>
    public async Task<string> Durations(Ticket ticket, params FactKind[] kinds)
    {
        await using var db = await Database.Open();
        return string.Join("; ", await db.QueryAsync<string>(
            """
            select kind || ' ' || round(seconds / 60.0, 2)::float8 || '/' || coalesce(round(business / 60.0, 2)::float8::text, 'null')
            from facts
            where ticket_id = @Id and kind = any(@kinds)
            order by at, event_id, kind
            """, new { ticket.Id, kinds = kinds.Select(kind => kind.Name()).ToArray() }));
    }
}
