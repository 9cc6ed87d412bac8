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

    /// <summary>For a choice of one among those of the viewer's inboxes.</summary>
    public static async Task<IReadOnlyList<(long Id, string Name)>> Names(NpgsqlConnection db, Viewer viewer) =>
        (await db.QueryAsync<(long, string)>(
            "select id, name from channels where @seesAll or inbox_id = any(@inboxes) order by name", Tickets.Scope(viewer, new { }))).AsList();

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

    /// <summary>Null where the viewer does not see the ticket.</summary>
    public static Task<string?> KindOfTicket(NpgsqlConnection db, Viewer viewer, long ticketId) =>
        db.QuerySingleOrDefaultAsync<string>(
            $"select ch.kind from tickets t join channels ch on ch.id = t.channel_id where t.id = @ticketId and {Tickets.Visible}",
            Tickets.Scope(viewer, new { ticketId }));

    public static Task<string> KindOf(NpgsqlConnection db, long channelId) =>
        db.QuerySingleAsync<string>("select kind from channels where id = @channelId", new { channelId });

    /// <summary>The channels of one business account; where none is known yet, the one that its news were sent to.</summary>
    public static async Task<IReadOnlyList<Channel>> OfBusiness(NpgsqlConnection db, Channel addressed, string businessId)
    {
        var channels = await db.QueryAsync<Channel>(
            """
            select id, kind, name, account_id, display_address, inbox_id, entry, enabled, app_secret, verify_token, access_token
            from channels
            where kind = @kind and business_account_id = @businessId
            order by id
            """, new { kind = addressed.Kind, businessId });
        return channels.AsList() is { Count: > 0 } known ? known : [addressed];
    }

    /// <summary>Remembers the business account that a number was seen with.</summary>
    public static Task Belongs(NpgsqlConnection db, long id, string? businessId) =>
        db.ExecuteAsync(
            """
            update channels set business_account_id = @businessId, templates_due_at = '-infinity'
            where id = @id and business_account_id is distinct from @businessId and @businessId::text is not null
            """, new { id, businessId });

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
