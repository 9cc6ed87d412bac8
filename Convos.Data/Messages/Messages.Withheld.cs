using Dapper;
using Npgsql;

namespace Convos.Data;

// What was kept aside while its writer was blocked, for those who lead.
public static partial class Messages
{
    /// <summary>Oldest first: of all channels the <paramref name="take"/> messages right before the cursor, or the newest.</summary>
    public static async Task<IReadOnlyList<Message>> Withheld(NpgsqlConnection db, Viewer viewer, long contactId, MessageCursor? before, int take)
    {
        var newestFirst = await db.QueryAsync<Message>(
            $"""
            select {Columns}
            from messages m {Joins}
            where m.withheld and @leads
              and m.thread_id in (
                select th.id from threads th join contacts c on c.id = th.contact_id where th.contact_id = @contactId and {Contacts.Visible})
              {(before is null ? "" : "and (m.sent_at, m.id) < (@at, @before)")}
            order by m.sent_at desc, m.id desc
            limit {take}
            """, Tickets.Scope(viewer, new { contactId, at = before?.At, before = before?.Id }));
        return [.. newestFirst.Reverse()];
    }
}
