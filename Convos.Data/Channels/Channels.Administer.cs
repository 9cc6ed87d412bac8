using System.Text.Json;
using Dapper;
using Npgsql;

namespace Convos.Data;

// What an admin does to channels. The unique indexes settle who was first with a name or a number.
public static partial class Channels
{
    public static async Task<IReadOnlyList<ConnectedChannel>> Connected(NpgsqlConnection db) =>
        (await db.QueryAsync<ConnectedChannel>($"{ConnectedSql} order by c.name")).AsList();

    public static Task<ConnectedChannel?> Connected(NpgsqlConnection db, string name) =>
        db.QuerySingleOrDefaultAsync<ConnectedChannel>($"{ConnectedSql} where c.name = @name", new { name });

    /// <summary>The three secrets of the draft's channel come sealed.</summary>
    public static Task<ChannelProblem?> Connect(
        Database database, Viewer actor, ChannelDraft draft, string appSecret, string verifyToken, string accessToken, DateTime now) =>
        database.InTransaction(async db =>
        {
            var id = await db.QuerySingleOrDefaultAsync<long?>(
                """
                insert into channels (kind, name, account_id, business_id, display_address, inbox_id, app_secret, verify_token, access_token,
                  created_at, app_secret_at, access_token_at)
                select @Kind, @Name, @AccountId, @BusinessId, @DisplayAddress, i.id, @appSecret, @verifyToken, @accessToken, @now, @now, @now
                from inboxes i
                where i.id = @InboxId and i.enabled
                on conflict do nothing
                returning id
                """, With(draft, new { appSecret, verifyToken, accessToken, now }));
            return id is null ? await WhyNot(db, draft, null) : (ChannelProblem?)null;
        });

    private const string ConnectedSql =
        """
        select c.id, c.kind, c.name, c.account_id, c.business_id, c.display_address, c.inbox_id, i.name inbox_name, i.colour::int inbox_colour,
          c.entry, c.enabled, c.verify_token, c.app_secret_at, c.access_token_at, c.last_webhook_at, c.last_send_at,
          c.verified_name, c.quality, c.token_expires_at, c.trouble, c.trouble_at, c.trouble_reason, c.checked_at, c.checks::text checks
        from channels c join inboxes i on i.id = c.inbox_id
        """;
}
