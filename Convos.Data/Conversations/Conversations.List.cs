using Dapper;
using Npgsql;

namespace Convos.Data;

// Every conversation that the viewer may see, whatever began it, the one of the latest activity first, to the very first.
public static partial class Conversations
{
    /// <summary>So many are counted; of more it is said that there are more.</summary>
    public const int MostCounted = 999;

    private const int MostFound = 1_000;

    /// <summary>So many contacts are named; more are asked one by one, down the list.</summary>
    private const int MostNamed = 2_000;

    /// <summary>So many conversations are asked for a common name at a time; the list goes on behind them.</summary>
    private const int AtOneGo = 1_000;

    /// <summary>Whom the words mean, looked up once for all that is asked with the filter. To be called first.</summary>
    public static async Task<ConversationFilter> Narrow(NpgsqlConnection db, ConversationFilter filter)
    {
        if (filter.Suspects is not null || filter.Contact.Length == 0)
        {
            return filter;
        }

        var parameters = new DynamicParameters();
        Contacts.AddPatterns(parameters, filter.Words);
        var ids = await db.QuerySingleAsync<long[]>($"select array({Contacts.Meant(filter.Words)})", parameters);
        return filter with { Suspects = new(ids.Length > MostNamed ? null : ids) };
    }

    /// <summary>The stretch behind a place (<see cref="ConversationRows.Next"/>), or the first.</summary>
    /// <param name="filter">Of <see cref="Narrow"/>.</param>
    public static async Task<ConversationRows> List(NpgsqlConnection db, Viewer viewer, ConversationFilter filter, string? after, int take)
    {
        var behind = SortKey.Parse(after);
        var walks = filter.Suspects is { Ids: null };
        var found = (await db.QueryAsync<(long Id, DateTime At, bool Meant)>(
            Newest(filter, walks ? AtOneGo : take + 1, behind is not null),
            Parameters(viewer, filter, new { at = behind is { } key ? SortKey.Moment(key.Place) : (DateTime?)null, after = behind?.Tie }))).AsList();
        var meant = found.Where(one => one.Meant).Take(take + 1).ToList();
        var next = meant.Count > take ? Place(meant[take - 1]) : walks && found.Count == AtOneGo ? Place(found[^1]) : null;
        return new(await Rows(db, viewer, [.. meant.Take(take).Select(one => one.Id)]), next);
    }

    /// <summary>How many there are, as far as they are counted; of a common name among the newest.</summary>
    /// <param name="filter">Of <see cref="Narrow"/>.</param>
    public static async Task<Counted> Count(NpgsqlConnection db, Viewer viewer, ConversationFilter filter)
    {
        if (filter.Suspects is { Ids: null })
        {
            var (meant, asked) = await db.QuerySingleAsync<(int, int)>(
                $"select count(*) filter (where meant)::int, count(*)::int from ({Newest(filter, AtOneGo, false)}) asked", Parameters(viewer, filter, new { }));
            return new(meant, asked == AtOneGo);
        }

        var count = await db.QuerySingleAsync<int>(
            $"select count(*)::int from ({Found(filter, MostFound + 1, "")}\nlimit {MostFound + 1}) found", Parameters(viewer, filter, new { }));
        return new(Math.Min(count, MostFound), count > MostFound);
    }

    private static string Newest(ConversationFilter filter, int take, bool further)
    {
        var newest = $"order by cv.last_at desc, cv.id desc limit {take}";
        return
            $"""
            select f.id, f.last_at, {(filter.Suspects is { Ids: null } ? Means(filter.Words) : "true")} meant
            from (
              {Found(filter, take, (further ? "and (cv.last_at, cv.id) < (@at, @after) " : "") + newest)}
              order by last_at desc, id desc
              limit {take}) f
            order by f.last_at desc, f.id desc
            """;
    }

    /// <summary>All that a filter finds: of each kind so many, and what the viewer holds outside their inboxes.</summary>
    private static string Found(ConversationFilter filter, int most, string stretch) => filter.Suspects is { Ids: not null }
        ? $"""
           select cv.id, cv.last_at
           from threads th
           join conversations cv on cv.thread_id = th.id
           join conversation_kinds k on k.id = cv.kind_id
           where th.contact_id = any(@suspects) and {Fits(filter)} and {Visible} {Only(stretch)}
           """
        : $"""
           select cv.id, cv.last_at
           from (
             select k.id from conversation_kinds k join channels ch on ch.id = k.channel_id
             where {OfKind(filter)} and (@seesAll or k.inbox_ids && @inboxes or cardinality(k.inbox_ids) = 0 and ch.inbox_id = any(@inboxes))) k
           cross join lateral (
             select cv.id, cv.last_at from conversations cv
             where cv.kind_id = k.id and {InTime(filter)} {(stretch.Length > 0 ? stretch : $"limit {most}")}) cv
           union
           select cv.id, cv.last_at
           from tickets t
           join conversation_tickets ct on ct.ticket_id = t.id
           join conversations cv on cv.id = ct.conversation_id
           join conversation_kinds k on k.id = cv.kind_id
           where not @seesAll and t.operator_id = @me and t.status = 'assigned' and {Fits(filter)} {Only(stretch)}
           """;

    // Where all is gathered before it is put in order.
    private static string Only(string stretch) => stretch.Split("order by")[0];

    private static string Fits(ConversationFilter filter) => $"{OfKind(filter)} and {InTime(filter)}";

    private static string OfKind(ConversationFilter filter) => All(
        (filter.Channel is not null, "k.channel_id = @channel"), (filter.Origin is not null, "k.origin = @origin"), (filter.Source is not null, "k.source = @source"),
        (filter.HasTicket == true, "cardinality(k.inbox_ids) > 0"), (filter.HasTicket == false, "cardinality(k.inbox_ids) = 0"));

    private static string InTime(ConversationFilter filter) =>
        All((filter.Active.From is not null, "cv.last_at >= @from"), (filter.Active.To is not null, "cv.last_at < @to"));

    private static string All(params (bool Set, string Sql)[] conditions) => string.Join(" and ", conditions.Where(one => one.Set).Select(one => one.Sql).DefaultIfEmpty("true"));

    // Not «exists»: it would be answered for all contacts at once, and what is asked are some.
    private static string Means(ContactFilter words)
    {
        var said = string.Join(" and ", words.Words.Select((_, place) => $"c.words like plain(@word{place})").DefaultIfEmpty("false"));
        var dialled = words.Numbers.Length == 0 ? "false" : $"(select bool_or({Contacts.Dialled(words)}) from contact_aliases a where a.contact_id = c.id and a.kind = 'phone')";
        return
            $"""
            coalesce((
              select {said} or coalesce({dialled}, false)
              from conversations cv join threads th on th.id = cv.thread_id join contacts c on c.id = th.contact_id
              where cv.id = f.id), false)
            """;
    }

    private static DynamicParameters Parameters(Viewer viewer, ConversationFilter filter, object more)
    {
        var parameters = Tickets.Scope(viewer, more);
        parameters.AddDynamicParams(new
        {
            channel = filter.Channel, origin = filter.Origin?.Name(), source = filter.Source?.Name(), from = filter.Active.From, to = filter.Active.To,
            suspects = filter.Suspects?.Ids,
        });
        Contacts.AddPatterns(parameters, filter.Words);
        return parameters;
    }

    private static async Task<IReadOnlyList<ConversationRow>> Rows(NpgsqlConnection db, Viewer viewer, long[] ids) =>
        (await db.QueryAsync<ConversationRow>(
            $"""
            select cv.id, th.contact_id, c.name contact_name, c.phone contact_phone, ch.name channel_name, cv.origin, cv.source, cv.source_title,
              cv.started_at, cv.last_at, last.author last_author, last.kind last_kind, last.body last_body, coalesce(last.erased, false) last_erased,
              (select count(*)::int from (select from messages m where m.conversation_id = cv.id limit {MostCounted + 1}) m) messages,
              array(
                select t.id from conversation_tickets ct join tickets t on t.id = ct.ticket_id
                where ct.conversation_id = cv.id and {Tickets.Visible} order by t.id desc limit 20) tickets
            from unnest(@ids) with ordinality wanted(id, line)
            join conversations cv on cv.id = wanted.id
            join threads th on th.id = cv.thread_id
            join contacts c on c.id = th.contact_id
            join channels ch on ch.id = th.channel_id
            left join lateral (
              select m.author, m.kind, left(m.body, 200) body, m.content -> 'erased' is not null erased from messages m
              where m.conversation_id = cv.id and m.kind <> 'note'
              order by m.sent_at desc, m.id desc
              limit 1) last on true
            where {Visible}
            order by wanted.line
            """, Tickets.Scope(viewer, new { ids }))).AsList();

    private static string Place((long Id, DateTime At, bool Meant) one) => SortKey.Of(one.At, one.Id).ToString();
}
