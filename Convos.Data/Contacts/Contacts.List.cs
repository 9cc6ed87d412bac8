using System.Globalization;
using Dapper;
using Npgsql;

namespace Convos.Data;

// The list of contacts, its count, and whatever is done with all that a filter finds: one filter, written once.
public static partial class Contacts
{
    private const string LastInbound =
        "(select max(th.last_inbound_at) from threads th where th.contact_id = c.id and th.joined_into is null)";

    /// <summary>
    /// Whom its words mean, looked up once for all that is asked with it. Where they are many they are left unnamed: then whoever walks down an
    /// index soon meets enough of them.
    /// </summary>
    public static async Task<ContactFilter> Narrow(NpgsqlConnection db, Viewer viewer, ContactFilter filter)
    {
        filter = await Kinded(db, filter);
        if (filter.Suspects is not null || (filter.Search.Length == 0 && filter.AnswerWords.Length == 0))
        {
            return filter;
        }

        var ids = await db.QuerySingleAsync<long[]>($"select array({Meant(filter)})", Parameters(viewer, filter, new { }));
        return filter with { Suspects = new(ids.Length > MostAtOnce ? null : ids) };
    }

    private static IEnumerable<string> Said(ContactFilter filter) => filter.Words.Select((_, place) => $"c.words like plain(@word{place})");

    private static IEnumerable<string> Answered(ContactFilter filter) => filter.AnswerWords.Select(_ => "c.words like plain(@answer)");

    /// <summary>Over a contact <c>c</c>, with the parameters of <see cref="Parameters"/>.</summary>
    /// <param name="walks">Down an index, for the first few: then no other index shall gather all that fit before.</param>
    /// <param name="wrote">When they wrote last.</param>
    private static string Fits(ContactFilter filter, bool walks = false, string wrote = LastInbound) =>
        $"""
        c.joined_into is null and {Visible}
          {(filter.Suspects is null ? "" : filter.Suspects.Ids is not null ? "and c.id = any(@suspects)" : $"and {Often(Means(filter), walks)}")}
          {(filter.Tag is null ? "" : "and c.tag_ids @> array[@tag]")}
          {(filter.Channel is null ? "" : "and exists (select from threads th where th.contact_id = c.id and th.channel_id = @channel and th.joined_into is null)")}
          {(filter.Field is null ? "" : filter.Answer.Length == 0 ? "and c.fields ? @field" : $"and {Often(AnswersSo(filter), walks && filter.Suspects is { Ids: null })}")}
          {(filter.Blocked is null ? "" : filter.Blocked.Value ? "and c.blocked_at is not null" : "and c.blocked_at is null")}
          {(filter.From is null ? "" : $"and {wrote} >= @from")}
          {(filter.To is null ? "" : $"and {wrote} < @to")}
        """;

    // Not «exists»: it would be answered for all contacts at once, and what is asked are some.
    private static string Means(ContactFilter filter)
    {
        var said = string.Join(" and ", Said(filter).Concat(Answered(filter)));
        return filter.Numbers.Length == 0 ? said
            : $"(({said}) or (select bool_or({Dialled(filter)}) from contact_aliases a where a.contact_id = c.id and a.kind = 'phone'))";
    }

    // No index answers it, and the planner takes it for true every other time: so it walks, as it must where many fit.
    private static string Often(string condition, bool walks) => walks ? $"coalesce({condition}, false)" : condition;

    private static DynamicParameters Parameters(Viewer viewer, ContactFilter filter, object more)
    {
        var parameters = Tickets.Scope(viewer, more);
        parameters.AddDynamicParams(new
        {
            tag = filter.Tag, channel = filter.Channel, field = filter.Field?.ToString(CultureInfo.InvariantCulture), answer = Like.Part(filter.Answer), exact = filter.Answer, number = filter.Number,
            from = filter.From, to = filter.To, suspects = filter.Suspects?.Ids,
        });
        AddPatterns(parameters, filter);
        return parameters;
    }

    /// <summary>In the filter's order; behind the <see cref="ContactRow.Place"/> of a row, or from the first.</summary>
    public static async Task<IReadOnlyList<ContactRow>> List(NpgsqlConnection db, Viewer viewer, ContactFilter filter, string? after, int take)
    {
        filter = await Narrow(db, viewer, filter);
        if (filter.Order == ContactOrder.Name)
        {
            return await Rows(db, viewer, await Places(db, viewer, filter, ByName(filter, after is not null, take), after, take));
        }

        // Whoever has never written stands behind all who have.
        var places = after?.StartsWith('n') == true ? [] : await Places(db, viewer, filter, ByActivity(filter, after is not null, take), after, take);
        if (places.Count < take && filter.From is null && filter.To is null)
        {
            var silent = after?.StartsWith('n') == true ? after : null;
            places = [.. places, .. await Places(db, viewer, filter, Silent(filter, silent is not null, take - places.Count), silent, take)];
        }

        return await Rows(db, viewer, places);
    }

    /// <summary>How many there are, at most <paramref name="most"/> counted.</summary>
    public static async Task<int> Count(NpgsqlConnection db, Viewer viewer, ContactFilter filter, int most)
    {
        filter = await Narrow(db, viewer, filter);
        // What is too many is counted already, where nothing but words was asked.
        if (filter.Suspects is { Ids: null } && viewer.SeesAll && most <= MostAtOnce + 1 && filter == new ContactFilter(filter.Search, Order: filter.Order) { Suspects = filter.Suspects })
        {
            return most;
        }

        return await db.QuerySingleAsync<int>(
            $"select count(*)::int from (select {(filter.From is null && filter.To is null ? $"from contacts c where {Fits(filter)}" : Wrote(filter))} limit {most}) found", Parameters(viewer, filter, new { }));
    }

    /// <summary>Those who may be the same person: by the same e-mail, or the same name.</summary>
    public static async Task<IReadOnlyList<ContactRow>> Alike(NpgsqlConnection db, Viewer viewer, long id, int take)
    {
        var found = await db.QueryAsync<(long, string)>(
            $"""
            select c.id, ''
            from contacts one
            join contacts c on c.id <> one.id and c.joined_into is null and (lower(c.email) = lower(one.email) or lower(c.name) = lower(one.name))
            where one.id = @id and {Visible}
            order by c.id
            limit {take}
            """, Tickets.Scope(viewer, new { id }));
        return await Rows(db, viewer, found.AsList());
    }

    private static string ByActivity(ContactFilter filter, bool further, int take) =>
        $"""
        select c.id, th.last_inbound_at at, th.id tie, '' name
        {Wrote(filter)}
          {(further ? "and (th.last_inbound_at, th.id) < (@at, @tie)" : "")}
        order by th.last_inbound_at desc, th.id desc
        limit {take}
        """;

    // By the thread where they wrote last: what is asked of that time is where the walk down its index begins and ends.
    private static string Wrote(ContactFilter filter) =>
        $"""
        from threads th
        join contacts c on c.id = th.contact_id
        where th.joined_into is null and th.last_inbound_at is not null
          and not exists (
            select from threads later
            where later.contact_id = th.contact_id and later.joined_into is null and (later.last_inbound_at, later.id) > (th.last_inbound_at, th.id))
          and {Fits(filter, walks: true, "th.last_inbound_at")}
        """;

    private static string Silent(ContactFilter filter, bool further, int take) =>
        $"""
        select c.id, null::timestamptz at, c.id tie, '' name
        from contacts c
        where {(further ? "c.id < @tie and" : "")} {Fits(filter, walks: true)}
          and not exists (select from threads th where th.contact_id = c.id and th.joined_into is null and th.last_inbound_at is not null)
        order by c.id desc
        limit {take}
        """;

    private static string ByName(ContactFilter filter, bool further, int take) =>
        $"""
        select c.id, null::timestamptz at, c.id tie, lower(c.name) name
        from contacts c
        where {(further ? "(lower(c.name), c.id) > ((select lower(name) from contacts where id = @tie), @tie) and" : "")} {Fits(filter, walks: true)}
        order by lower(c.name), c.id
        limit {take}
        """;

    private static async Task<IReadOnlyList<(long Id, string Place)>> Places(
        NpgsqlConnection db, Viewer viewer, ContactFilter filter, string sql, string? after, int take)
    {
        var parts = after?.Split('-') ?? [];
        var tie = parts is [.., var last] && long.TryParse(last, out var known) ? known : (long?)null;
        var at = parts is ["w", var micros, _] && long.TryParse(micros, out var moment) ? SortKey.Moment(moment) : (DateTime?)null;
        var rows = await db.QueryAsync<(long Id, DateTime? At, long Tie, string Name)>(sql, Parameters(viewer, filter, new { at, tie }));
        return [.. rows.Take(take).Select(row => (row.Id, row.At is { } wrote ? $"w-{SortKey.Micros(wrote)}-{row.Tie}" : $"n-{row.Tie}"))];
    }

    private static async Task<IReadOnlyList<ContactRow>> Rows(NpgsqlConnection db, Viewer viewer, IReadOnlyList<(long Id, string Place)> places)
    {
        var rows = await db.QueryAsync<ContactRow>(
            $"""
            select c.id, c.name, c.phone, c.email,
              case when cardinality(c.tag_ids) = 0 then '[]' else (
                select json_agg(json_build_array(g.id, g.name, g.colour) order by lower(g.name))::text from tags g where g.id = any(c.tag_ids)) end tags,
              array(select distinct ch.name from threads th join channels ch on ch.id = th.channel_id where th.contact_id = c.id and th.joined_into is null order by 1) channels,
              {LastInbound} last_inbound_at, c.created_at, c.blocked_at is not null blocked,
              (select count(*)::int from tickets t where t.contact_id = c.id and t.status <> 'closed' and {Tickets.Visible}) open_tickets, wanted.place
            from unnest(@ids, @places) with ordinality wanted(id, place, line)
            join contacts c on c.id = wanted.id
            order by wanted.line
            """, Tickets.Scope(viewer, new { ids = places.Select(place => place.Id).ToArray(), places = places.Select(place => place.Place).ToArray() }));
        return rows.AsList();
    }
}
