using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What tickets are found by: each is one text, read again in the background whenever something of it has changed (migration 0034 notes when).</summary>
public static class TicketTexts
{
    /// <summary>Beyond so much of what was said last, a text would not fit into what PostgreSQL searches.</summary>
    private const int Longest = 400_000;

    private const int AtOnce = 200;

    /// <summary>What somebody who waits for an answer may wait for.</summary>
    private const int Meanwhile = 40;

    /// <summary>
    /// Reads what is due, the newest first. One at a time: two would overwrite each other with what they knew before. Who finds another at it
    /// leaves it to them.
    /// </summary>
    /// <returns>Whether anything was: then more may be due.</returns>
    public static Task<bool> Read(Database database, CancellationToken ct = default) =>
        Read(database, "select pg_try_advisory_xact_lock(hashtext('ticket_texts'))", AtOnce, ct);

    /// <summary>What was said just now, before somebody looks for it.</summary>
    public static Task ReadNewest(Database database, CancellationToken ct) => Read(
        database,
        "select count(pg_advisory_xact_lock(hashtext('ticket_texts'))) > 0 from (select where exists (select from ticket_texts_due)) due", Meanwhile, ct);

    /// <summary>Whether so much is due that older tickets may not be found yet: after an upgrade, for as long as it takes.</summary>
    public static Task<bool> IsBehind(NpgsqlConnection db) =>
        db.QuerySingleAsync<bool>($"select exists (select from ticket_texts_due order by id offset {10 * AtOnce} limit 1)");

    private static Task<bool> Read(Database database, string alone, int most, CancellationToken ct) => database.InTransaction(async db =>
        await db.QuerySingleAsync<bool>(alone) && await db.QuerySingleAsync<bool>(ReadSql(most), new { Longest }), ct);

    // A line that is due and what it is due for became visible together; what comes later brings a line of its own.
    private static string ReadSql(int most) =>
        $"""
        with due as (
          delete from ticket_texts_due
          where ticket_id in (select ticket_id from ticket_texts_due order by id desc limit {most})
          returning ticket_id),
        text as (
          select t.id,
            said_words(c.name) || said_words(coalesce(said.words, '')) words
          from (select distinct ticket_id from due) d
          join tickets t on t.id = d.ticket_id
          join contacts c on c.id = t.contact_id
          cross join lateral (
            select string_agg(m.body, e'\n') words
            from (
              select one.body, sum(octet_length(one.body)) over (order by one.at desc, one.id desc) so_far
              from (
                select body, sent_at at, id
                from messages
                where ticket_id = t.id and body <> ''
                union all
                -- Of every closing: a later one says nothing of what was observed at the one before.
                select data ->> 'observation', at, id
                from events
                where ticket_id = t.id and kind = 'closed' and data ? 'observation') one) m
            where m.so_far <= @Longest) said),
        written as (
          insert into ticket_texts as x (ticket_id, words)
          select id, strip(words) from text
          on conflict (ticket_id) do update set words = excluded.words where x.words <> excluded.words)
        select exists (select from due)
        """;
}
