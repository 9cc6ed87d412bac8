using Dapper;
using Npgsql;

namespace Convos.Data;

// Where in a ticket the words stand that found it.
public static partial class Tickets
{
    // What parts words, and what the parser would take for markup or (by the locale) for a letter, stands aside as signs that nobody types.
    private const string Signs = "-_/+<>&¿¡«»“”‘’…–—";
    private const string Aside = @"\u0004\u0005\u0006\u0007\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001c";

    private const string Headline =
        $"""
        translate(
          ts_headline('public.convos_es', translate(translate(hit.said, e'\n\r\t{Aside}\u0002\u0003', '   '), '{Signs}', e'{Aside}'), asked.any_of,
            e'StartSel=\u0002, StopSel=\u0003, MaxWords=28, MinWords=14, ShortWord=2, MaxFragments=1'),
          e'{Aside}', '{Signs}')
        """;

    /// <summary>
    /// Of each ticket the newest message that says all words, or else the newest observation of a closing that does; or else whichever says one of
    /// them, in the same order.
    /// </summary>
    /// <param name="query">All words, as <see cref="Meaning.Query"/> has them.</param>
    private static Task<IEnumerable<TicketHit>> Hits(NpgsqlConnection db, string query, long[] ids) =>
        db.QueryAsync<TicketHit>(
            $"""
            with asked as materialized (
              select @query::tsquery all_of, replace(@query, ''' & ''', ''' | ''')::tsquery any_of,
                array(select '%' || replace(replace(replace(word, '\', '\\'), '%', '\%'), '_', '\_') || '%' from unnest(tsvector_to_array(
                  replace(replace(@query, ':*', ''), ''' & ''', ''' ''')::tsvector)) word) parts)
            select t.id ticket_id, hit.message_id, hit.author, o.name operator_name, hit.kind, hit.at, {Headline} said
            from asked
            cross join unnest(@ids) wanted(id)
            join tickets t on t.id = wanted.id
            cross join lateral (
              select words_in.*
              from (
                select m.id message_id, m.author, m.operator_id, m.kind, m.sent_at at, m.body said, said_words(m.body) words
                from messages m
                -- A stem begins its word: most messages need no more of a look.
                where m.ticket_id = t.id and m.body <> '' and plain(m.body) like any (asked.parts)
                union all
                select null, null, null, null, e.at, e.data ->> 'observation', said_words(e.data ->> 'observation')
                from events e
                where e.ticket_id = t.id and e.kind = 'closed' and e.data ? 'observation'
                offset 0) words_in
              where words_in.words @@ asked.any_of
              order by words_in.words @@ asked.all_of desc, words_in.message_id is null, words_in.at desc, words_in.message_id desc
              limit 1) hit
            left join operators o on o.id = hit.operator_id
            """, new { query, ids });
}
