using Convos.Data;

namespace Convos.Bench;

/// <summary>What must be true when a soak is over.</summary>
internal static class Ends
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<Goal>> Look(Stage stage, Soak.Work work, bool settled)
    {
        var written = work.Written.ToArray();
        var answered = work.Answered.ToArray();
        var stored = await stage.One<int>("select count(*)::int from messages where external_id = any(@written)", new { written });
        var kept = await stage.One<int>("select count(*)::int from messages where client_key = any(@answered)", new { answered });
        var announced = await stage.One<int>(
            """
            select count(*)::int
            from (
              select e.message_id
              from events e join messages m on m.id = e.message_id
              where e.kind in ('received', 'replied') and (m.external_id = any(@written) or m.client_key = any(@answered))
              group by e.message_id
              having count(*) > 1) twice
            """, new { written, answered });
        var unsent = await stage.One<int>(
            "select count(*)::int from messages where client_key = any(@answered) and delivery in ('queued', 'sending', 'failed')", new { answered });
        var twice = stage.Graph.Requests.All.Where(request => request.Status == 200).GroupBy(request => request.Echo).Count(same => same.Count() > 1);
        var parked = await stage.One<int>("select count(*)::int from inbound_events where state = 'parked'");
        await using var db = await stage.Database.Open();
        return
        [
            Goal.Least("all settled", 1, settled ? 1 : 0),
            Goal.Most("no customer's message lost", 0, written.Length - stored),
            Goal.Most("no reply lost", 0, answered.Length - kept),
            Goal.Most("none announced twice", 0, announced),
            Goal.Most("all left or in a person's hands", 0, unsent),
            Goal.Most("none sent twice", 0, twice),
            Goal.Most("none parked", 0, parked),
            Goal.Most("counters equal counts", 0, (await TicketCounters.Differences(db)).Count),
            Goal.Most("no page behind", 0, await Behind(stage, work)),
        ];
    }

    private static async Task<int> Behind(Stage stage, Soak.Work work)
    {
        var behind = 0;
        await Until.True(async () =>
        {
            behind = 0;
            foreach (var follower in work.Followers)
            {
                var rows = follower.Rows.ToArray();
                var now = (await stage.All<(long Id, long Version)>(
                    "select id, version from tickets where id = any(@ids)", new { ids = rows.Select(row => row.Key).ToArray() })).ToDictionary(row => row.Id, row => row.Version);
                behind += rows.Length == 0 || rows.Any(row => now[row.Key] != row.Value) ? 1 : 0;
            }

            return behind == 0;
        }, Patience);
        return behind;
    }
}
