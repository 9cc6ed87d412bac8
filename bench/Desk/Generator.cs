using Convos.Data;
using Dapper;
using Npgsql;

namespace Convos.Bench;

/// <summary>
/// A whole desk by COPY, the same for the same seed save for the day on which it is made: contacts, threads, tickets in every state,
/// their messages with ticks, reactions, notes and quotes, the log, what people have read, and who is here.
/// </summary>
public static class Generator
{
    private const int Seed = 20261123;

    /// <summary>Into a migrated and empty database. The role must be a superuser: the rows come without their triggers.</summary>
    public static async Task Fill(string connectionString, Scale scale, DateTime now)
    {
        var random = new Random(Seed);
        await using var database = new Database(connectionString);
        var desk = await Staff.Hire(database, scale, random, now.AddDays(-200));
        var quick = new NpgsqlConnectionStringBuilder(connectionString) { Options = "-c session_replication_role=replica -c maintenance_work_mem=256MB" };
        await using (var source = NpgsqlDataSource.Create(quick.ConnectionString))
        {
            await using var db = await source.OpenConnectionAsync();
            var indexes = await DropIndexes(db, "contacts", "contact_aliases", "threads", "tickets", "messages", "message_sends", "events");
            await db.ExecuteAsync("alter table conversations alter kind_id drop not null");
            using (var rows = new DeskRows(source, desk, scale, now, random))
            {
                rows.Write(Episodes.Plan(scale, now, random));
            }

            foreach (var index in indexes)
            {
                await db.ExecuteAsync(index, commandTimeout: 0);
            }

            await db.ExecuteAsync(Kinds, commandTimeout: 0);
            await db.ExecuteAsync(Rest, new { now }, commandTimeout: 0);
            await db.ExecuteAsync("vacuum analyze", commandTimeout: 0);
        }

        await Check(database);
    }

    /// <summary>What no constraint stands on is faster built at the end; answers how.</summary>
    internal static async Task<IReadOnlyList<string>> DropIndexes(NpgsqlConnection db, params string[] tables)
    {
        var found = (await db.QueryAsync<(string Name, string Definition)>(
            """
            select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
            from pg_index i
            where i.indrelid = any(@tables::regclass[])
              and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
            """, new { tables })).AsList();
        foreach (var (name, _) in found)
        {
            await db.ExecuteAsync($"drop index {name}");
        }

        return [.. found.Select(index => index.Definition)];
    }

    // What triggers would have kept of conversations: their tickets, and the kind by which they are listed.
    private const string Kinds =
        """
        insert into conversation_tickets (conversation_id, ticket_id) select conversation_id, id from tickets on conflict do nothing;

        insert into conversation_kinds (channel_id, origin, source, inbox_ids)
        select distinct th.channel_id, cv.origin, cv.source, array[t.inbox_id]
        from conversations cv join threads th on th.id = cv.thread_id join tickets t on t.conversation_id = cv.id
        on conflict do nothing;

        update conversations cv set kind_id = k.id
        from threads th, tickets t, conversation_kinds k
        where th.id = cv.thread_id and t.conversation_id = cv.id and k.channel_id = th.channel_id and k.origin = cv.origin and k.source = cv.source
          and k.inbox_ids = array[t.inbox_id];

        alter table conversations alter kind_id set not null;
        """;

    // What follows from the rows: counters, and the next number of every table.
    private const string Rest =
        """
        insert into operator_inboxes (operator_id, inbox_id, open_count)
        select operator_id, inbox_id, count(*) from tickets where status = 'assigned' group by operator_id, inbox_id;

        update operators o set open_count = held.count
        from (select operator_id, count(*) count from tickets where status = 'assigned' group by operator_id) held
        where o.id = held.operator_id;

        update operators set available = true, presence_cause = 'arrived', presence_since = @now where id % 5 < 3;
        update presence_intervals i set until = @now from operators o where o.id = i.operator_id and o.available and i.until is null;
        insert into presence_intervals (operator_id, available, cause, since) select id, true, 'arrived', @now from operators where available;
        insert into operator_pages (operator_id, tab_id, session_id, section, last_sign_at)
        select id, gen_random_uuid(), gen_random_uuid(), 'conversations', @now from operators where available;

        do $$
        declare identity record;
        begin
          for identity in
            select a.attrelid::regclass::text owner, a.attname name
            from pg_attribute a join pg_class c on c.oid = a.attrelid
            where a.attidentity <> '' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
          loop
            execute format('select setval(pg_get_serial_sequence(%L, %L), coalesce((select max(%I) from %s), 1))',
              identity.owner, identity.name, identity.name, identity.owner);
          end loop;
        end
        $$;
        """;

    private static async Task Check(Database database)
    {
        await using var db = await database.Open();
        if (await TicketCounters.Differences(db) is [var first, ..])
        {
            throw new InvalidOperationException($"The generated desk is miscounted: {first}");
        }
    }
}
