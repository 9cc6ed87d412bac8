using System.Text.Json;
using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>News of messages that we do not know yet: a status or a reaction may overtake its message, or our own record of a send.</summary>
public static class PendingUpdates
{
    /// <summary>News of what was never ours: another program may send by the same number.</summary>
    public static Task<int> Prune(NpgsqlConnection db, DateTime before) =>
        db.ExecuteAsync("delete from pending_updates where at < @before", new { before });

    internal static Task Keep(NpgsqlConnection db, long channelId, IReadOnlyList<Inbound> updates) =>
        db.ExecuteAsync(
            """
            insert into pending_updates (channel_id, external_id, kind, at, data)
            select @channelId, external_id, kind, at, data::jsonb
            from unnest(@ids, @kinds, @times, @data) n(external_id, kind, at, data)
            on conflict do nothing
            """, new
            {
                channelId,
                ids = updates.Select(update => update.ExternalId).ToArray(),
                kinds = updates.Select(update => update is InboundStatus ? "status" : "reaction").ToArray(),
                times = updates.Select(update => update.At).ToArray(),
                data = updates.Select(Data).ToArray(),
            });

    internal static async Task<IReadOnlyList<Inbound>> Take(NpgsqlConnection db, long channelId, string[] externalIds)
    {
        if (externalIds.Length == 0)
        {
            return [];
        }

        var rows = await db.QueryAsync<(string ExternalId, string Kind, DateTime At, string Data)>(
            """
            delete from pending_updates
            where channel_id = @channelId and external_id = any(@externalIds)
            returning external_id, kind, at, data::text
            """, new { channelId, externalIds });
        return [.. rows.OrderBy(row => row.At).Select(row => Read(row.ExternalId, row.Kind, row.At, JsonDocument.Parse(row.Data).RootElement))];
    }

    private static string Data(Inbound update) => update is InboundStatus status
        ? JsonSerializer.Serialize(new { state = status.State.Name(), failure = status.Failure })
        : JsonSerializer.Serialize(new { emoji = ((InboundReaction)update).Emoji });

    private static Inbound Read(string id, string kind, DateTime at, JsonElement data) => kind == "status"
        ? new InboundStatus(id, at, EnumNames.Parse<Delivery>(data.GetProperty("state").GetString()!), data.GetProperty("failure").GetString(), null)
        : new InboundReaction(id, at, Nobody, data.GetProperty("emoji").GetString());

    // Whose reaction it is follows from the thread of its message.
    private static readonly Sender Nobody = new([], null, null, "");
}
