using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Whatever happened, every figure is what the raw log says by the words of its definition; over changes of the clock, in any zone.</summary>
public sealed class EqualityTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    // The bench asks for more.
    private static readonly int Lives = int.Parse(Environment.GetEnvironmentVariable("CONVOS_HISTORIES") ?? "200", System.Globalization.CultureInfo.InvariantCulture) / 4;

    private const int Target = 20;

    private Database Database => test.Database;

    // Around a change of the clock, where the zone has any.
    [Fact]
    public async Task Figures_of_random_histories_are_those_of_the_log()
    {
        var told = new HashSet<FactKind>();
        foreach (var (zone, around) in ((string, string)[])[("America/Sao_Paulo", "2018-10-28"), ("Asia/Kolkata", "2026-02-20"), ("Europe/Madrid", "2026-03-20"), ("America/Santiago", "2026-03-29")])
        {
            told.UnionWith((await Compare(zone, around)).Select(one => one.Kind));
        }

        // What never happened was compared with nothing.
        Assert.Empty(Enum.GetValues<FactKind>().Except(told));
    }

    private async Task<IReadOnlyList<Told>> Compare(string zone, string around)
    {
        var day = DateOnly.ParseExact(around, "O", System.Globalization.CultureInfo.InvariantCulture);
        var seed = day.DayNumber;
        var histories = await Histories.Begin(Database, seed);
        var timetable = new Timetable(zone, [.. Enumerable.Range(0, 7).Select(weekday => weekday < 6 ? [new Hours(new(8, 30), new(13, 0)), new Hours(new(22, 0), new(1, 0))] : Array.Empty<Hours>())], []);
        var schedule = (await Schedules.Save(Database, null, null, 0, $"Horario {zone}", timetable, day.ToDateTime(default, DateTimeKind.Utc).AddDays(-30))).Id!.Value;
        await Measured(histories.Inboxes[0], schedule);
        await SetZone(zone);

        await histories.Live(day.ToDateTime(default, DateTimeKind.Utc), Lives);
        await Roll();

        var open = new OpeningHours(timetable);
        var told = (await Oracle.Tell(Database, (inbox, _) => inbox == histories.Inboxes[0] ? open : null, inbox => inbox == histories.Inboxes[0] ? Target * 60 : null))
            .Where(one => histories.Inboxes.Contains(one.Inbox)).ToList();
        await Same(told, histories.Inboxes);
        for (var (random, question) = (new Random(seed), 0); question < 12; question++)
        {
            var from = day.AddDays(random.Next(-3, 20));
            var query = new ReportQuery(
                from, from.AddDays(new[] { 0, 1, 6, 30, 90 }[random.Next(5)]), random.Next(3) == 0 ? "Asia/Kolkata" : zone, random.Next(2) == 0,
                random.Next(3) == 0 ? histories.Inboxes[random.Next(2)] : null, random.Next(3) == 0 ? histories.People[random.Next(3)].Id : null);
            await Compare(histories, query, told);
        }

        return told;
    }

    [Fact]
    public async Task Sums_made_anew_are_the_same_to_the_byte_and_so_are_facts()
    {
        var histories = await Histories.Begin(Database, 7);
        await histories.Live(new DateTime(2025, 10, 20, 0, 0, 0, DateTimeKind.Utc), Lives / 2);
        await Roll();
        var (sums, facts) = (await Everything("rollups", "r"), await Everything("facts", "(to_jsonb(r) - 'id')"));

        await Rollups.RebuildAll(Database);
        await Roll(300);

        Assert.Equal(sums, await Everything("rollups", "r"));
        await Run("truncate facts, holdings");
        await Facts.ReckonAll(Database);
        while (await Facts.CatchUp(Database) > 0)
        {
        }

        Assert.Equal(facts, await Everything("facts", "(to_jsonb(r) - 'id')"));
        await Roll();
        Assert.Equal(sums, await Everything("rollups", "r"));
    }

    // Fact by fact. What is told of every message is told once for those of one quarter of an hour.
    private async Task Same(List<Told> told, long[] inboxes)
    {
        await using var db = await Database.Open();
        var facts = await db.QueryAsync<(long Ticket, FactKind Kind, DateTime At, long Inbox, long Operator, int N, int? Seconds, int? Business)>(
            "select ticket_id, kind, at, inbox_id, coalesce(operator_id, 0), n, seconds, business from facts where inbox_id = any(@inboxes)", new { inboxes });
        string Line(long ticket, FactKind kind, DateTime at, long inbox, long person, int n, int? seconds, int? business) =>
            $"ticket {ticket}: {n} {kind} {at:O} inbox {inbox} of {person} {seconds}/{business}";
        var expected = told.Where(one => one.Kind is not (FactKind.Sent or FactKind.Received)).Select(one => Line(one.Ticket, one.Kind, one.At, one.Inbox, one.Operator, 1, one.Seconds, one.Business))
            .Concat(told.Where(one => one.Kind is FactKind.Sent or FactKind.Received)
                .GroupBy(one => (one.Ticket, one.Kind, one.Inbox, one.Operator, one.At.Ticks / TimeSpan.FromMinutes(15).Ticks))
                .Select(same => Line(same.Key.Ticket, same.Key.Kind, same.Min(one => one.At), same.Key.Inbox, same.Key.Operator, same.Count(), null, null)))
            .Order(StringComparer.Ordinal).ToList();
        var actual = facts.Select(one => Line(one.Ticket, one.Kind, one.At, one.Inbox, one.Operator, one.N, one.Seconds, one.Business)).Order(StringComparer.Ordinal).ToList();
        Assert.True(expected.SequenceEqual(actual), $"Only by the log:\n{string.Join('\n', expected.Except(actual).Take(20))}\nOnly told:\n{string.Join('\n', actual.Except(expected).Take(20))}");
    }

    private async Task Compare(Histories histories, ReportQuery query, List<Told> told)
    {
        Assert.True(await Reports.Settle(Database));
        await using var db = await Database.Open();
        var report = await Reports.Read(db, histories.Lead, query);
        var approximate = await Reports.Read(db, histories.Lead, query, exactUpTo: 0);
        var chosen = told.Where(one => one.At >= query.Start && one.At < query.End && (query.Inbox is null || one.Inbox == query.Inbox) && (query.Operator is null || one.Operator == query.Operator)).ToList();
        Assert.False(report.IsApproximate);
        foreach (var one in new[] { report, approximate })
        {
            Compare(one, chosen, query, null, null);
            foreach (var inbox in histories.Inboxes)
            {
                Compare(one, chosen, query, inbox, null);
            }

            foreach (var person in histories.People)
            {
                Compare(one, chosen, query, null, person.Id);
            }
        }


        await Behind(db, histories.Lead, report, query);
        await Curves(db, histories.Lead, query, chosen);
        foreach (var metric in Metric.All.Where((metric, place) => metric.CountsTickets || place % 7 == query.From.DayNumber % 7))
        {
            await Curve(db, histories.Lead, query, metric);
        }

        var ofInbox = told.Where(one => one.At >= query.Start && one.At < query.End && (query.Inbox is null || one.Inbox == query.Inbox));
        await Week(db, histories.Lead, query, [.. ofInbox]);
    }

    private static async Task Curves(Npgsql.NpgsqlConnection db, Viewer viewer, ReportQuery query, List<Told> chosen)
    {
        foreach (var point in await Reports.Series(db, viewer, query))
        {
            var days = query with { From = point.From, To = point.To };
            var there = chosen.Where(one => one.At >= days.Start && one.At < days.End).ToList();
            var replied = there.Where(one => Metric.FirstReply.KindsFor(query.Operator is not null).Contains(one.Kind)).Select(one => query.Business ? one.Business : one.Seconds).OfType<int>().Order().ToList();
            Assert.Equal(
                (there.Count(one => Metric.Opened.Contains(one.Kind)), there.Count(one => one.Kind == FactKind.Closed), replied.Count),
                (point.Created, point.Closings, point.FirstReply.N));
            if (replied.Count > 0)
            {
                Near(Cont(replied, 0.5)!.Value, point.FirstReply.Median!.Value);
            }
        }
    }

    // Each point is the report of its own days.
    private static async Task Curve(Npgsql.NpgsqlConnection db, Viewer viewer, ReportQuery query, Metric metric)
    {
        foreach (var point in await Reports.Curve(db, viewer, query, metric, [], query.Start))
        {
            var there = (await Reports.Read(db, viewer, query with { From = point.From, To = point.To })).Of(metric);
            Assert.Equal((metric.Key, point.From, there.N, there.Whole), (metric.Key, point.From, point.Figure.N, point.Figure.Whole));
            if (there.Median is { } median)
            {
                Assert.InRange(point.Figure.Median!.Value, (0.98 * median) - 1, (1.02 * median) + 1);
            }
        }
    }

    // By the clock on the wall, whatever it did meanwhile.
    private static async Task Week(Npgsql.NpgsqlConnection db, Viewer viewer, ReportQuery query, List<Told> told)
    {
        var expected = told.Where(one => one.Kind == FactKind.Received || Metric.Opened.Contains(one.Kind))
            .GroupBy(one => TimeZoneInfo.ConvertTimeFromUtc(one.At, query.TimeZone) is var at ? (((int)at.DayOfWeek + 6) % 7 + 1, at.Hour) : default)
            .ToDictionary(hour => hour.Key, hour => (Created: hour.LongCount(one => one.Kind != FactKind.Received), Messages: hour.LongCount(one => one.Kind == FactKind.Received)));
        var cells = await Reports.Heat(db, viewer, query);
        Assert.Equal(
            expected.OrderBy(hour => hour.Key).Select(hour => (hour.Key, hour.Value.Created, hour.Value.Messages)),
            cells.Where(cell => cell.Created + cell.Messages > 0).Select(cell => ((cell.Weekday, cell.Hour), cell.Created, cell.Messages)));
        var asked = await db.QuerySingleAsync<long>(
            $"select count(*) from facts where kind = 'asked' and {(query.Business ? "business" : "seconds")} is not null and at >= @Start and at < @End and inbox_id = any(@inboxes)",
            new { query.Start, query.End, inboxes = query.Inbox is { } inbox ? [inbox] : viewer.Inboxes });
        Assert.Equal(asked, cells.Sum(cell => cell.FirstReply.N));
        foreach (var cell in cells.Take(3))
        {
            async Task<long> Times(Metric metric) =>
                (await new TicketsBehind(viewer, metric, query with { Operator = null }, Hour: HeatCell.PlaceOf(cell.Weekday, cell.Hour)).Count(db)).Times;
            Assert.Equal((cell.Created, cell.Messages, cell.FirstReply.N), (await Times(Metric.Created), await Times(Metric.Messages), await Times(Metric.FirstReply)));
        }
    }

    private static void Compare(Report report, List<Told> chosen, ReportQuery query, long? inbox, long? person)
    {
        foreach (var metric in Metric.All)
        {
            var ofPerson = (person ?? query.Operator) is not null;
            List<Told> Of(FactKind[] kinds) => [.. chosen.Where(one => kinds.Contains(one.Kind) && (inbox is null || one.Inbox == inbox) && (person is null || one.Operator == person))];
            long Many(List<Told> some) => metric.CountsTickets ? some.Select(one => one.Ticket).Distinct().Count() : some.Count;
            var facts = Of(metric.KindsFor(ofPerson)).Where(one => !metric.Outside || (one.Seconds is not null && one.Business is null)).ToList();
            var values = facts.Select(one => query.Business ? one.Business : one.Seconds).OfType<int>().Order().ToList();
            var figure = report.Of(metric, inbox, person);
            var expected = metric.Unit == MetricUnit.Duration ? values.Count : Many(facts);
            Assert.Equal(metric.Unit == MetricUnit.Share ? Many(Of(metric.Of!)) : null, figure.Whole);
            Assert.True(expected == figure.N, $"{metric.Key} {query} inbox {inbox} person {person}: {expected} by the log, {figure.N} in the report");
            if (metric.Unit == MetricUnit.Duration && values.Count > 0)
            {
                Assert.Equal(report.IsApproximate, figure.Approximate);
                if (figure.Approximate)
                {
                    Near(Cont(values, 0.5)!.Value, figure.Median!.Value);
                    Near(Cont(values, 0.9)!.Value, figure.P90!.Value);
                }
                else
                {
                    Assert.Equal((metric.Key, Cont(values, 0.5), Cont(values, 0.9)), (metric.Key, figure.Median, figure.P90));
                }

                Assert.True(Math.Abs(values.Average() - figure.Mean!.Value) < 1e-6, $"{metric.Key} {query} inbox {inbox} person {person}: {values.Average()} by the log, {figure.Mean} in the report");
                foreach (var (from, until) in ReportBands.Edges.Zip(ReportBands.Edges.Skip(1)))
                {
                    Assert.Equal(values.Count(value => value >= from && value < until), report.Between(metric, from, until, inbox, person));
                }
            }
        }
    }

    // As many tickets as the log has behind the figure, and as often.
    private static async Task Behind(Npgsql.NpgsqlConnection db, Viewer viewer, Report report, ReportQuery query)
    {
        foreach (var metric in Metric.All.Where(one => one.Unit != MetricUnit.Share))
        {
            var (times, tickets) = await new TicketsBehind(viewer, metric, query).Count(db);
            Assert.Equal(report.Of(metric).N, metric.CountsTickets ? tickets : times);
        }
    }

    // A histogram's bucket is two per cent wide, and holds whole seconds.
    private static void Near(double exact, double told) => Assert.InRange(told, (0.98 * exact) - 1, (1.02 * exact) + 1);

    private static double? Cont(List<int> sorted, double share)
    {
        var place = share * (sorted.Count - 1);
        var low = (int)Math.Floor(place);
        return sorted[low] + ((place - low) * (sorted[Math.Min(low + 1, sorted.Count - 1)] - sorted[low]));
    }

    // As the clock does, however much it is.
    private async Task Roll(int most = 20_000)
    {
        while (await Rollups.Roll(Database, most) > 0)
        {
        }
    }

    private Task Measured(long inbox, long schedule) => Run(
        """
        update inboxes set schedule_id = @schedule, first_response_minutes = @Target where id = @inbox;
        update inbox_clocks set schedule_id = @schedule, target_minutes = @Target where inbox_id = @inbox
        """, new { inbox, schedule, Target });

    private async Task SetZone(string zone)
    {
        await Run("update installation set report_zone = @zone", new { zone });
        await Reports.FollowZone(Database);
    }

    private Task<string> Everything(string table, string row) => Make.One<string>(
        Database, $"select md5(coalesce(string_agg({row}::text, E'\\n' order by {row}::text), '')) || count(*) from {table} r");

    private async Task Run(string sql, object? parameters = null)
    {
        await using var db = await Database.Open();
        await db.ExecuteAsync(sql, parameters);
    }
}
