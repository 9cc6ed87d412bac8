using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Links that let somebody choose a password, once. The database keeps only the token's hash, so that whoever reads it
/// or a backup of it gets nobody's account.
/// </summary>
public static class OneTimeLinks
{
    /// <summary>How many links somebody may ask for in an hour by «forgot my password».</summary>
    private const int AnHour = 3;

    /// <summary>An invitation for whoever has no password yet, else a reset.</summary>
    public static Task<LinkFor> Make(NpgsqlConnection db, long operatorId, long? createdBy, byte[] tokenHash, DateTime expiresAt, DateTime now) =>
        db.QuerySingleAsync<LinkFor>(
            """
            with made as (
              insert into one_time_links (token_hash, operator_id, purpose, created_at, created_by, expires_at)
              select @tokenHash, id, case when password_hash is null then 'invite' else 'reset' end, @now, @createdBy, @expiresAt
              from operators
              where id = @operatorId
              returning operator_id, purpose, expires_at)
            select o.id operator_id, o.name, o.email, o.culture, made.purpose, made.expires_at
            from made
            join operators o on o.id = made.operator_id
            """, new { operatorId, createdBy, tokenHash, expiresAt, now });

    /// <summary>
    /// By «forgot my password»; null where nobody enabled has this address, or they asked too often. Links made before stay good:
    /// a stranger who types an address must not take an invitation away.
    /// </summary>
    public static Task<LinkFor?> MakeForgotten(Database database, string email, byte[] tokenHash, DateTime expiresAt, DateTime now) =>
        database.InTransaction<LinkFor?>(async db =>
        {
            var id = await db.QuerySingleOrDefaultAsync<long?>(
                "select id from operators where lower(email) = lower(@email) and disabled_at is null for no key update", new { email });
            var lately = await db.QuerySingleAsync<int>(
                "select count(*)::int from one_time_links where operator_id = @id and created_by is null and created_at > @since",
                new { id, since = now.AddHours(-1) });
            return id is { } known && lately < AnHour ? await Make(db, known, null, tokenHash, expiresAt, now) : null;
        });

    public static async Task<OpenedLink> Open(NpgsqlConnection db, byte[] tokenHash, LinkPurpose purpose, DateTime now) =>
        await db.QuerySingleOrDefaultAsync<OpenedLink>(
            """
            select
              case
                when l.used_at is not null then 'used'
                when l.replaced_at is not null or o.disabled_at is not null then 'replaced'
                when l.expires_at <= @now then 'expired'
                else 'good'
              end state, o.name, o.email
            from one_time_links l
            join operators o on o.id = l.operator_id
            where l.token_hash = @tokenHash and l.purpose = @purpose
            """, new { tokenHash, purpose = purpose.Name(), now }) ?? new OpenedLink(LinkState.Unknown, "", "");

    /// <summary>
    /// Sets the password, unlocks, and ends every session and every other link; of many that use one link at once, one does.
    /// False: it was not good any more.
    /// </summary>
    public static Task<bool> Use(Database database, byte[] tokenHash, LinkPurpose purpose, string passwordHash, DateTime now) =>
        database.InTransaction(async db =>
        {
            var person = await db.QuerySingleOrDefaultAsync<(long Id, string Name)?>(
                """
                with used as (
                  update one_time_links l set used_at = @now
                  from operators o
                  where l.token_hash = @tokenHash and l.purpose = @purpose and l.used_at is null and l.replaced_at is null and l.expires_at > @now
                    and o.id = l.operator_id and o.disabled_at is null
                  returning l.operator_id)
                update operators o set password_hash = @passwordHash, stamp = gen_random_uuid(), failed_sign_ins = 0, locked_until = null
                from used
                where o.id = used.operator_id
                returning o.id, o.name
                """, new { tokenHash, purpose = purpose.Name(), passwordHash, now });
            if (person is not { } known)
            {
                return false;
            }

            await Replace(db, known.Id, now);
            await Audit.Note(db, known.Id, AuditAction.PasswordSet, AuditSubject.Operator, known.Id, known.Name, now);
            return true;
        });

    public static Task<WaitingLink?> Waiting(NpgsqlConnection db, long operatorId, DateTime now) =>
        db.QuerySingleOrDefaultAsync<WaitingLink>(
            """
            select l.purpose, l.created_at, l.expires_at, by.name created_by
            from one_time_links l
            left join operators by on by.id = l.created_by
            where l.operator_id = @operatorId and l.used_at is null and l.replaced_at is null and l.expires_at > @now
            order by l.created_at desc
            limit 1
            """, new { operatorId, now });

    /// <summary>Links that nobody can use any more, after the time in which they still say why.</summary>
    public static Task<int> Prune(NpgsqlConnection db, DateTime before) =>
        db.ExecuteAsync("delete from one_time_links where expires_at < @before", new { before });

    /// <summary>Ends every link of this person that waits, and forgets the mails that carry one.</summary>
    internal static async Task Replace(NpgsqlConnection db, long operatorId, DateTime now)
    {
        await db.ExecuteAsync(
            "update one_time_links set replaced_at = @now where operator_id = @operatorId and used_at is null and replaced_at is null",
            new { operatorId, now });
        await db.ExecuteAsync("delete from mails where operator_id = @operatorId and state = 'waiting'", new { operatorId });
    }
}
