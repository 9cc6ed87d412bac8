using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>People who sign in.</summary>
public static partial class Operators
{
    private const int TriesBeforeLock = 5;
    private static readonly TimeSpan LockFor = TimeSpan.FromMinutes(5);

    private const string Columns =
        """
        id, name, email, password_hash, role, culture, theme, stamp, failed_sign_ins, locked_until, disabled_at,
        two_factor_secret is not null two_factor
        """;

    public static Task<Operator?> ByEmail(NpgsqlConnection db, string email) =>
        db.QuerySingleOrDefaultAsync<Operator>($"select {Columns} from operators where lower(email) = lower(@email)", new { email });

    /// <summary>Read on each request, so that a changed right counts at once. Null: disabled, or signed in with an older stamp.</summary>
    public static Task<Viewer?> Viewer(NpgsqlConnection db, long id, Guid stamp) =>
        db.QuerySingleOrDefaultAsync<Viewer>(
            """
            select id, name, role, culture, theme, stamp,
              array(select inbox_id from inbox_members im where im.operator_id = o.id order by inbox_id) inboxes,
              zone, left(photo, 16) photo
            from operators o
            where id = @id and stamp = @stamp and disabled_at is null
            """, new { id, stamp });

    /// <summary>By id; whoever is missing is disabled.</summary>
    public static async Task<IReadOnlyDictionary<long, Viewer>> Viewers(NpgsqlConnection db, long[] ids)
    {
        var viewers = await db.QueryAsync<Viewer>(
            """
            select id, name, role, culture, theme, stamp,
              array(select inbox_id from inbox_members im where im.operator_id = o.id order by inbox_id) inboxes,
              zone, left(photo, 16) photo
            from operators o
            where id = any(@ids) and disabled_at is null
            """, new { ids });
        return viewers.ToDictionary(viewer => viewer.Id);
    }

    /// <summary>Without a hash they are invited: only a one-time link lets them in.</summary>
    public static Task<long> Create(NpgsqlConnection db, string name, string email, string? passwordHash, Role role, DateTime now) =>
        db.QuerySingleAsync<long>(
            """
            with person as (
              insert into operators (name, email, password_hash, role, created_at, presence_since)
              values (@name, @email, @passwordHash, @role, @now, @now)
              returning id)
            insert into presence_intervals (operator_id, available, cause, since)
            select id, false, 'new', @now from person
            returning operator_id
            """, new { name, email, passwordHash, role = role.Name(), now });

    public static Task SignInSucceeded(NpgsqlConnection db, long id) =>
        db.ExecuteAsync("update operators set failed_sign_ins = 0, locked_until = null where id = @id", new { id });

    /// <summary>The fifth failure in a row locks the account for five minutes.</summary>
    public static Task SignInFailed(NpgsqlConnection db, long id, DateTime now) =>
        db.ExecuteAsync(
            """
            update operators set
              failed_sign_ins = case when failed_sign_ins + 1 >= @tries then 0 else failed_sign_ins + 1 end,
              locked_until = case when failed_sign_ins + 1 >= @tries then @until else locked_until end
            where id = @id
            """, new { id, tries = TriesBeforeLock, until = now + LockFor });

    /// <summary>
    /// Counts a try before it is known to be wrong, so that guesses which come together are counted like any others;
    /// signing in forgets it. False: the account is locked.
    /// </summary>
    public static async Task<bool> ClaimTry(NpgsqlConnection db, long id, DateTime now) =>
        await db.ExecuteAsync(
            """
            update operators set
              failed_sign_ins = case when failed_sign_ins + 1 >= @tries then 0 else failed_sign_ins + 1 end,
              locked_until = case when failed_sign_ins + 1 >= @tries then @until else locked_until end
            where id = @id and (locked_until is null or locked_until <= @now)
            """, new { id, now, tries = TriesBeforeLock, until = now + LockFor }) == 1;

    public static Task Rehash(NpgsqlConnection db, long id, string passwordHash) =>
        db.ExecuteAsync("update operators set password_hash = @passwordHash where id = @id", new { id, passwordHash });
}
