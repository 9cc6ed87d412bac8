using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What webhooks brought, byte for byte, before anyone understood it.</summary>
public static class InboundEvents
{
    /// <summary>Stored, noted on the channel and announced to the processor in one statement.</summary>
    // The channel's row is shared by all its webhooks: one in ten seconds waits for it, not each.
    public static Task<long> Store(NpgsqlConnection db, long channelId, byte[] body, DateTime now) =>
        db.QuerySingleAsync<long>(
            """
            with stored as (
                insert into inbound_events (channel_id, received_at, body)
                values (@channelId, @now, @body)
                returning id),
            noted as (
                update channels set last_webhook_at = @now
                where id = @channelId
                  and (last_webhook_at is null or last_webhook_at < @now::timestamptz - interval '10 seconds'))
            select id, pg_notify('convos_inbound', '')
            from stored
            """, new { channelId, body, now });
}
