using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Whatever people did, how long they were there and how much they held is what a look at every single second says; by the days of any zone.</summary>
public sealed class OccupationTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private const int Days = 16;

    private Database Database => test.Database;

    // Over a month's end and a day of 23 hours, one of 25, and one that has no midnight.
    [Theory]
    [InlineData("Europe/Madrid", "2026-03-29", 23)]
    [InlineData("America/Santiago", "2026-04-04", 25)]
    [InlineData("Africa/Cairo", "2026-04-24", 23)]
    public async Task Time_and_load_are_those_of_every_second(string zone, string changes, int hours)
    {
        var change = DateOnly.ParseExact(changes, "O", System.Globalization.CultureInfo.InvariantCulture);
        await Begin(zone);
        var query = new ReportQuery(change, change, zone);
        Assert.Equal(hours, (query.End - query.Start).TotalHours);
        var (random, from) = (new Random(change.DayNumber), query.Start.AddDays(-Days / 2));
        var desk = await Desk.Open(Database);
        Viewer[] people = [await desk.Operator(online: false), await desk.Operator(online: false), await desk.Operator(online: false)];
        var lead = await Make.Operator(Database, Role.Supervisor, inboxes: desk.Inbox);

        var now = await Live(desk, people, lead, random, from);
        while (await Loads.Roll(Database, now))
        {
        }

        Assert.Single(await LoadsTests.Tiers(Database));
        var seconds = await Seconds.Of(Database, people, from, now);
        Assert.Contains(people, person => seconds.Occupation(person.Id, from, now) is { Peak: > 1, Share: > 0 and < 1 });
        ReportQuery Random(string at) => new(change.AddDays(random.Next(-9, 6)), change.AddDays(random.Next(6, 9)), at);
        foreach (var asked in (ReportQuery[])[query, query with { From = change.AddDays(-1) }, query with { From = change.AddDays(-30), To = change.AddDays(30) },
            query with { From = change.AddDays(1), To = change.AddDays(1) }, Random(zone), Random(zone), Random("Asia/Kolkata"), Random("Asia/Kolkata"), Random("UTC")])
        {
            await Compare(asked, people, lead, seconds, now);
            await Compare(asked with { Operator = people[1].Id }, people[1..2], lead, seconds, now);
        }
    }

    private async Task Compare(ReportQuery query, Viewer[] people, Viewer lead, Seconds seconds, DateTime now)
    {
        await using var db = await Database.Open();
        var (occupations, times) = (await Reports.Occupations(db, lead, query), await Reports.PresenceTimes(db, lead, query, now));
        foreach (var person in people)
        {
            Assert.Equal(seconds.Occupation(person.Id, query.Start, query.End), occupations.GetValueOrDefault(person.Id) ?? new Occupation(person.Id, 0, 0, 0, 0));
            // Before all this they were not there.
            Assert.Equal(
                seconds.Times(person.Id, query.Start, query.End).Where(one => one.Cause != PresenceCause.New),
                times.Where(one => one.OperatorId == person.Id && one is { Seconds: > 0, Cause: not PresenceCause.New }).OrderBy(one => (one.Cause, one.Available)).Select(one => (one.Available, one.Cause, one.Seconds)));
        }
    }

    // Whole seconds, so that nothing is rounded. Now and then figures are summed in the midst of it, and silence is noticed long after it began.
    private async Task<DateTime> Live(Desk desk, Viewer[] people, Viewer lead, Random random, DateTime now)
    {
        var (tickets, tab) = (new List<long>(), people.ToDictionary(person => person.Id, _ => Guid.NewGuid()));
        for (var end = now.AddDays(Days); now < end; now = now.AddSeconds(random.Next(1, 3 * 3600)))
        {
            await Presences.Choose(Database, lead.Id, available: true, now);
            var (person, other) = (people[random.Next(people.Length)], people[random.Next(people.Length)]);
            var ticket = tickets.Count > 0 ? tickets[random.Next(tickets.Count)] : 0;
            switch (random.Next(13))
            {
                case 0 or 1:
                    await Presences.Arrive(Database, person.Id, tab[person.Id], tab[person.Id], Section.Conversations, arrived: true, now);
                    break;
                case 2:
                    await Presences.Choose(Database, person.Id, available: random.Next(3) > 0, now);
                    break;
                case 3 when random.Next(3) == 0:
                    await using (var db = await Database.Open())
                    {
                        await Presences.Sweep(db, now);
                    }

                    break;
                case 4 or 5:
                    var phone = Desk.Phone();
                    await desk.Arrives(now, Make.Text(phone, "hola", now));
                    tickets.Add((await desk.Ticket(phone)).Id);
                    await Tickets.Apply(Database, TicketMove.Transfer, lead, tickets[^1], now, toOperator: person.Id);
                    break;
                case 6:
                    await Tickets.Apply(Database, TicketMove.Transfer, lead, ticket, now, toOperator: other.Id);
                    break;
                case 7 or 8 or 9:
                    await Tickets.Apply(Database, random.Next(3) > 0 ? TicketMove.Close : TicketMove.Release, lead, ticket, now);
                    break;
                case 10:
                    await Presences.SetFor(Database, lead, other.Id, available: random.Next(2) == 0, null, now);
                    break;
                default:
                    await Loads.Roll(Database, now);
                    break;
            }
        }

        return now;
    }

    private async Task Begin(string zone)
    {
        await using var db = await Database.Open();
        await db.ExecuteAsync("update installation set report_zone = @zone", new { zone });
        await Rollups.RebuildAll(Database);
    }

    /// <summary>Of each person and second: what they were, and how many tickets were theirs. From the intervals and from the log of tickets.</summary>
    private sealed class Seconds(DateTime from, DateTime until, DateTime summed)
    {
        private readonly Dictionary<long, (Interval?[] Is, int[] Holds)> people = [];

        private sealed record Interval(long OperatorId, bool Available, PresenceCause Cause, DateTime Since, DateTime? Until);

        private sealed record Held(long TicketId, DateTime At, long? OperatorId);

        public static async Task<Seconds> Of(Database database, Viewer[] people, DateTime from, DateTime now)
        {
            var seconds = new Seconds(from, now, now.AddTicks(-(now.Ticks % TimeSpan.FromMinutes(15).Ticks)));
            await using var db = await database.Open();
            var (intervals, log) = (
                (await db.QueryAsync<Interval>("select operator_id, available, cause, since, until from presence_intervals")).ToLookup(one => one.OperatorId),
                (await db.QueryAsync<Held>(
                    """
                    select ticket_id, at, case kind when 'closed' then null else operator_id end operator_id
                    from events
                    where ticket_id is not null and kind in ('opened', 'transferred', 'released', 'closed')
                    order by ticket_id, id
                    """)).ToList());
            foreach (var person in people)
            {
                var (its, holds) = (new Interval?[seconds.Place(now)], new int[seconds.Place(now)]);
                foreach (var one in intervals[person.Id])
                {
                    for (var at = seconds.Place(one.Since); at < seconds.Place(one.Until ?? now); at++)
                    {
                        its[at] = one;
                    }
                }

                foreach (var (one, next) in log.Zip([.. log.Skip(1), null]).Where(pair => pair.First.OperatorId == person.Id))
                {
                    for (var at = seconds.Place(one.At); at < seconds.Place(next?.TicketId == one.TicketId ? next.At : now); at++)
                    {
                        holds[at]++;
                    }
                }

                seconds.people[person.Id] = (its, holds);
            }

            return seconds;
        }

        public Occupation Occupation(long person, DateTime start, DateTime end)
        {
            var (its, holds) = people[person];
            int[] there = [.. Range(start, end < summed ? end : summed).Where(at => its[at]?.Available == true).Select(at => holds[at])];
            return new Occupation(person, there.Length, there.Count(many => many > 0), there.Sum(many => (long)many), there.Append(0).Max());
        }

        public IEnumerable<(bool Available, PresenceCause Cause, long Seconds)> Times(long person, DateTime start, DateTime end) =>
            Range(start, end < until ? end : until).Select(at => people[person].Is[at]).OfType<Interval>()
                .GroupBy(one => (one.Available, one.Cause)).OrderBy(same => (same.Key.Cause, same.Key.Available)).Select(same => (same.Key.Available, same.Key.Cause, same.LongCount()));

        private IEnumerable<int> Range(DateTime start, DateTime end) => Enumerable.Range(Place(start), Math.Max(0, Place(end) - Place(start)));

        private int Place(DateTime at) => (int)(at < from ? 0 : (at - from).TotalSeconds);
    }
}
