using System.Globalization;
using System.Text.RegularExpressions;
using Dapper;
using Npgsql;

namespace Convos.Data;

// What a filter of the history asks, written once for the list, its count, its file and whatever else is done with what it finds.
public static partial class Tickets
{
    /// <summary>So many are named one by one; more are walked through.</summary>
    public const int MostNamed = 10_000;

    /// <summary>Nobody reads on to so many: beyond, it is said that there are more.</summary>
    public const int MostCounted = 1_000;

    /// <summary>
    /// What its words mean, looked up once for all that is asked with it. Where they are many they are left unnamed: then whoever walks down
    /// the history soon meets enough of them. To be called first, on a session of its own: how that one plans serves the questions that follow.
    /// </summary>
    public static async Task<TicketFilter> Narrow(NpgsqlConnection db, TicketFilter filter)
    {
        // The plan is the filter's: what serves every value would walk through all that is rare.
        await db.ExecuteAsync("set plan_cache_mode = force_custom_plan");
        if (filter.OverdueAt is { } at)
        {
            filter = filter with { Targets = await Targets.Read(db, new(), at) };
        }

        if (filter.Meaning is not null || filter.Search.Length == 0)
        {
            return filter;
        }

        if (filter.IsNumber)
        {
            return filter with { Meaning = new("", [filter.Number!.Value]) };
        }

        var query = await db.QuerySingleAsync<string>("select sought_words(@typed)::text", new { typed = filter.Search });
        // Of the last word its beginning is enough: it may still be being typed.
        filter = filter with { Meaning = new(query.Length == 0 ? "" : Last(filter.Search).Length < 3 ? query : $"{query}:*", null) };
        var contacts = (await db.QueryAsync<long>($"{Contacts.Meant(ContactPatterns(filter))}", Parameters(null, filter, new { }))).ToArray();
        filter = filter with { Meaning = filter.Meaning with { Contacts = contacts.Length > Contacts.MostAtOnce ? null : contacts } };
        if (filter.Meaning.Contacts is null || await IsCommon(db, filter))
        {
            return filter;
        }

        var meant = await db.QuerySingleAsync<(long[] Said, long[] Named)>(
            $"select array({Spoken(filter)}) said, array({Known}) named", Parameters(null, filter, new { }));
        var tickets = meant.Said.Concat(meant.Named).Concat(filter.Number is { } number ? [number] : []).Distinct().ToArray();
        return filter with { Meaning = filter.Meaning with { Tickets = meant.Said.Length > MostNamed || tickets.Length > MostNamed ? null : tickets } };
    }

    // As PostgreSQL takes it from what it knows of the words: to gather all who say a common one is slower than to meet enough of them.
    private static async Task<bool> IsCommon(NpgsqlConnection db, TicketFilter filter)
    {
        if (filter.Meaning!.Query.Length == 0)
        {
            return false;
        }

        var plan = await db.QueryAsync<string>($"explain select from ticket_texts x where x.words @@ @query::tsquery", new { query = filter.Meaning.Query });
        return Rows().Match(plan.First()) is { Success: true } match && long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) > MostNamed;
    }

    [GeneratedRegex(@"rows=(\d+)")]
    private static partial Regex Rows();

    /// <summary>Each condition by itself, over a ticket <c>t</c>, with the parameters of <see cref="Parameters"/>; all of them must hold. Words apart, where they are walked through.</summary>
    private static IEnumerable<string> Conditions(TicketFilter filter)
    {
        (bool Set, string Sql)[] conditions =
        [
            (true, Visible),
            (filter.State is not null, "t.status = @state"),
            (filter.Inbox is not null, "t.inbox_id = @inbox"),
            (filter.Channel is not null, "t.channel_id = @channel"),
            (filter.Origin is not null, "t.origin = @origin"),
            (filter.Tag is not null, "t.tag_ids <> '{}' and t.tag_ids @> array[@tag::bigint]"),
            (filter.Assigned is not null, "t.last_operator_id = @assigned and t.status <> 'queued'"),
            (filter.TookPart is not null, "exists (select from ticket_people p where p.ticket_id = t.id and p.operator_id = @tookPart)"),
            (filter.ClosedBy is not null, "t.closed_by = @closedBy"),
            (filter.Opened.From is not null, "t.opened_at >= @openedFrom"),
            (filter.Opened.To is not null, "t.opened_at < @openedTo"),
            (filter.Closed.From is not null, "t.closed_at >= @closedFrom"),
            // Nothing ends before it begins (a day for clocks that differ): so the walk begins there.
            (filter.Closed.To is not null, "t.closed_at < @closedTo and t.opened_at < @closedTo + interval '1 day'"),
            (filter.Active.From is not null, $"{LastActive} >= @activeFrom"),
            (filter.Active.To is not null, $"{LastActive} < @activeTo and t.opened_at < @activeTo"),
            (filter.Unanswered, $"t.status <> 'closed' and {Waits} < 'infinity'"),
            (filter.Reason.Length > 0, "t.closing_reason = @reason and t.status = 'closed'"),
            (filter.ClosedBySystem, "t.status = 'closed' and t.closed_by is null and (t.id, t.closed_at) in (select f.ticket_id, f.at from facts f where f.kind = 'closed_by_silence')"),
            (filter.Score is not null, filter.Score == TicketScore.None ? Unrated : Rated),
            (filter.OverdueAt is not null, $"t.id in (select f.ticket_id from {Targets.Missed} where {Targets.Counted})"),
            (filter.Behind is not null, filter.Behind?.Condition ?? ""),
        ];
        return conditions.Where(one => one.Set).Select(one => one.Sql)
            .Concat(filter.Marks.Select(mark => $"exists (select from ticket_past p where p.ticket_id = t.id and p.mark = '{mark}')"));
    }

    // Of several scores the last counts: it is the one that is shown.
    private const string Rated =
        """
        t.id in (
            select s.ticket_id from surveys s
            where s.score between @scoreFrom and @scoreTo
              and not exists (select from surveys later where later.ticket_id = s.ticket_id and later.score is not null and later.event_id > s.event_id))
        """;

    private const string Unrated =
        """
        t.id in (
            select s.ticket_id from surveys s join messages m on m.id = s.message_id
            where s.said_at is not null and s.score is null and m.delivery is distinct from 'failed')
          and not exists (select from surveys s where s.ticket_id = t.id and s.score is not null)
        """;

    private const string LastActive = "greatest(t.last_activity_at, t.opened_at)";

    /// <summary>Words where nothing else leads to them. Not «exists»: it would be answered for all tickets at once, and what is asked are some.</summary>
    private static string Says(TicketFilter filter)
    {
        var alternatives = new List<string> { filter.Meaning!.Contacts is null ? IsMeant(filter) : "t.contact_id = any(@contacts)" };
        if (filter.Meaning.Query.Length > 0)
        {
            alternatives.Add($"coalesce((select x.words @@ @query::tsquery from ticket_texts x where x.ticket_id = t.id and {Stands}), false)");
        }

        if (filter.Number is not null)
        {
            alternatives.Add("t.id = @ticket");
        }

        return $"({string.Join("\n    or ", alternatives)})";
    }

    // Of one contact, where too many are meant to be named.
    private static string IsMeant(TicketFilter filter)
    {
        var contact = ContactPatterns(filter);
        var name = $"c.words like all (array[{string.Join(", ", contact.Words.Select((_, place) => $"plain(@word{place})"))}])";
        var number = contact.Numbers.Length == 0 ? "false"
            : $"coalesce((select bool_or({Contacts.Dialled(contact)}) from contact_aliases a where a.contact_id = c.id and a.kind = 'phone'), false)";
        return $"coalesce((select {name} or {number} from contacts c where c.id = t.contact_id), false)";
    }

    private static string Spoken(TicketFilter filter) => filter.Meaning!.Query.Length == 0
        ? "select 0::bigint where false"
        : $"select x.ticket_id from ticket_texts x where x.words @@ @query::tsquery and {Stands} limit {MostNamed + 1}";

    // What was said and is said no more is not found until the text is read again.
    private const string Stands = "not exists (select from ticket_texts_due d where d.ticket_id = x.ticket_id and d.shrunk)";

    private static readonly string Known = $"select t.id from tickets t where t.contact_id = any(@contacts) limit {MostNamed + 1}";

    private static ContactFilter ContactPatterns(TicketFilter filter) => new(filter.Search);

    private static string Last(string typed) => typed[(typed.LastIndexOf(' ') + 1)..];

    private static DynamicParameters Parameters(Viewer? viewer, TicketFilter filter, object more)
    {
        var parameters = viewer is null ? new DynamicParameters(more) : Scope(viewer, more);
        parameters.AddDynamicParams(new
        {
            state = filter.State?.Name(), inbox = filter.Inbox, channel = filter.Channel, origin = filter.Origin?.Name(), tag = filter.Tag,
            assigned = filter.Assigned, tookPart = filter.TookPart, closedBy = filter.ClosedBy, reason = filter.Reason, ticket = filter.Number,
            openedFrom = filter.Opened.From, openedTo = filter.Opened.To, closedFrom = filter.Closed.From, closedTo = filter.Closed.To,
            activeFrom = filter.Active.From, activeTo = filter.Active.To, query = filter.Meaning?.Query, named = filter.Meaning?.Tickets, contacts = filter.Meaning?.Contacts,
            scoreFrom = filter.Score == TicketScore.Low ? 1 : (int?)filter.Score, scoreTo = filter.Score == TicketScore.Low ? 2 : (int?)filter.Score,
        });
        if (filter.Behind is { } behind)
        {
            parameters.AddDynamicParams(behind.Parameters);
        }

        if (filter.Targets is { } targets)
        {
            parameters.AddDynamicParams(targets.Parameters);
        }

        Contacts.AddPatterns(parameters, ContactPatterns(filter));
        return parameters;
    }
}
