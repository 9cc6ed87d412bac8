using Dapper;
using Npgsql;

namespace Convos.Data;

// What channels were told of people who prove to be one, and of those who are two again.
public static partial class ChannelBlocks
{
    /// <summary>
    /// Who is blocked where either is. A row goes with its thread; where both have one on a channel, each is known there by an address of
    /// their own, and each row stays, to be taken back by itself. All is locked.
    /// </summary>
    internal static Task Join(NpgsqlConnection db, long from, long into, DateTime now) =>
        db.ExecuteAsync(
            $"""
            update channel_blocks b set contact_id = @into
            where b.contact_id = @from and not exists (select from threads th where th.contact_id = @from and th.channel_id = b.channel_id)
              and not exists (select from channel_blocks own where own.contact_id = @into and own.channel_id = b.channel_id);
            with wished as (
              update channel_blocks b set blocked = true, wish = b.wish + 1, state = 'waiting', due_at = {Soon}, state_at = @now, {KeepsTold}, cause = null, failure = null
              from contacts c
              where b.contact_id = @into and c.id = @into and c.blocked_at is not null and not b.blocked
              returning b.contact_id),
            {Shown};
            with wished as (
              insert into channel_blocks (contact_id, channel_id, address, blocked, due_at, state_at)
              select @into, th.channel_id, th.address, true, @now, @now
              from channel_blocks b
              join threads th on th.contact_id = @into and th.channel_id = b.channel_id and th.address <> b.address
              where b.contact_id = @from and b.blocked
              on conflict (contact_id, channel_id) do nothing
              returning contact_id),
            {Shown}
            """, new { from, into, now });

    /// <summary>Rows go back with their threads; what somebody is blocked by there only because of the merge is taken back. All is as before already.</summary>
    internal static Task Separate(NpgsqlConnection db, long merge, long into, long from, DateTime now) =>
        db.ExecuteAsync(
            $"""
            update channel_blocks b set contact_id = @from
            where b.contact_id = @into and not exists (select from threads th where th.contact_id = @into and th.channel_id = b.channel_id)
              and not exists (select from channel_blocks own where own.contact_id = @from and own.channel_id = b.channel_id);
            {TakeBackSql(
                """
                b.contact_id in (@into, @from) and b.blocked and not exists (
                  select from contact_merges m, jsonb_populate_recordset(null::channel_blocks, m.before -> 'blocks') was
                  where m.id = @merge and was.contact_id = b.contact_id and was.channel_id = b.channel_id and was.blocked)
                """)}
            """, new { merge, into, from, now });
}
