using System.Text.Json;
using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>News of messages that we do not know yet: a status, a reaction or an edit may overtake its message, or our own record of a send.</summary>
public static class PendingUpdates
{
    /// <summary>News of what was never ours: another program may send by the same number.</summary>
    public static Task<int> Prune(NpgsqlConnection db, DateTime before) =>
        db.ExecuteAsync("delete from pending_updates where at < @before", new { before });

    /// <summary>
    /// Until this transaction ends nobody else takes what waits for these messages, or keeps it: of a message and of news of it that are written at
    /// the same time one sees the other.
    /// </summary>
    internal static Task Alone(NpgsqlConnection db, long channelId, string[] externalIds) => db.ExecuteAsync(
        """
        select pg_advisory_xact_lock(key)
        from (select distinct hashtextextended(id, @channelId) key from unnest(@externalIds) id order by 1 offset 0) keys
        """, new { channelId, externalIds });

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
                kinds = updates.Select(Kind).ToArray(),
                times = updates.Select(update => update.At).ToArray(),
                data = updates.Select(Data).ToArray(),
            });

    internal static async Task<IReadOnlyList<Inbound>> Take(NpgsqlConnection db, long channelId, string[] externalIds)
    {
        if (externalIds.Length == 0)
        {
            return [];
        }

        await Alone(db, channelId, externalIds);
        var rows = await db.QueryAsync<(string ExternalId, string Kind, DateTime At, string Data)>(
            """
            delete from pending_updates
            where channel_id = @channelId and external_id = any(@externalIds)
            returning external_id, kind, at, data::text
            """, new { channelId, externalIds });
        return [.. rows.OrderBy(row => row.At).Select(row => Read(row.ExternalId, row.Kind, row.At, row.Data))];
    }

    private static string Kind(Inbound update) => update switch
    {
        InboundStatus => "status",
        InboundReaction => "reaction",
        InboundEdit => "edit",
        InboundDeletion => "deletion",
        _ => throw new ArgumentException($"{update} waits for nothing.", nameof(update)),
    };

    private static string Data(Inbound update) => JsonSerializer.Serialize<object>(update switch
    {
        InboundStatus status => new Tick(status.State.Name(), status.Failure, status.Pricing, status.Cause?.Name()),
        InboundReaction reaction => new Reaction(reaction.Emoji, reaction.ByPhone),
        InboundEdit edit => new Edit(edit.EditId, edit.Kind.Name(), edit.Body, edit.Content, edit.ByPhone),
        InboundDeletion deletion => new Deletion(deletion.ByPhone),
        _ => throw new ArgumentException($"{update} waits for nothing.", nameof(update)),
    }, Json);

    private static Inbound Read(string id, string kind, DateTime at, string data) => kind switch
    {
        "status" when Of<Tick>(data) is var tick => new InboundStatus(id, at, EnumNames.Parse<Delivery>(tick.State), tick.Failure, null, tick.Pricing)
        {
            Cause = tick.Cause is { } cause ? EnumNames.Parse<FailureCause>(cause) : null,
        },
        "reaction" when Of<Reaction>(data) is var reaction => new InboundReaction(id, at, Nobody, reaction.Emoji) { ByPhone = reaction.ByPhone },
        "edit" when Of<Edit>(data) is var edit =>
            new InboundEdit(id, at, edit.EditId, EnumNames.Parse<MessageKind>(edit.Kind), edit.Body, edit.Content, edit.ByPhone),
        "deletion" when Of<Deletion>(data) is var deletion => new InboundDeletion(id, at, deletion.ByPhone),
        _ => throw new ArgumentException($"Nothing of kind {kind} waits.", nameof(kind)),
    };

    // As they were kept by whichever version of the program.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static T Of<T>(string data) => JsonSerializer.Deserialize<T>(data, Json)!;

    private sealed record Tick(string State, string? Failure, string? Pricing, string? Cause = null);

    private sealed record Reaction(string? Emoji, bool ByPhone);

    private sealed record Edit(string EditId, string Kind, string Body, string? Content, bool ByPhone);

    private sealed record Deletion(bool ByPhone);

    // Whose reaction it is follows from the thread of its message.
    private static readonly Sender Nobody = new([], null, null, "");
}
