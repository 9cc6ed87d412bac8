using Dapper;
using Npgsql;

namespace Convos.Data;

// «Nuevo ticket»: an operator starts it, and holds it from the start.
public static partial class Tickets
{
    /// <summary>A person to write to, as the page of «Nuevo ticket» lists them, with the ticket that is open for them already.</summary>
    public sealed record Recipient(long ThreadId, string Name, string? Phone, string ChannelName, DateTime? WindowClosesAt, long? OpenTicketId, string? OpenHolder);

    /// <summary>
    /// By part of a name or at least three digits of a number, on the channels of the viewer's inboxes; the latest talk first.
    /// Nothing typed: whoever talked last.
    /// </summary>
    public static async Task<IReadOnlyList<Recipient>> Recipients(NpgsqlConnection db, Viewer viewer, string search, int take = 20)
    {
        var digits = string.Concat(search.Where(char.IsAsciiDigit));
        var found = await db.QueryAsync<Recipient>(
            $"""
            select th.id thread_id, c.name, c.phone, ch.name channel_name,
              th.last_inbound_at + interval '24 hours' window_closes_at, t.id open_ticket_id, o.name open_holder
            from ({(search.Length == 0 ? LastTalks(take) : Found)}) wanted
            join threads th on th.id = wanted.id and th.joined_into is null
            join contacts c on c.id = th.contact_id
            join channels ch on ch.id = th.channel_id and (@seesAll or ch.inbox_id = any(@inboxes))
            left join tickets t on t.thread_id = th.id and t.status <> 'closed'
            left join operators o on o.id = t.operator_id
            order by th.last_at desc, th.id desc
            limit {take}
            """, Scope(viewer, new
            {
                name = Like.Part(search),
                digits = digits.Length >= 3 ? digits : "",
            }));
        return found.AsList();
    }

    private const string Found =
        """
        select th.id
        from threads th
        where th.contact_id in (
          select id from contacts where name ilike @name and joined_into is null
          union
          select contact_id from contact_aliases where @digits <> '' and kind = 'phone' and value like '%' || @digits || '%')
        """;

    // The end of the messages is at hand; an order of all threads would have to be kept with every message.
    private static string LastTalks(int take) =>
        $"""
        select m.thread_id id
        from (select id, channel_id, thread_id from messages order by id desc limit 2000) m
        join channels ch on ch.id = m.channel_id and (@seesAll or ch.inbox_id = any(@inboxes))
        group by m.thread_id
        order by max(m.id) desc
        limit {take}
        """;

    /// <summary>The channels whose inbox the viewer belongs to.</summary>
    public static async Task<IReadOnlyList<(long Id, string Name)>> ChannelsToOpenOn(NpgsqlConnection db, Viewer viewer)
    {
        var channels = await db.QueryAsync<(long, string)>(
            "select id, name from channels where enabled and (@seesAll or inbox_id = any(@inboxes)) order by name", Scope(viewer, new { }));
        return channels.AsList();
    }

    /// <summary>Opens a ticket on a known thread. Refused while another is open there; the refusal says who holds it.</summary>
    public static Task<MoveResult> OpenOn(Database database, Viewer viewer, long threadId, DateTime now) =>
        database.InTransaction(db => OpenLocked(db, viewer, threadId, now));

    /// <summary>Opens a ticket for a number: whoever has it, or a new contact. <paramref name="e164"/> is valid and bears its plus.</summary>
    public static Task<MoveResult> OpenTo(Database database, Viewer viewer, long channelId, string e164, string? name, DateTime now) =>
        database.InTransaction(async db =>
        {
            if ((await ChannelsToOpenOn(db, viewer)).All(channel => channel.Id != channelId))
            {
                return new MoveResult(null, new Refusal(RefusalReason.NotFound));
            }

            if (!await Presences.IsAvailable(db, viewer.Id))
            {
                return new MoveResult(null, new Refusal(RefusalReason.NotOnDuty));
            }

            var sender = new Sender([new Alias("phone", PhoneNumbers.Canonical(e164))], name, PhoneNumbers.Display(e164), e164);
            var contact = await InboundContacts.Hold(db, sender, now);
            var thread = await db.QuerySingleAsync<long>(
                """
                insert into threads as th (contact_id, channel_id, address, last_at, created_at) values (@contact, @channelId, @address, @now, @now)
                on conflict (contact_id, channel_id) do update set address = th.address
                returning id
                """, new { contact, channelId, address = e164, now });
            return await OpenLocked(db, viewer, thread, now);
        });

    private static async Task<MoveResult> OpenLocked(NpgsqlConnection db, Viewer viewer, long threadId, DateTime now)
    {
        // Who was listed may be known by now as somebody else, whose thread it is.
        threadId = await db.QuerySingleOrDefaultAsync<long?>(
            "select coalesce(joined_into, id) from threads where id = @threadId for no key update", new { threadId }) ?? threadId;
        await db.ExecuteAsync("select from threads where id = @threadId for no key update", new { threadId });
        var opened = await db.QuerySingleOrDefaultAsync<long?>(OpenSql, Scope(viewer, new { threadId, now }));
        if (opened is { } id)
        {
            return new MoveResult(await Find(db, viewer, id), null);
        }

        var refusal = await OpenOne(db, threadId)
            ?? new Refusal(await Presences.IsAvailable(db, viewer.Id) ? RefusalReason.NotFound : RefusalReason.NotOnDuty);
        return new MoveResult(null, refusal);
    }

    private const string OpenSql =
        $"""
        with thread as (
          select th.id, th.contact_id, th.channel_id, th.conversation_id, th.last_at, th.last_inbound_at, ch.inbox_id
          from threads th
          join channels ch on ch.id = th.channel_id
          where th.id = @threadId and (@seesAll or ch.inbox_id = any(@inboxes))
            and exists (select from operators where id = @me and available and disabled_at is null)
            and not exists (select from tickets t where t.thread_id = th.id and t.status <> 'closed')),
        fresh as (
          insert into conversations (thread_id, origin, started_at, last_at)
          select id, 'support', @now, @now from thread where conversation_id is null or last_at <= @now - interval '24 hours'
          returning id, thread_id),
        current as (
          update threads th set conversation_id = fresh.id from fresh where th.id = fresh.thread_id),
        opened as (
          insert into tickets (thread_id, contact_id, channel_id, inbox_id, conversation_id, origin, status, operator_id, last_operator_id,
            opened_at, assigned_at, last_activity_at, window_closes_at)
          select thread.id, contact_id, channel_id, inbox_id, coalesce(fresh.id, conversation_id), 'operator', 'assigned', @me, @me,
            @now, @now, @now, last_inbound_at + interval '24 hours'
          from thread left join fresh on true
          returning id, thread_id, contact_id, inbox_id, operator_id),
        moved as (
          select id, thread_id, contact_id, inbox_id, operator_id, null::bigint from_operator, null::bigint from_inbox from opened),
        {TicketCounters.Shift}
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, data)
        select @now, 'opened', id, thread_id, contact_id, inbox_id, operator_id, @me, jsonb_build_object('origin', 'operator') from moved
        returning ticket_id
        """;
}
