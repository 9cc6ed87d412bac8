using Convos.Data;

namespace Convos.Tests;

/// <summary>A desk whose inbox asks at each closing, and Ana, who attends. Minutes are counted from noon.</summary>
public sealed record SurveyDesk(Desk Desk, Viewer Ana)
{
    public const string Question = "{{contacto.nombre}}, ¿cómo te atendió {{operador.nombre}}? Del 1 al 5.";

    public Database Database => Desk.Database;

    public static async Task<SurveyDesk> Open(Database database, string thanks = "", Func<InboxSettings, InboxSettings>? rules = null)
    {
        var desk = await Desk.Open(database);
        await Make.Rules(database, desk.Inbox, settings => (rules ?? (same => same))(settings with { Survey = Question, SurveyThanks = thanks }));
        return new SurveyDesk(desk, await desk.Operator());
    }

    public static DateTime At(double minute) => Make.Noon.AddMinutes(minute);

    /// <summary>Written at noon, answered a minute later.</summary>
    public async Task<Ticket> Answered(string phone)
    {
        var ticket = await Desk.Held(Ana, phone);
        await Desk.Replies(Ana, ticket, "Listo", At(1));
        return ticket;
    }

    public async Task Closes(Ticket ticket, double minute, Viewer? by = null) =>
        Assert.Null((await Tickets.Apply(Database, TicketMove.Close, by ?? Ana, ticket.Id, At(minute))).Refusal);

    /// <summary>Answered, closed five minutes after noon and asked about a minute later.</summary>
    public async Task<Ticket> Asked(string phone)
    {
        var ticket = await Answered(phone);
        await Closes(ticket, 5);
        await Say(6);
        Assert.Single(await Said(ticket));
        return ticket;
    }

    public async Task Say(double minute)
    {
        while (await Surveys.SayNext(Database, At(minute)))
        {
        }
    }

    public Task Writes(string phone, string text, double minute) => Desk.Arrives(At(minute), Make.Text(phone, text, At(minute)));

    /// <summary>What the bot said in it.</summary>
    public Task<string[]> Said(Ticket ticket) =>
        Make.One<string[]>(Database, "select coalesce(array_agg(body order by id), '{}') from messages where ticket_id = @Id and author = 'bot'", new { ticket.Id });

    /// <summary>The scores of its closings, in their order; «-» for one that nobody answered.</summary>
    public Task<string> Scores(Ticket ticket) =>
        Make.One<string>(Database, "select coalesce(string_agg(coalesce(score::text, '-'), ' ' order by event_id), '') from surveys where ticket_id = @Id", new { ticket.Id });

    /// <summary>«survey_sent ana, rated_five ana»: what was counted, for whom.</summary>
    public Task<string> Counted(Ticket ticket) =>
        Make.One<string>(
            Database,
            """
            select coalesce(string_agg(f.kind || ' ' || coalesce(case when f.operator_id = @ana then 'ana' else o.name end, 'nobody'), ', ' order by f.at, f.event_id), '')
            from facts f left join operators o on o.id = f.operator_id
            where f.ticket_id = @Id and (f.kind = 'survey_sent' or f.kind like 'rated_%') and f.inbox_id = @inbox
            """, new { ticket.Id, ana = Ana.Id, inbox = Desk.Inbox });
}
