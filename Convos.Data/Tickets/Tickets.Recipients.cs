using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A person to write to, as the page of «Nuevo ticket» lists them, with the ticket that is open for them already.</summary>
public sealed record Recipient(
    long ThreadId, long ContactId, long ChannelId, string Name, string? Phone, string ChannelName, DateTime? WindowClosesAt, long? OpenTicketId, string? OpenHolder);

/// <summary>A channel that the viewer may open tickets on, with the inbox that it feeds.</summary>
public sealed record OwnChannel(long Id, string Name, string DisplayAddress, long InboxId);

/// <summary>
/// How a contact can be written to by one of the viewer's channels. <c>Address</c> is where; no thread: they never met there.
/// <c>WindowClosesAt</c> in the past or null: only a template may begin.
/// </summary>
public sealed record Reach(
    long ChannelId, long ContactId, string Name, string? Phone, string Address, long? ThreadId, DateTime? WindowClosesAt, long? OpenTicketId, string? OpenHolder,
    bool Blocked = false);

// «Nuevo ticket»: whom one may write to, and by which channel.
public static partial class Tickets
{
    private const string Usable = "ch.enabled and (@seesAll or ch.inbox_id = any(@inboxes))";

    /// <summary>
    /// By part of a name or at least three digits of a number, on the channels of the viewer's inboxes; the latest talk first.
    /// Nothing typed: whoever talked last. Whoever is blocked or was forgotten is not on offer.
    /// </summary>
    public static async Task<IReadOnlyList<Recipient>> Recipients(NpgsqlConnection db, Viewer viewer, string search, int take = 20)
    {
        var digits = string.Concat(search.Where(char.IsAsciiDigit));
        var found = await db.QueryAsync<Recipient>(
            $"""
            select th.id thread_id, th.contact_id, th.channel_id, c.name, c.phone, ch.name channel_name,
              {Windows.Closes} window_closes_at, t.id open_ticket_id, o.name open_holder
            from ({(search.Length == 0 ? LastTalks(take) : Found)}) wanted
            join threads th on th.id = wanted.id and th.joined_into is null
            join contacts c on c.id = th.contact_id and c.blocked_at is null and c.erased_at is null
            join channels ch on ch.id = th.channel_id and {Usable}
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

    /// <summary>The channels whose inbox the viewer belongs to.</summary>
    public static async Task<IReadOnlyList<OwnChannel>> ChannelsToOpenOn(NpgsqlConnection db, Viewer viewer)
    {
        var channels = await db.QueryAsync<OwnChannel>(
            $"select ch.id, ch.name, ch.display_address, ch.inbox_id from channels ch where {Usable} order by ch.name", Scope(viewer, new { }));
        return channels.AsList();
    }

    /// <summary>
    /// By which of the viewer's channels a contact can be written to; empty where they may not know them. Where they never met, a number
    /// reaches as well as the channel where they did.
    /// </summary>
    public static async Task<IReadOnlyList<Reach>> Reaches(NpgsqlConnection db, Viewer viewer, long contactId)
    {
        var found = await db.QueryAsync<Reach>(
            $"""
            with person as (
              select coalesce(joined_into, id) id from contacts where id = @contactId),
            known as (
              select c.id, c.name, c.phone, c.blocked_at is not null blocked, coalesce((
                select th.address from threads th
                where th.contact_id = c.id and th.joined_into is null and th.address like '+%' order by th.last_at desc limit 1), (
                select a.number from contact_aliases a
                where a.contact_id = c.id and a.kind = 'phone' and a.number is not null order by a.value limit 1)) number
              from contacts c
              join person on person.id = c.id
              where c.erased_at is null and {Contacts.Visible})
            select ch.id channel_id, k.id contact_id, k.name, k.phone, coalesce(th.address, k.number) address, th.id thread_id,
              {Windows.Closes} window_closes_at, t.id open_ticket_id, o.name open_holder, k.blocked
            from known k
            join channels ch on {Usable}
            left join threads th on th.contact_id = k.id and th.channel_id = ch.id and th.joined_into is null
            left join tickets t on t.thread_id = th.id and t.status <> 'closed'
            left join operators o on o.id = t.operator_id
            where coalesce(th.address, k.number) is not null
            order by th.last_at desc nulls last, ch.name
            """, Scope(viewer, new { contactId }));
        return found.AsList();
    }

    /// <summary>Who has this number, if the viewer may know them.</summary>
    public static async Task<long?> ContactOf(NpgsqlConnection db, Viewer viewer, string e164)
    {
        var contact = await db.QuerySingleOrDefaultAsync<long?>(
            "select contact_id from contact_aliases where kind = 'phone' and value = @value", new { value = PhoneNumbers.Canonical(e164) });
        return contact is { } id && (await Reaches(db, viewer, id)).Count > 0 ? id : null;
    }

    private const string Found =
        """
        select th.id
        from threads th
        where th.contact_id in (
          select id from contacts where words like plain(@name) and joined_into is null
          union
          select contact_id from contact_aliases where @digits <> '' and kind = 'phone' and value like '%' || @digits || '%')
        """;

    // The end of the messages is at hand; an order of all threads would have to be kept with every message.
    private static string LastTalks(int take) =>
        $"""
        select m.thread_id id
        from (select id, channel_id, thread_id from messages where not withheld order by id desc limit 2000) m
        join channels ch on ch.id = m.channel_id and {Usable}
        group by m.thread_id
        order by max(m.id) desc
        limit {take}
        """;
}
