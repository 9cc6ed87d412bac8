using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// What a viewer may filter the history by: of the past too, so inboxes and people that are disabled are among them, who worked there once (for whoever
/// leads) and reasons that are offered no more.
/// </summary>
public sealed record TicketChoices(
    IReadOnlyList<(long Id, string Name)> Inboxes, IReadOnlyList<(long Id, string Name)> Channels, IReadOnlyList<(long Id, string Name)> People,
    IReadOnlyList<Tag> Tags, IReadOnlyList<string> Reasons)
{
    public static readonly TicketChoices None = new([], [], [], [], []);

    public static async Task<TicketChoices> For(NpgsqlConnection db, Viewer viewer)
    {
        using var found = await db.QueryMultipleAsync(
            """
            select id, name from inboxes where @seesAll or id = any(@inboxes) order by lower(name), id;
            select o.id, o.name
            from operators o
            where @seesAll or o.id = @me or exists (select from inbox_members im where im.operator_id = o.id and im.inbox_id = any(@inboxes))
              or (@leads and exists (select from rollups r where r.tier = 'month' and r.operator_id = o.id and r.inbox_id = any(@inboxes)))
            order by lower(o.name), o.id;
            -- From one reason of an inbox to the next: however many tickets have it, one of them is looked at.
            with recursive used as (
              select i.id inbox_id, (select min(t.closing_reason) from tickets t where t.inbox_id = i.id and t.closing_reason is not null) reason
              from inboxes i
              where @seesAll or i.id = any(@inboxes)
              union all
              select u.inbox_id, (select min(t.closing_reason) from tickets t where t.inbox_id = u.inbox_id and t.closing_reason > u.reason)
              from used u
              where u.reason is not null)
            select reason from inboxes i cross join unnest(i.closing_reasons) reason where @seesAll or i.id = any(@inboxes)
            union
            select reason from used where reason is not null
            order by reason;
            """, Tickets.Scope(viewer, new { }));
        var (inboxes, people, reasons) = (await found.ReadAsync<(long, string)>(), await found.ReadAsync<(long, string)>(), await found.ReadAsync<string>());
        return new([.. inboxes], await Convos.Data.Channels.Names(db, viewer), [.. people], await Convos.Data.Tags.Offered(db), [.. reasons]);
    }
}
