using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A contact on a channel, with the address that reaches them there.</summary>
public sealed record Correspondent(string Name, string Address);

/// <summary>What was said on a thread, as its customer saw it: no notes, nothing that never left.</summary>
public sealed record HeardMessage(string ExternalId, Author Author, MessageKind Kind, string Body, DateTime SentAt, string? ContactReaction, string? OurReaction);

/// <summary>Who writes to a channel: the customers' phones of Development stand on it.</summary>
public static class Correspondents
{
    public static async Task<IReadOnlyList<Correspondent>> Latest(NpgsqlConnection db, string accountId, int limit) =>
        (await db.QueryAsync<Correspondent>(
            $"""
            select c.name, th.address
            from channels ch
            join threads th on th.channel_id = ch.id
            join contacts c on c.id = th.contact_id
            where ch.account_id = @accountId and th.joined_into is null
            order by th.last_at desc, th.id desc
            limit {limit}
            """, new { accountId })).AsList();

    /// <summary>When they last wrote; <paramref name="alias"/> is a canonical number or a user id.</summary>
    public static Task<DateTime?> LastInbound(NpgsqlConnection db, string accountId, string alias) =>
        db.QuerySingleAsync<DateTime?>(
            """
            select greatest(max(th.last_inbound_at), max(aside.at))
            from channels ch
            join threads th on th.channel_id = ch.id
            left join lateral (
              select m.sent_at at from messages m where m.thread_id = th.id and m.withheld order by m.sent_at desc limit 1) aside on true
            join contact_aliases a on a.contact_id = th.contact_id
            where ch.account_id = @accountId and a.value = @alias and a.kind in ('phone', 'whatsapp_user')
            """, new { accountId, alias });

    /// <summary>Whether a customer of this account wrote the message.</summary>
    public static Task<bool> Wrote(NpgsqlConnection db, string accountId, string externalId) =>
        db.QuerySingleAsync<bool>(
            """
            select exists (
              select from messages m
              join channels ch on ch.id = m.channel_id
              where ch.account_id = @accountId and m.external_id = @externalId and m.author = 'contact')
            """, new { accountId, externalId });

    /// <summary>The last messages, oldest first.</summary>
    public static async Task<IReadOnlyList<HeardMessage>> Heard(NpgsqlConnection db, string accountId, string alias, int limit) =>
        (await db.QueryAsync<HeardMessage>(
            $"""
            select *
            from (
              select coalesce(m.external_id, 'local.' || m.id) external_id, m.author, m.kind, m.body, m.sent_at, r.emoji contact_reaction, s.told our_reaction
              from channels ch
              join threads th on th.channel_id = ch.id
              join contact_aliases a on a.contact_id = th.contact_id
              join messages m on m.thread_id = th.id
              left join reactions r on r.message_id = m.id and r.author = 'contact'
              left join reaction_sends s on s.message_id = m.id
              where ch.account_id = @accountId and a.value = @alias and a.kind in ('phone', 'whatsapp_user')
                and m.author <> 'system' and m.kind <> 'deleted' and (not m.withheld or m.external_id not like 'aside.%') and m.delivery in ('received', 'sent', 'delivered', 'read', 'played')
              order by m.sent_at desc, m.id desc
              limit {limit}) latest
            order by sent_at
            """, new { accountId, alias })).AsList();
}
