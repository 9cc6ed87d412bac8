using Dapper;
using Npgsql;

namespace Convos.Data;

// What an admin does to channels, each with its line of the audit. The unique indexes settle who was first with a name or a number.
public static partial class Channels
{
    private const string ConnectedSql =
        """
        select c.id, c.kind, c.name, c.account_id, coalesce(c.business_account_id, '') business_id, c.display_address, c.inbox_id,
          i.name inbox_name, i.colour::int inbox_colour, c.entry, c.enabled, c.verify_token, c.app_secret_at, c.access_token_at,
          c.last_webhook_at, c.last_send_at, c.verified_name, c.quality, c.token_expires_at, c.trouble, c.trouble_at, c.trouble_reason,
          c.checked_at, c.checks::text checks
        from channels c join inboxes i on i.id = c.inbox_id
        """;

    public static async Task<IReadOnlyList<ConnectedChannel>> Connected(NpgsqlConnection db) =>
        (await db.QueryAsync<ConnectedChannel>($"{ConnectedSql} order by c.name")).AsList();

    public static Task<ConnectedChannel?> Connected(NpgsqlConnection db, string name) =>
        db.QuerySingleOrDefaultAsync<ConnectedChannel>($"{ConnectedSql} where c.name = @name", new { name });

    /// <summary>Those of which <see cref="ChannelStates.Warns"/> holds; <c>@soon</c> is a <see cref="ChannelStates.Warning"/> from now.</summary>
    internal const string InTroubleSql = $"{ConnectedSql} where c.enabled and (c.trouble is not null or c.token_expires_at <= @soon) order by c.name";

    /// <summary>The three secrets come sealed. <paramref name="actor"/> is null for the command line.</summary>
    public static Task<ChannelProblem?> Connect(
        Database database, long? actor, ChannelDraft draft, string appSecret, string verifyToken, string accessToken, DateTime now) =>
        database.InTransaction(async db =>
        {
            var id = await db.QuerySingleOrDefaultAsync<long?>(
                """
                with fed as (
                  select id from inboxes where id = @InboxId and enabled for share)
                insert into channels (kind, name, account_id, business_account_id, display_address, inbox_id,
                  app_secret, verify_token, access_token, created_at, app_secret_at, access_token_at)
                select @Kind, @Name, @AccountId, nullif(@BusinessId, ''), @DisplayAddress, fed.id,
                  @appSecret, @verifyToken, @accessToken, @now, @now, @now
                from fed
                on conflict do nothing
                returning id
                """, new
                {
                    draft.Kind, draft.Name, draft.AccountId, draft.BusinessId, draft.DisplayAddress, draft.InboxId,
                    appSecret, verifyToken, accessToken, now,
                });
            if (id is null)
            {
                return await WhyNot(db, draft);
            }

            var after = (await Connected(db, draft.Name))!;
            await Audit.Note(db, actor, AuditAction.Created, AuditSubject.Channel, id, draft.Name, now, Changes.Between(null, Facts(after)));
            return (ChannelProblem?)null;
        });

    /// <summary>New secrets come sealed; null keeps what is stored. Another number or token must prove itself anew.</summary>
    public static async Task<ChannelProblem?> Save(
        Database database, long actor, ChannelDraft draft, string? appSecret, string? accessToken, DateTime now)
    {
        try
        {
            return await database.InTransaction(async db =>
            {
                await db.ExecuteAsync("select from channels where name = @Name for no key update", new { draft.Name });
                if (await Connected(db, draft.Name) is not { } before)
                {
                    return ChannelProblem.Gone;
                }

                if (!await MayFeed(db, draft.InboxId, before.InboxId))
                {
                    return ChannelProblem.InboxUnavailable;
                }

                await Write(db, before.Id, draft, appSecret, accessToken, now);
                if (before.AccountId != draft.AccountId)
                {
                    await ChannelFiles.Forget(db, before.Id, now);
                }

                var changes = Changes.Between(Facts(before), Facts((await Connected(db, draft.Name))!));
                foreach (var (field, value) in new[] { ("app_secret", appSecret), ("access_token", accessToken) }.Where(secret => secret.Item2 is not null))
                {
                    changes.With(field, null, "…");
                }

                await Audit.Note(db, actor, AuditAction.Edited, AuditSubject.Channel, before.Id, before.Name, now, changes);
                return (ChannelProblem?)null;
            });
        }
        catch (PostgresException taken) when (taken.ConstraintName == "channels_account")
        {
            return ChannelProblem.AccountTaken;
        }
    }

    /// <summary>
    /// Switched off, nothing leaves and what arrives waits; switched on, it is taken in. False: there is none, or it is so already.
    /// An inbox that is disabled cannot be fed.
    /// </summary>
    public static Task<bool> Switch(Database database, long actor, string name, bool enabled, DateTime now) =>
        database.InTransaction(async db =>
        {
            var found = await db.QueryAsync<(long Id, string Kind, string AccountId)>(
                """
                with fed as (
                  select i.id from inboxes i join channels c on c.inbox_id = i.id where c.name = @name and i.enabled for share of i)
                update channels set enabled = @enabled
                where name = @name and enabled <> @enabled and (not @enabled or inbox_id in (select id from fed))
                returning id, kind, account_id
                """, new { name, enabled });
            foreach (var (id, kind, account) in found)
            {
                await Audit.Note(db, actor, enabled ? AuditAction.Enabled : AuditAction.Disabled, AuditSubject.Channel, id, name, now);
                if (enabled)
                {
                    await Strangers.Again(db, null, kind, account, now);
                }
            }

            return found.Any();
        });

    private static Task<bool> MayFeed(NpgsqlConnection db, long inbox, long current) =>
        db.QuerySingleAsync<bool>(
            """
            with fed as (
              select id from inboxes where id = @inbox and (enabled or id = @current) for share)
            select exists (select from fed)
            """, new { inbox, current });

    private static Task Write(NpgsqlConnection db, long id, ChannelDraft draft, string? appSecret, string? accessToken, DateTime now) =>
        db.ExecuteAsync(
            """
            update channels set
              business_account_id = nullif(@BusinessId, ''), display_address = @DisplayAddress, inbox_id = @InboxId,
              checks = case when @proven and account_id = @AccountId then checks else '[]' end,
              checked_at = case when @proven and account_id = @AccountId then checked_at end,
              trouble = case when @proven and account_id = @AccountId then trouble end,
              trouble_at = case when @proven and account_id = @AccountId then trouble_at end,
              trouble_reason = case when @proven and account_id = @AccountId then trouble_reason else '' end,
              token_expires_at = case when @accessToken is null then token_expires_at end,
              app_secret = coalesce(@appSecret, app_secret), app_secret_at = case when @appSecret is null then app_secret_at else @now end,
              access_token = coalesce(@accessToken, access_token), access_token_at = case when @accessToken is null then access_token_at else @now end,
              account_id = @AccountId, templates_due_at = '-infinity'
            where id = @id
            """, new
            {
                id, draft.AccountId, draft.BusinessId, draft.DisplayAddress, draft.InboxId, appSecret, accessToken, now,
                proven = appSecret is null && accessToken is null,
            });

    private static ChannelFacts Facts(ConnectedChannel channel) =>
        new(channel.AccountId, channel.BusinessId, channel.DisplayAddress, channel.InboxName, channel.Enabled);

    private static async Task<ChannelProblem?> WhyNot(NpgsqlConnection db, ChannelDraft draft) =>
        await ByName(db, draft.Name) is not null ? ChannelProblem.NameTaken
        : await ByAccount(db, draft.Kind, draft.AccountId) is not null ? ChannelProblem.AccountTaken
        : ChannelProblem.InboxUnavailable;
}
