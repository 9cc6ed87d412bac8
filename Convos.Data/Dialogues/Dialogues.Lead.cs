using Dapper;
using Npgsql;

namespace Convos.Data;

// Menus that lead to an inbox which is about to be disabled.
public static partial class Dialogues
{
    /// <summary>The channels whose menu has a line that leads to this inbox, also where the menu is not in force.</summary>
    private static async Task<string[]> LeadingTo(NpgsqlConnection db, long inbox) =>
        [.. await db.QueryAsync<string>(
            """
            select ch.name
            from dialogues d join channels ch on ch.id = d.channel_id
            where d.person_inbox_id = @inbox
              or exists (select from dialogue_options o where o.channel_id = d.channel_id and o.inbox_id = @inbox)
            order by ch.name
            """, new { inbox })];

    /// <summary>Every line that led to one leads to the other; each menu has its line of the audit.</summary>
    internal static async Task Lead(NpgsqlConnection db, long? actor, long from, long to, DateTime now)
    {
        foreach (var channel in await LeadingTo(db, from))
        {
            await db.ExecuteAsync("select from channels where name = @channel for no key update", new { channel });
            var before = (await Of(db, channel))!;
            await db.ExecuteAsync(
                """
                update dialogues set person_inbox_id = @to where channel_id = @channel and person_inbox_id = @from;
                update dialogue_options set inbox_id = @to where channel_id = @channel and inbox_id = @from
                """, new { from, to, channel = before.ChannelId });
            var after = (await Of(db, channel))!;
            await Audit.Note(db, actor, AuditAction.Edited, AuditSubject.Dialogue, before.ChannelId, channel, now, await Differences(db, before, after));
        }
    }
}
