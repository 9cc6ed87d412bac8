using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>«Bloquear también en WhatsApp»: the row is the outbox, one a contact and channel. Telling twice does no harm, so what may have been told is told again.</summary>
public static partial class ChannelBlocks
{
    /// <summary>Whoever was telling is gone.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(45);

    // Whoever may be telling the contrary at this moment is heard out first. Of a row b.
    private const string Soon =
        """
        case when b.state = 'waiting' and b.tries > 0 and b.due_at > @now then least(b.due_at, @now::timestamptz + interval '45 seconds') else @now end
        """;

    // What was joined to a contact keeps rows of its own (see Join); an address has one.
    private const string People = "(select id from contacts where id = @contactId or joined_into = @contactId)";

    /// <summary>By contact, in the order of the channels' names.</summary>
    public static async Task<ILookup<long, ChannelBlock>> Of(NpgsqlConnection db, long[] contacts) =>
        (await db.QueryAsync<ChannelBlock>(
            """
            select distinct on (person.id, ch.name, b.channel_id)
              person.id contact_id, b.channel_id, ch.name channel_name, ch.kind channel_kind, b.blocked, b.state, b.cause, b.failure
            from contacts person
            join contacts one on one.id = person.id or one.joined_into = person.id
            join channel_blocks b on b.contact_id = one.id
            join channels ch on ch.id = b.channel_id
            where person.id = any(@contacts)
            order by person.id, ch.name, b.channel_id, one.joined_into is not null, one.id
            """, new { contacts })).ToLookup(block => block.ContactId);

    /// <summary>«Reintentar» of what was refused, or of a contact who is blocked here alone. The viewer may block.</summary>
    public static Task<Refusal?> Again(Database database, Viewer viewer, long contactId, DateTime now) =>
        database.InTransaction<Refusal?>(async db =>
        {
            if (!(await Installation.WhoBlocks(db) <= viewer.Role))
            {
                return new Refusal(RefusalReason.MayNotBlock);
            }

            var blocked = await db.QuerySingleOrDefaultAsync<bool?>(
                $"select c.blocked_at is not null from contacts c where c.id = @contactId and c.joined_into is null and {Contacts.Visible} for no key update of c",
                Tickets.Scope(viewer, new { contactId }));
            await (blocked switch
            {
                true => Wish(db, contactId, now),
                false => TakeBack(db, contactId, now),
                null => Task.CompletedTask,
            });
            return blocked is null ? new Refusal(RefusalReason.NotFound) : null;
        }, stand: refusal => refusal is null);

    /// <summary>Wherever they are known; what is done already is not told again. The contact is locked.</summary>
    internal static Task Wish(NpgsqlConnection db, long contactId, DateTime now) =>
        db.ExecuteAsync(
            $"""
            with wished as (
              insert into channel_blocks as b (contact_id, channel_id, address, blocked, due_at, state_at)
              select coalesce(told.contact_id, th.contact_id), th.channel_id, th.address, true, @now, @now
              from threads th
              left join channel_blocks told on told.channel_id = th.channel_id and told.address = th.address and told.contact_id in {People}
              where th.contact_id = @contactId and th.joined_into is null
              on conflict (contact_id, channel_id) do update set blocked = true, wish = b.wish + 1, state = 'waiting', due_at = {Soon}, state_at = @now,
                {KeepsTold}, address = case when b.blocked then excluded.address else b.address end, cause = null, failure = null
              where not b.blocked or b.state = 'refused'
              returning b.contact_id),
            {Shown}
            """, new { contactId, now });

    /// <summary>What a channel may know is taken back there; what it refused, or was never told, it does not know. The contact is locked.</summary>
    internal static Task TakeBack(NpgsqlConnection db, long contactId, DateTime now) =>
        db.ExecuteAsync(TakeBackSql($"b.contact_id in {People}"), new { contactId, now });

    /// <summary>The next that is due, so that no other worker takes it meanwhile. A channel that is switched off is told nothing.</summary>
    public static Task<ChannelBlockWish?> Claim(NpgsqlConnection db, DateTime now) =>
        db.QuerySingleOrDefaultAsync<ChannelBlockWish>(
            """
            with due as (
              select b.contact_id, b.channel_id
              from channel_blocks b
              join channels ch on ch.id = b.channel_id and ch.enabled
              where b.state = 'waiting' and b.due_at <= @now
              order by b.due_at, b.contact_id
              limit 1
              for update of b skip locked),
            claimed as (
              update channel_blocks b set due_at = @again, tries = b.tries + 1
              from due
              where b.contact_id = due.contact_id and b.channel_id = due.channel_id
              returning b.contact_id, b.channel_id, b.blocked, b.wish, b.tries, b.address)
            select c.contact_id, c.channel_id, c.blocked, c.wish, c.tries, c.address, ch.kind channel_kind, ch.account_id, ch.access_token
            from claimed c
            join channels ch on ch.id = c.channel_id
            """, new { now, again = now + Lease });

    /// <summary>The channel does as it was told; of an unblocking nothing remains.</summary>
    public static Task Done(Database database, ChannelBlockWish wish, DateTime now) =>
        Settle(
            database, wish, now,
            """
            with heard as (
              update channel_blocks set state = 'done', state_at = @now, failure = null
              where contact_id = @ContactId and channel_id = @ChannelId and wish = @Wish and state = 'waiting' and blocked
              returning contact_id),
            over as (
              delete from channel_blocks where contact_id = @ContactId and channel_id = @ChannelId and wish = @Wish and not blocked
              returning contact_id),
            wished as (
              select contact_id from heard union all select contact_id from over),
            """);

    public static Task Refused(Database database, ChannelBlockWish wish, BlockCause cause, string reason, DateTime now) =>
        Settle(
            database, wish, now,
            """
            with wished as (
              update channel_blocks set state = 'refused', cause = @cause, failure = left(@reason, 1000), state_at = @now
              where contact_id = @ContactId and channel_id = @ChannelId and wish = @Wish and state = 'waiting'
              returning contact_id),
            """, cause.Name(), reason);

    public static Task TryAgain(NpgsqlConnection db, ChannelBlockWish wish, string reason, DateTime at) =>
        db.ExecuteAsync(
            """
            update channel_blocks set due_at = @at, failure = left(@reason, 1000)
            where contact_id = @ContactId and channel_id = @ChannelId and wish = @Wish and state = 'waiting'
            """, new { wish.ContactId, wish.ChannelId, wish.Wish, at, reason });

    // The contact before the row, as whoever blocks and unblocks.
    private static Task<int> Settle(Database database, ChannelBlockWish wish, DateTime now, string sql, string? cause = null, string? reason = null) =>
        database.InTransaction(async db =>
        {
            await db.ExecuteAsync(
                "select from contacts where id = (select coalesce(joined_into, id) from contacts where id = @ContactId) for no key update", new { wish.ContactId });
            return await db.ExecuteAsync($"{sql}\n{Shown}", new { wish.ContactId, wish.ChannelId, wish.Wish, now, cause, reason });
        });

    // Over what is taken back at this moment, or is to be, the channel may still know of the block before it.
    private const string KeepsTold = "tries = case when b.blocked then 0 else 1 end";

    private static string TakeBackSql(string whose) =>
        $"""
        delete from channel_blocks b where {whose} and b.blocked and (b.state = 'refused' or (b.state = 'waiting' and b.tries = 0));
        with wished as (
          update channel_blocks b set blocked = false, wish = b.wish + 1, state = 'waiting', due_at = {Soon}, state_at = @now, tries = 0, cause = null, failure = null
          where {whose} and (b.blocked or b.state = 'refused')
          returning b.contact_id),
        {Shown}
        """;

    // Pages show it anew, and the lane wakes.
    private const string Shown =
        """
        shown as (
          update contacts c set version = c.version + 1
          where c.id in (select coalesce(one.joined_into, one.id) from contacts one join wished on wished.contact_id = one.id)
          returning c.id)
        insert into events (at, kind, contact_id, kept)
        select @now, 'contact_block_told', id, false from shown
        """;
}
