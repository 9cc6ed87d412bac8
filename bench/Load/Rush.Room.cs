using Convos.Data;

namespace Convos.Bench;

// What waits for somebody, and how soon they have it.
public sealed partial class Rush
{
    private const int Times = 20;

    /// <summary>One after another comes, to two tickets of which they may hold one: the first is theirs when they are there, the second when that is finished.</summary>
    private async Task<Latencies> Rooms()
    {
        await Run("update inboxes set cap = 1 where id = @first", new { first = inboxes[0] });
        var latencies = new Latencies();
        for (var time = 0; time < Times; time++)
        {
            foreach (var other in people)
            {
                await Presences.Choose(database, other.Id, available: false, DateTime.UtcNow);
            }

            await arrive(0, false);
            await arrive(0, false);
            var person = people[time % people.Count];
            var tickets = await Waiting(2);
            await Presences.Choose(database, person.Id, available: true, DateTime.UtcNow);
            foreach (var ticket in tickets)
            {
                await Until.True(async () => await One<int>("select count(*)::int from tickets where id = @ticket and operator_id = @id", new { ticket, id = person.Id }) == 1, Patience);
                latencies.Add(TimeSpan.FromMilliseconds(await One<double>(
                    """
                    select extract(epoch from given.at - max(cause.at))::float8 * 1000
                    from rush_times given
                    join rush_times cause on cause.at < given.at
                      and ((cause.kind = 'presence' and cause.operator_id = given.operator_id) or (cause.kind = 'closed' and cause.ticket_id = any(@tickets)))
                    where given.kind = 'assigned' and given.ticket_id = @ticket
                    group by given.at
                    """, new { ticket, tickets })));
                await Tickets.Apply(database, TicketMove.Close, person, ticket, DateTime.UtcNow);
            }
        }

        return latencies;
    }

    private async Task<long[]> Waiting(int count)
    {
        IReadOnlyList<long> waiting = [];
        await Until.True(async () => (waiting = await All<long>(
            "select id from tickets where status = 'queued' and inbox_id = @first order by awaiting_since, queued_at, id", new { first = inboxes[0] })).Count == count, Patience);
        return [.. waiting];
    }
}
