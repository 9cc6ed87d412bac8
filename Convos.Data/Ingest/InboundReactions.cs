using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A reaction stands on its message: it is no message, opens nothing and counts as nothing unread.</summary>
internal static class InboundReactions
{
    public static async Task Apply(NpgsqlConnection db, long channelId, IReadOnlyList<InboundReaction> reactions, DateTime now)
    {
        foreach (var reaction in reactions.OrderBy(reaction => reaction.At))
        {
            if (await Find(db, channelId, reaction.ExternalId) is not { } message)
            {
                await PendingUpdates.Keep(db, channelId, [reaction]);
                continue;
            }

            if (!reaction.ByPhone && await Withheld.Takes(db, message))
            {
                await Withheld.Keep(db, message, reaction, now);
                continue;
            }

            await db.ExecuteAsync(Put, new { message, side = reaction.ByPhone ? "operator" : "contact", emoji = reaction.Emoji, at = reaction.At, now });
        }
    }

    /// <summary>Also where it is being written at this moment. Null: it is not there, and nobody writes it before this transaction ends.</summary>
    internal static async Task<long?> Find(NpgsqlConnection db, long channelId, string externalId)
    {
        Task<long?> Known() => db.QuerySingleOrDefaultAsync<long?>(
            """
            select id from messages where channel_id = @channelId and external_id = @externalId
            union
            select message_id from message_sends where channel_id = @channelId and external_id = @externalId
            limit 1
            """, new { channelId, externalId });
        if (await Known() is { } known)
        {
            return known;
        }

        await PendingUpdates.Alone(db, channelId, [externalId]);
        return await Known();
    }

    private const string Put =
        """
        with was as (
          select emoji from reactions where message_id = @message and author = @side),
        put as (
          insert into reactions as r (message_id, author, emoji, at) values (@message, @side, @emoji, @at)
          on conflict (message_id, author) do update set emoji = excluded.emoji, at = excluded.at, operator_id = null
          where r.at <= excluded.at
          returning message_id),
        -- Whoever holds the phone had the last word: what an operator still wished is over.
        over as (
          update reaction_sends s set wish = s.wish + 1, state = 'sent', external_id = null, failure = null, told = @emoji
          from put
          where s.message_id = put.message_id and @side = 'operator'),
        shown as (
          update messages m set version = m.version + 1
          from put
          where m.id = put.message_id and (select emoji from was) is distinct from @emoji::text
          returning m.id, m.ticket_id, m.thread_id, m.withheld)
        insert into events (at, kind, ticket_id, thread_id, message_id, data)
        select @now, 'reacted', ticket_id, thread_id, id, jsonb_build_object('emoji', @emoji::text) from shown where not withheld
        """;
}
