using Dapper;
using Npgsql;

namespace Convos.Data;

// The history: every ticket that the viewer may see, of every state, the newest first (or behind a figure the slowest), to the very end.
public static partial class Tickets
{
    /// <summary>So many tickets are asked for common words at a time; the list goes on behind them.</summary>
    private const int AtOneGo = 5_000;

    /// <summary>The stretch behind a place (<see cref="PastTickets.Next"/>), or the first.</summary>
    /// <param name="filter">Of <see cref="Narrow"/>.</param>
    public static async Task<PastTickets> History(NpgsqlConnection db, Viewer viewer, TicketFilter filter, string? after, int take)
    {
        var (places, next) = await Places(db, viewer, filter, after, take);
        return new(await Lines(db, viewer, filter, places), next);
    }

    /// <summary>How many there are, as far as they are counted: up to <see cref="MostCounted"/>; common words among the newest.</summary>
    /// <param name="filter">Of <see cref="Narrow"/>.</param>
    public static async Task<Counted> Count(NpgsqlConnection db, Viewer viewer, TicketFilter filter)
    {
        filter = filter with { Slowest = false };
        var (source, at, id) = Source(filter);
        if (!Walks(filter))
        {
            var count = await db.QuerySingleAsync<int>(
                $"select count(*)::int from (select from {source} where {Fits(filter)} {ByIndex(filter)} limit {MostCounted + 1}) found", Parameters(viewer, filter, new { }));
            return new(Math.Min(count, MostCounted), count > MostCounted);
        }

        var (found, goesOn) = await db.QuerySingleAsync<(int, bool)>(
            $"""
            select (
                select count(*)::int
                from (
                  select from (select {Says(filter)} says from {source} where {Fits(filter)} order by {at} desc, {id} desc limit {AtOneGo}) asked
                  where says limit {MostCounted + 1}) found),
              exists (select from {source} where {Fits(filter)} order by {at} desc, {id} desc offset {AtOneGo} limit 1)
            """, Parameters(viewer, filter, new { }));
        return new(Math.Min(found, MostCounted), goesOn || found > MostCounted);
    }

    // Days and states are found by an index: read from one end of the table to the other, the newest would come last.
    private static string ByIndex(TicketFilter filter) => filter switch
    {
        { Meaning.Tickets: not null } => "",
        _ when filter.Closed != default => "order by t.closed_at desc, t.id desc",
        _ when filter.Active != default => $"order by {LastActive} desc, t.id desc",
        _ when filter.Opened != default || filter.State is not null || filter.Behind is not null => "order by t.opened_at desc, t.id desc",
        _ => "",
    };

    // Ids, and where they go on.
    private static async Task<(long[] Ids, string? Next)> Places(NpgsqlConnection db, Viewer viewer, TicketFilter filter, string? after, int take)
    {
        var (source, at, id) = Source(filter);
        var behind = SortKey.Parse(after);
        var parameters = Parameters(viewer, filter, new { at = behind is { } key ? SortKey.Moment(key.Place) : (DateTime?)null, took = behind?.Place, after = behind?.Tie });
        var (place, from) = filter.Slowest ? (at, "@took") : ($"(extract(epoch from {at}) * 1000000)::bigint", "@at");
        var walk =
            $"""
            select t.id, {place} place {(Walks(filter) ? $", {Says(filter)} says" : "")}
            from {source}
            where {Fits(filter)}
              {(behind is null ? "" : $"and ({at}, {id}) < ({from}, @after)")}
            order by {at} desc, {id} desc
            """;
        var places = (await db.QueryAsync<(long Id, long Place)>(
            Walks(filter)
                ? $"select id, place from ({walk}\nlimit {AtOneGo}) asked where says limit {take + 1}"
                : $"select id, place from ({walk}\nlimit {take + 1}) found", parameters)).AsList();
        var next = places.Count > take ? Key(places[take - 1])
            : !Walks(filter) ? null
            : await db.QuerySingleOrDefaultAsync<(long, long)?>($"select id, place from ({walk}\noffset {AtOneGo - 1} limit 1) last", parameters) is { } last ? Key(last)
            : null;
        return ([.. places.Take(take).Select(place => place.Id)], next);
    }

    private static async Task<IReadOnlyList<PastTicket>> Lines(NpgsqlConnection db, Viewer viewer, TicketFilter filter, long[] ids)
    {
        var lines = (await db.QueryAsync<PastTicket>(
            $"""
            select t.id, t.contact_id, c.name contact_name, c.phone contact_phone, i.name inbox_name, i.colour::int inbox_colour,
              i.first_response_minutes inbox_target, t.status, o.id operator_id, o.name operator_name, left(o.photo, 16) operator_photo,
              t.opened_at, t.closed_at, t.last_activity_at, case when t.status <> 'closed' then t.awaiting_since end awaiting_since,
              array(select p.mark from ticket_past p where p.ticket_id = t.id order by p.mark) marks,
              case when cardinality(t.tag_ids) = 0 then '[]' else (
                select json_agg(json_build_array(g.id, g.name, g.colour) order by lower(g.name))::text from tags g where g.id = any(t.tag_ids)) end tags,
              (select s.score::int from surveys s where s.ticket_id = t.id and s.score is not null order by s.event_id desc limit 1) score
            from unnest(@ids) with ordinality wanted(id, line)
            join tickets t on t.id = wanted.id
            join contacts c on c.id = t.contact_id
            join inboxes i on i.id = t.inbox_id
            left join operators o on o.id = case when t.status = 'queued' then null else coalesce(t.operator_id, t.last_operator_id) end
            order by wanted.line
            """, new { ids })).AsList();
        if (filter.Behind is { } behind)
        {
            var counted = (await db.QueryAsync<FigureOfTicket>(behind.ByTicket("and f.ticket_id = any(@ids)"), Parameters(viewer, filter, new { ids }))).ToDictionary(one => one.TicketId);
            lines = [.. lines.Select(line => line with { OfFigure = counted.GetValueOrDefault(line.Id) })];
        }

        if (filter.Meaning is not { Query.Length: > 0 } meaning)
        {
            return lines;
        }

        var hits = (await Hits(db, meaning.Query, ids)).ToDictionary(hit => hit.TicketId);
        return [.. lines.Select(line => line with { Hit = hits.GetValueOrDefault(line.Id) })];
    }

    private static string Key((long Id, long Place) ticket) => new SortKey(ticket.Place, ticket.Id).ToString();
}
