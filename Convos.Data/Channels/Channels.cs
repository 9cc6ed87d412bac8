using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The connected accounts.</summary>
public static partial class Channels
{
    public static Task<Channel> ById(NpgsqlConnection db, long id) =>
        db.QuerySingleAsync<Channel>(
            """
            select id, kind, name, account_id, display_address, inbox_id, entry, enabled, app_secret, verify_token, access_token
            from channels
            where id = @id
            """, new { id });

    public static async Task<IReadOnlyList<Channel>> All(NpgsqlConnection db) =>
        (await db.QueryAsync<Channel>(
            """
            select id, kind, name, account_id, display_address, inbox_id, entry, enabled, app_secret, verify_token, access_token
            from channels
            order by name
            """)).AsList();

    public static Task<Channel?> ByName(NpgsqlConnection db, string name) =>
        db.QuerySingleOrDefaultAsync<Channel>(
            """
            select id, kind, name, account_id, display_address, inbox_id, entry, enabled, app_secret, verify_token, access_token
            from channels
            where name = @name
            """, new { name });

    public static Task<Channel?> ByAccount(NpgsqlConnection db, string kind, string accountId) =>
        db.QuerySingleOrDefaultAsync<Channel>(
            """
            select id, kind, name, account_id, display_address, inbox_id, entry, enabled, app_secret, verify_token, access_token
            from channels
            where kind = @kind and account_id = @accountId
            """, new { kind, accountId });

    /// <summary>The three secrets come sealed by <see cref="ISecrets"/>.</summary>
    public static Task<long> Create(
        NpgsqlConnection db, string kind, string name, string accountId, string displayAddress, long inboxId,
        string appSecret, string verifyToken, string accessToken, DateTime now) =>
        db.QuerySingleAsync<long>(
            """
            insert into channels (kind, name, account_id, display_address, inbox_id, app_secret, verify_token, access_token,
              created_at, app_secret_at, access_token_at)
            values (@kind, @name, @accountId, @displayAddress, @inboxId, @appSecret, @verifyToken, @accessToken, @now, @now, @now)
            returning id
            """, new { kind, name, accountId, displayAddress, inboxId, appSecret, verifyToken, accessToken, now });
}
