using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Why a part of an event reached no channel; <c>Ready</c>: a channel has it by now, and would take it in.</summary>
public enum StrangerReason { NoNumber, Unknown, OtherSecret, ChannelDisabled, Ready }

/// <summary>A number that webhooks name and no channel took in. <c>Channel</c> is the channel whose address they came to.</summary>
public sealed record Stranger(string AccountId, string Kind, string Channel, string? Owner, StrangerReason Reason, int Events, DateTime FirstSeenAt, DateTime LastSeenAt);

/// <summary>«Número desconocido»: parts of webhooks that wait until a channel has their number. The rest of the same event is taken in already.</summary>
public static class Strangers
{
    public static async Task<IReadOnlyList<Stranger>> All(NpgsqlConnection db, ISecrets secrets)
    {
        var rows = await db.QueryAsync<Row>(
            """
            select s.account_id, c.kind, c.name channel, c.app_secret, o.name owner, o.app_secret owner_secret, o.enabled owner_enabled,
              count(*)::int events, min(s.seen_at) first_seen_at, max(s.seen_at) last_seen_at
            from inbound_strangers s
            join inbound_events e on e.id = s.inbound_event_id
            join channels c on c.id = e.channel_id
            left join channels o on o.kind = c.kind and o.account_id = s.account_id
            group by s.account_id, c.id, o.id
            order by max(s.seen_at) desc, s.account_id, c.name
            """);
        return [.. rows.Select(row => new Stranger(
            row.AccountId, row.Kind, row.Channel, row.Owner, Reason(row, secrets), row.Events, row.FirstSeenAt, row.LastSeenAt))];
    }

    /// <summary>
    /// Every event that names this number goes through again, whole: what it already brought is known by its ids and stays as it is.
    /// What is still unknown afterwards is noted anew.
    /// </summary>
    public static Task<int> Again(Database database, long actor, string kind, string accountId, DateTime now) =>
        database.InTransaction(db => Again(db, actor, kind, accountId, now));

    // Without an actor it is part of another change, which has its own line in the audit.
    internal static async Task<int> Again(NpgsqlConnection db, long? actor, string kind, string accountId, DateTime now)
    {
        var again = await db.QuerySingleAsync<int>(
            """
            with again as (
              update inbound_events e set state = 'pending', settled_at = null, again_at = @now
              from channels c
              where c.id = e.channel_id and c.kind = @kind and e.state = 'done'
                and e.id in (select s.inbound_event_id from inbound_strangers s where s.account_id = @accountId)
              returning e.id),
            forgotten as (
              delete from inbound_strangers s using again
              where s.inbound_event_id = again.id and s.account_id = @accountId)
            select count(*)::int, pg_notify('convos_inbound', '') from again
            """, new { kind, accountId, now });
        return actor is null ? again : await Audited(db, actor.Value, AuditAction.Reprocessed, accountId, again, now);
    }

    public static Task<int> Discard(Database database, long actor, string kind, string accountId, DateTime now) =>
        database.InTransaction(async db => await Audited(db, actor, AuditAction.Discarded, accountId, await db.ExecuteAsync(
            """
            delete from inbound_strangers s
            using inbound_events e, channels c
            where e.id = s.inbound_event_id and c.id = e.channel_id and c.kind = @kind and e.state = 'done' and s.account_id = @accountId
            """, new { kind, accountId }), now));

    private static async Task<int> Audited(NpgsqlConnection db, long actor, AuditAction action, string accountId, int events, DateTime now)
    {
        if (events > 0)
        {
            await Audit.Note(db, actor, action, AuditSubject.Webhook, null, accountId, now, Changes.None.With("events", null, events));
        }

        return events;
    }

    private static StrangerReason Reason(Row row, ISecrets secrets) =>
        row.AccountId.Length == 0 ? StrangerReason.NoNumber
        : row.Owner is null ? StrangerReason.Unknown
        : row.Owner != row.Channel && (secrets.OpenOrNull(row.OwnerSecret!) is not { } secret || secret != secrets.OpenOrNull(row.AppSecret)) ? StrangerReason.OtherSecret
        : row.OwnerEnabled == false ? StrangerReason.ChannelDisabled
        : StrangerReason.Ready;

    private sealed record Row(
        string AccountId, string Kind, string Channel, string AppSecret, string? Owner, string? OwnerSecret, bool? OwnerEnabled,
        int Events, DateTime FirstSeenAt, DateTime LastSeenAt);
}
