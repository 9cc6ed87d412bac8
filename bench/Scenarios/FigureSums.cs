using System.Diagnostics;
using System.Globalization;
using Convos.Data;
using Dapper;

namespace Convos.Bench;

/// <summary>
/// What reports stand on: the facts of everything that happened before anybody counted, their sums, 100,000 new facts summed; then the report of
/// twelve months as the page shows it, and as another zone asks for it.
/// </summary>
internal static class FigureSums
{
    private const int Fresh = 100_000;

    // It was opened again, somebody had it, it was closed.
    private const int FactsOfATurn = 3;

    // Long enough ago for a hundred turns of seven minutes.
    private const string Closed =
        "select * from tickets where status = 'closed' and closed_by is not null and closed_at < now() - interval '1 day' order by closed_at desc limit 33000";

    public static async Task Run(Stage stage, Report report)
    {
        await Tell(stage, report);
        await Sum(stage, report);
        var visitor = await stage.Visitor(Staff.Admin);
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        var year = $"from={today.AddYears(-1).AddDays(1):yyyy-MM-dd}&to={today:yyyy-MM-dd}";
        var person = await stage.One<long>("select operator_id from facts where operator_id is not null group by 1 order by count(*) desc limit 1");
        var inbox = await stage.One<long>("select inbox_id from facts group by 1 order by count(*) desc limit 1");
        foreach (var (what, path, limit) in new[]
        {
            ("twelve months, by inbox and operator", $"/performance?{year}&compare=no", 300),
            ("twelve months, against the twelve before", $"/performance?{year}", 600),
            ("twelve months, business hours", $"/performance?{year}&compare=no&clock=business", 300),
            ("twelve months of one inbox", $"/performance?{year}&compare=no&inbox={inbox}", 300),
            ("twelve months of one person", $"/performance?{year}&compare=no&operator={person}", 300),
            ("twelve months in Kolkata", $"/performance?{year}&compare=no&zone=Asia/Kolkata", 1000),
            ("seven days", "/performance", 300),
            ("the week by its hours, twelve months", $"/performance?handler=heat&{year}", 1000),
            ("the tickets behind a figure", $"/tickets?figure=first_reply,{today.AddDays(-30):yyyy-MM-dd},{today:yyyy-MM-dd},UTC,calendar,,,", 300),
        })
        {
            var figures = await stage.ByTurns(1, _ => visitor.Get(path), _ => visitor.Get("/inbox/mine"));
            report.Add(new Result("figures", what, "1 client, closed") { Figure = string.Create(CultureInfo.InvariantCulture, $"{stage.Scale.Tickets:N0} tickets") }
                .With(figures[0]).Against($"the inbox: {figures[1].PerSecond:N0}/s", figures[1].PerSecond)
                .Aims(Goal.Most($"p95 ≤ {limit} ms", limit, figures[0].Latencies.At(95))));
        }
    }

    private static async Task Tell(Stage stage, Report report)
    {
        if (await stage.One<bool>("select exists (select from facts)"))
        {
            return;
        }

        Report.Say("Telling the facts of all that happened");
        await stage.One<int>(
            "with target as (update inboxes set first_response_minutes = 30 returning 1), clock as (update inbox_clocks set target_minutes = 30) select count(*)::int from target");
        await Facts.ReckonAll(stage.Database);
        var watch = Stopwatch.StartNew();
        // The app's own clock does the same at the same time: nothing is told twice.
        while (await Facts.CatchUp(stage.Database) > 0)
        {
        }

        await Until.True(async () => !await stage.One<bool>("select exists (select from reckonings)"), TimeSpan.FromMinutes(30));
        Add(report, "facts of the past", await stage.One<int>("select count(distinct ticket_id)::int from facts"), "tickets", watch.Elapsed, null);
        watch.Restart();
        while (await Rollups.Roll(stage.Database) > 0)
        {
        }

        Add(report, "all of them summed", await stage.One<int>("select count(*)::int from facts"), "facts", watch.Elapsed, null);
        await using var db = await stage.Database.Open();
        await db.ExecuteAsync("vacuum analyze facts, rollups, rollups_due, reckonings, holdings", commandTimeout: 0);
    }

    // What happens anew, told and then summed: closed tickets are opened again and closed, until that many facts have come of it.
    private static async Task Sum(Stage stage, Report report)
    {
        var (tickets, last) = (await stage.One<int>($"select count(*)::int from ({Closed}) closed"), await stage.One<long>("select coalesce(max(id), 0) from facts"));
        await using var db = await stage.Database.Open();
        await db.ExecuteAsync(
            $"""
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, data)
            select t.closed_at + make_interval(mins => 7 * turn + case kind when 'closed' then 3 else 0 end), kind, t.id, t.thread_id, t.contact_id, t.inbox_id,
              case kind when 'reopened' then t.closed_by end, t.closed_by, '{"{}"}'::jsonb
            from ({Closed}) t, generate_series(1, @turns) turn, unnest(array['reopened', 'closed']) with ordinality kinds(kind, place)
            order by t.id, turn, place
            """, new { turns = Math.Clamp(Fresh / FactsOfATurn / Math.Max(1, tickets), 1, 100) }, commandTimeout: 0);
        var watch = Stopwatch.StartNew();
        while (await Facts.CatchUp(stage.Database) > 0)
        {
        }

        await Until.True(async () => !await stage.One<bool>("select exists (select from reckonings)"), TimeSpan.FromMinutes(10));
        var fresh = await stage.One<int>("select count(*)::int from facts where id > @last", new { last });
        Add(report, "new facts told", fresh, "facts", watch.Elapsed, null);
        watch.Restart();
        while (await Rollups.Roll(stage.Database) > 0)
        {
        }

        // Whatever the app's own clock has in hand.
        await Until.True(async () => !await stage.One<bool>("select exists (select from rollups_due)"), TimeSpan.FromMinutes(10));
        Add(report, "new facts summed", fresh, "facts", watch.Elapsed, 5);
    }

    private static void Add(Report report, string what, int many, string of, TimeSpan time, double? seconds)
    {
        var result = new Result("figures", what, string.Create(CultureInfo.InvariantCulture, $"{many:N0} {of}"))
        {
            Figure = string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s, {many / time.TotalSeconds:N0} a second"),
        };
        report.Add(seconds is { } most ? result.Aims(Goal.Most($"≤ {most} s", most, time.TotalSeconds)) : result);
    }
}
