using Dapper;
using Npgsql;

namespace Convos.Bench;

/// <summary>
/// What makes a history of a generated desk: tags, origins, reasons and observations, who took part, what tickets have been through, and the
/// texts by which they are found. Some of everything is common and some is rare.
/// </summary>
internal static class Past
{
    public const string RareReason = "Fraude";
    private const int AtOnce = 20_000;

    /// <summary>A desk that has it already stays as it is.</summary>
    public static async Task Fill(string connectionString)
    {
        var quick = new NpgsqlConnectionStringBuilder(connectionString) { Options = "-c session_replication_role=replica -c maintenance_work_mem=512MB -c work_mem=256MB -c synchronous_commit=off" };
        await using var source = NpgsqlDataSource.Create(quick.ConnectionString);
        await using var db = await source.OpenConnectionAsync();
        if (await db.QuerySingleAsync<bool>("select exists (select from ticket_texts)"))
        {
            return;
        }

        var indexes = await Generator.DropIndexes(db, "tickets", "ticket_people", "ticket_past", "ticket_texts");
        await db.ExecuteAsync(Tickets, new { RareReason }, commandTimeout: 0);
        await Task.WhenAll(Texts(source, 0), Texts(source, 1));
        foreach (var index in indexes)
        {
            await db.ExecuteAsync(index, commandTimeout: 0);
        }

        await db.ExecuteAsync("vacuum analyze tickets, ticket_people, ticket_past, ticket_texts", commandTimeout: 0);
    }

    private const string Tickets =
        """
        insert into tags (name, created_at) select name, now() from unnest(array['reclamo', 'mayorista', 'garantía', 'vip']) name on conflict do nothing;
        update inboxes set closing_reasons = array['Resuelto', 'Sin respuesta', 'Derivado', @RareReason];
        update tickets t set
          origin = case when chance < 0.0001 then 'rescue' when chance < 0.02 then 'api' when chance < 0.07 then 'dialogue' when chance < 0.17 then 'operator' else 'inbound' end,
          tag_ids = case when other < 0.2 then array[tags.ids[1]] when other < 0.25 then tags.ids[1:2] when other < 0.255 then array[tags.ids[3]] when other < 0.2551 then array[tags.ids[4]] else '{}' end,
          closing_reason = case when closed_at is null then null when chance < 0.0002 then @RareReason when other < 0.5 then 'Resuelto' when other < 0.7 then 'Sin respuesta' when other < 0.8 then 'Derivado' end,
          observation = case when closed_at is null then null when other < 0.0005 then 'Escalado a fábrica' when other < 0.005 then 'Garantía extendida' when other < 0.05 then 'Reembolso parcial acordado' end
        from (select id, (hashint8extended(id, 1) & 1048575) / 1048576.0 chance, (hashint8extended(id, 2) & 1048575) / 1048576.0 other from tickets) thrown,
          (select array_agg(id order by name) ids from tags where name in ('reclamo', 'mayorista', 'garantía', 'vip')) tags
        where t.id = thrown.id;
        insert into ticket_people (ticket_id, operator_id, opened_at)
        select id, last_operator_id, opened_at from tickets where last_operator_id is not null
        union
        select t.id, o.ids[1 + (hashint8(t.id) & 1048575) % cardinality(o.ids)], t.opened_at
        from tickets t, (select array_agg(id order by id) ids from operators) o
        where t.id % 7 = 0;
        insert into ticket_past (ticket_id, mark, opened_at)
        select t.id, mark, t.opened_at
        from tickets t
        cross join (values ('reopened', 11), ('rotated', 17), ('transferred', 23)) past(mark, every)
        where hashint8(t.id) % past.every = 0;
        """;

    private static async Task Texts(NpgsqlDataSource source, int half)
    {
        await using var db = await source.OpenConnectionAsync();
        var last = await db.QuerySingleAsync<long>("select coalesce(max(id), 0) from tickets");
        for (var from = half * (long)AtOnce; from <= last; from += 2 * AtOnce)
        {
            await db.ExecuteAsync(
                """
                insert into ticket_texts (ticket_id, words)
                select t.id, strip(said_words(c.name || ' ' || coalesce(t.observation, '') || ' ' || coalesce(said.words, '')))
                from tickets t
                join contacts c on c.id = t.contact_id
                cross join lateral (select string_agg(m.body, e'\n') words from messages m where m.ticket_id = t.id and m.body <> '') said
                where t.id > @from and t.id <= @until
                """, new { from, until = from + AtOnce }, commandTimeout: 0);
        }
    }
}
