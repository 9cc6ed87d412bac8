using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What waits to be taken in, sent or decided.</summary>
public sealed record QueueState(
    int Inbound, DateTime? InboundSince, int Outbound, DateTime? OutboundSince, int PutOff, int Uncertain, int Parked, int Strangers, int FailedMails);

/// <summary>A transaction that holds the log's position back. <c>Since</c> is null where this role may not see it.</summary>
public sealed record LongTransaction(string Database, string Application, string State, DateTime? Since);

public sealed record TableSize(string Name, long Bytes);

/// <summary>The database itself; <c>SeesAll</c>: the role may look at the sessions of others (<c>pg_monitor</c>).</summary>
public sealed record DatabaseState(string Version, long Bytes, bool SeesAll, IReadOnlyList<TableSize> Tables, IReadOnlyList<LongTransaction> Transactions);

/// <summary>What a job that looks after the installation found; null: all as it should be.</summary>
public sealed record UpkeepResult(string Job, DateTime At, string? Finding);

/// <summary>How the installation does, as far as its database knows. Cheap enough to be read every few seconds.</summary>
public sealed record SystemState(QueueState Queue, DatabaseState Database, int OpenPages, IReadOnlyList<UpkeepResult> Upkeep)
{
    /// <summary>A write transaction that lasts longer holds back what pages show.</summary>
    public static readonly TimeSpan LongTransaction = TimeSpan.FromSeconds(10);

    private const int BiggestTables = 6;

    // A page that is open signs every ten seconds.
    private static readonly TimeSpan Sign = TimeSpan.FromSeconds(30);

    public static async Task<SystemState> Read(NpgsqlConnection db, DateTime now) => new(
        await Queues(db, now),
        await Server(db, now),
        await db.QuerySingleAsync<int>("select count(*)::int from operator_pages where last_sign_at > @alive", new { alive = now - Sign }),
        [.. await db.QueryAsync<UpkeepResult>("select job, at, finding from upkeep order by job")]);

    public static Task<QueueState> Queues(NpgsqlConnection db, DateTime now) =>
        db.QuerySingleAsync<QueueState>(
            """
            select inbound.*, outbound.*,
              (select count(*) from messages m join message_sends s on s.message_id = m.id where s.state = 'uncertain' and m.unconfirmed)::int uncertain,
              (select count(*) from inbound_events where state = 'parked')::int parked,
              (select count(distinct account_id) from inbound_strangers)::int strangers,
              (select count(*) from mails where state = 'failed')::int failed_mails
            from (
              select count(*)::int inbound, min(coalesce(again_at, received_at)) inbound_since
              from inbound_events
              where state = 'pending') inbound,
              (
              select (count(*) filter (where next_try_at <= @now))::int outbound, min(next_try_at) filter (where next_try_at <= @now) outbound_since,
                (count(*) filter (where next_try_at > @now))::int put_off
              from message_sends
              where state = 'queued') outbound
            """, new { now });

    private static async Task<DatabaseState> Server(NpgsqlConnection db, DateTime now)
    {
        var (version, bytes, seesAll) = await db.QuerySingleAsync<(string, long, bool)>(
            """
            select current_setting('server_version'), pg_database_size(current_database()), pg_has_role(current_user, 'pg_read_all_stats', 'usage')
            """);
        var tables = await db.QueryAsync<TableSize>(
            $"""
            select relname::text name, pg_total_relation_size(oid) bytes
            from pg_class
            where relkind = 'r' and relnamespace = 'public'::regnamespace
            order by pg_total_relation_size(oid) desc, relname
            limit {BiggestTables}
            """);
        return new(version, bytes, seesAll, tables.AsList(), await Transactions(db, now - LongTransaction));
    }

    // Of every database of the cluster: each holds back the position from which pages are fed.
    private static async Task<IReadOnlyList<LongTransaction>> Transactions(NpgsqlConnection db, DateTime before) =>
        (await db.QueryAsync<LongTransaction>(
            """
            select coalesce(datname, '')::text database, coalesce(application_name, '') application, coalesce(state, '') state, xact_start since
            from pg_stat_activity
            where backend_xid is not null and pid <> pg_backend_pid() and xact_start <= @before
            union all
            select database::text, gid, 'prepared', prepared from pg_prepared_xacts where prepared <= @before
            order by since
            limit 20
            """, new { before })).AsList();
}
