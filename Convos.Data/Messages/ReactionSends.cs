using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What became of our newest reaction to a message. From <c>Refused</c> and <c>Unconfirmed</c> a person goes on.</summary>
public enum ReactionState { Waiting, Sending, Uncertain, Sent, Unconfirmed, Refused }

/// <summary>A claimed reaction; a null emoji takes it back. The token is as stored: sealed.</summary>
public sealed record ReactionSend(
    long MessageId, int Wish, string? Emoji, string ExternalId, string Address, long ChannelId, string ChannelKind, string AccountId, string AccessToken,
    int Tries, bool WindowOpen);

/// <summary>
/// Operators' reactions on their way: the row is the outbox, one a message, and the newest wish wins. What may have left is not sent
/// again in silence: the channel's echo settles it, else a person does.
/// </summary>
public static class ReactionSends
{
    /// <summary>Nothing answers after this long: whoever was sending is gone.</summary>
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(45);

    /// <summary>
    /// Table expressions: reads <c>wished</c> (message ids whose reaction of ours is to be told) and <c>@now</c>.
    /// </summary>
    internal const string Queue =
        """
        queued as (
          insert into reaction_sends as s (message_id, due_at, state_at)
          select message_id, @now, @now from wished
          on conflict (message_id) do update set wish = s.wish + 1, state = 'waiting', due_at = @now, state_at = @now, tries = 0,
            external_id = null, failure = null
          returning message_id)
        """;

    /// <summary>The next one that is due, so that no other worker takes it meanwhile. A channel that is switched off sends nothing.</summary>
    public static Task<ReactionSend?> Claim(NpgsqlConnection db, DateTime now) =>
        db.QuerySingleOrDefaultAsync<ReactionSend>(
            $"""
            with due as (
              select s.message_id
              from reaction_sends s
              join messages m on m.id = s.message_id
              join channels ch on ch.id = m.channel_id and ch.enabled
              where s.state = 'waiting' and s.due_at <= @now and (s.busy_until is null or s.busy_until <= @now)
              order by s.due_at, s.message_id
              limit 1
              for update of s skip locked),
            claimed as (
              update reaction_sends s set state = 'sending', state_at = @now, busy_until = @until, tries = s.tries + 1
              from due
              where s.message_id = due.message_id
              returning s.message_id, s.wish, s.tries)
            select c.message_id, c.wish, x.emoji, m.external_id, th.address, m.channel_id, ch.kind channel_kind, ch.account_id, ch.access_token, c.tries,
              coalesce({Windows.Closes} > @now, false) window_open
            from claimed c
            join messages m on m.id = c.message_id
            join threads th on th.id = m.thread_id
            join channels ch on ch.id = m.channel_id
            join reactions x on x.message_id = c.message_id and x.author = 'operator'
            """, new { now, until = now + Lost });

    public static Task Sent(NpgsqlConnection db, ReactionSend send, string externalId, DateTime now) => Settle(db, send, ReactionState.Sent, null, now, externalId);

    /// <summary>What it teaches beyond itself is learnt with it.</summary>
    public static Task Refused(Database database, ReactionSend send, string reason, FailureCause? cause, DateTime now) =>
        database.InTransaction(async db =>
        {
            await Failures.Learn(db, [(send.MessageId, cause, now)], now);
            await Settle(db, send, ReactionState.Refused, reason, now);
            return true;
        });

    public static Task Doubted(NpgsqlConnection db, ReactionSend send, DateTime now) => Settle(db, send, ReactionState.Uncertain, null, now);

    public static Task TryAgain(NpgsqlConnection db, ReactionSend send, string reason, DateTime at, DateTime now) =>
        Settle(db, send, ReactionState.Waiting, reason, now, due: at);

    /// <summary>Whoever was sending died, or no echo came for a minute: a person decides. Answers how many are shown so.</summary>
    public static Task<int> GiveUp(NpgsqlConnection db, DateTime now) =>
        db.QuerySingleAsync<int>(
            $"""
            with lost as (
              update reaction_sends s set state = 'uncertain', state_at = @now
              where s.state = 'sending' and s.state_at <= @lost),
            moved as (
              update reaction_sends s set state = 'unconfirmed', state_at = @now
              where s.state = 'uncertain' and s.state_at <= @patience
              returning s.message_id),
            {Show}
            select count(*)::int from moved
            """, new { now, lost = now - Lost, patience = now - Outbox.EchoPatience });

    /// <summary>What has not left yet will not: whoever was to see it is blocked.</summary>
    internal static Task Withdraw(NpgsqlConnection db, long[] threads, DateTime now) =>
        db.ExecuteAsync(
            $"""
            with moved as (
              update reaction_sends s set state = 'refused', failure = @reason, state_at = @now
              from messages m
              where m.id = s.message_id and m.thread_id = any(@threads) and s.state = 'waiting'
              returning s.message_id),
            {Show}
            select from moved
            """, new { threads, now, reason = Outbox.ContactBlocked });

    /// <summary>
    /// What the channel tells later, by its own id or by our echo. Answers whether the status was a reaction's at all, current or not:
    /// no message will ever have it.
    /// </summary>
    internal static async Task<bool> Heard(NpgsqlConnection db, long channelId, InboundStatus status, DateTime now)
    {
        var echo = Echo(status.Echo);
        var found = await db.QuerySingleOrDefaultAsync<long?>(
            $"""
            with known as (
              select s.message_id, s.state, s.told
              from reaction_sends s
              join messages m on m.id = s.message_id and m.channel_id = @channelId
              where s.external_id = @externalId or (s.message_id = @message and s.wish = @wish and s.external_id is null)
              limit 1
              for no key update of s),
            moved as (
              update reaction_sends s set
                state = case when @failed then 'refused' else 'sent' end, failure = left(@failure, 1000), state_at = @now,
                external_id = @externalId,
                told = case when @failed then s.told else (select x.emoji from reactions x where x.message_id = s.message_id and x.author = 'operator') end
              from known
              where s.message_id = known.message_id and s.state <> 'refused' and (@failed or s.state <> 'sent')
              returning s.message_id),
            {Show}
            select message_id from known
            """, new
            {
                channelId, externalId = status.ExternalId, message = echo?.Message, wish = echo?.Wish, now,
                failed = status.State == Delivery.Failed, failure = status.Failure,
            });
        return found is not null || echo is not null;
    }

    /// <summary>Ours to recognise in what a channel echoes.</summary>
    public static string EchoOf(long messageId, int wish) => $"reaction.{messageId}.{wish}";

    private static (long Message, int Wish)? Echo(string? echo) =>
        echo?.Split('.') is ["reaction", var message, var wish] && long.TryParse(message, out var id) && int.TryParse(wish, out var number) ? (id, number) : null;

    // A newer wish may have come meanwhile: it stands, and may go now. What the status told first stands too.
    private static Task Settle(
        NpgsqlConnection db, ReactionSend send, ReactionState state, string? failure, DateTime now, string? externalId = null, DateTime? due = null) =>
        db.ExecuteAsync(
            $"""
            with free as (
              update reaction_sends s set
                busy_until = null,
                told = case when @state = 'sent' and s.state not in ('refused', 'unconfirmed') then @emoji else s.told end,
                state = case when s.wish = @Wish and s.state in ('sending', 'uncertain') then @state else s.state end,
                state_at = case when s.wish = @Wish and s.state in ('sending', 'uncertain') then @now else s.state_at end,
                failure = case when s.wish = @Wish and s.state in ('sending', 'uncertain') then left(@failure, 1000) else s.failure end,
                due_at = case when s.wish = @Wish then coalesce(@due::timestamptz, s.due_at) else s.due_at end,
                external_id = case when s.wish = @Wish then coalesce(@externalId, s.external_id) else s.external_id end
              where s.message_id = @MessageId
              returning s.message_id),
            moved as (
              select message_id from free),
            {Show}
            select from moved
            """, new { send.MessageId, send.Wish, emoji = send.Emoji, state = state.Name(), failure, now, externalId, due });

    // The bubble tells; pages and the outbox wake.
    private const string Show =
        """
        shown as (
          update messages m set version = m.version + 1
          from moved
          where m.id = moved.message_id
          returning m.id, m.ticket_id, m.thread_id),
        noted as (
          insert into events (at, kind, ticket_id, thread_id, message_id, kept)
          select @now, 'reaction_told', ticket_id, thread_id, id, false from shown)
        """;
}
