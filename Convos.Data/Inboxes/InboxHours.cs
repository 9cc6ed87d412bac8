using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What an inbox says where a customer's words open or reopen a ticket while nobody attends it.</summary>
internal static class InboxHours
{
    private sealed record Talking(long Id, string Name, long ScheduleId, string OutOfHours, string Zone);

    /// <summary>
    /// After all is stored. Whoever was told in the last twelve hours, by any inbox or by a dialogue a moment ago, is told nothing, nor is
    /// anybody with whom a person writes by other means.
    /// </summary>
    public static async Task Tell(
        NpgsqlConnection db, Channel channel, IReadOnlyList<IGrouping<ThreadState, InboundMessage>> threads, DialogueTurns talk,
        IReadOnlyDictionary<long, TicketOfThread> tickets, DateTime now)
    {
        var opened = threads.Where(thread => thread.Key.OpenId is null && tickets.ContainsKey(thread.Key.Id) && !talk.IsTakenOver(thread.Key.Id))
            .Select(thread => new BotLine(thread.Key.Id, thread.Key.ContactId, ConversationOf(thread, talk), tickets[thread.Key.Id], "")).ToList();
        if (opened.Count == 0)
        {
            return;
        }

        foreach (var inbox in await Talkative(db, [.. opened.Select(line => line.Ticket!.InboxId).Distinct()]))
        {
            var here = opened.Where(line => line.Ticket!.InboxId == inbox.Id).ToList();
            var told = await OutOfHours.Tell(db, inbox.OutOfHours, inbox.ScheduleId, [.. here.Select(line => line.ContactId)], now);
            var names = await Names(db, [.. told]);
            await BotMessages.Say(db, channel.Id, [.. here.Where(line => told.Contains(line.ContactId)).Select(line => line with
            {
                Body = Variables.FillOrOmit(inbox.OutOfHours, new VariableValues(
                    names[line.ContactId], "", inbox.Name, $"{line.Ticket!.Id}", Variables.Date("es", inbox.Zone, now))),
            })], now);
        }
    }

    private static long ConversationOf(IGrouping<ThreadState, InboundMessage> thread, DialogueTurns talk) =>
        talk.Conversations[thread.Last(message => message.Author == Author.Contact)];

    // In one order, or two batches could each wait for a contact of the other.
    private static async Task<IReadOnlyList<Talking>> Talkative(NpgsqlConnection db, long[] inboxes) =>
        (await db.QueryAsync<Talking>(
            """
            select i.id, i.name, i.schedule_id, i.out_of_hours, v.zone
            from inboxes i
            join schedules s on s.id = i.schedule_id
            join schedule_versions v on v.schedule_id = s.id and v.version = s.version
            where i.id = any(@inboxes) and i.out_of_hours <> ''
            order by i.id
            """, new { inboxes })).AsList();

    private static async Task<IReadOnlyDictionary<long, string>> Names(NpgsqlConnection db, long[] contacts) =>
        contacts.Length == 0 ? new Dictionary<long, string>()
        : (await db.QueryAsync<(long Id, string Name)>("select id, name from contacts where id = any(@contacts)", new { contacts }))
            .ToDictionary(contact => contact.Id, contact => contact.Name);
}
