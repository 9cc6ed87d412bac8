using System.Diagnostics;
using System.Globalization;

namespace Convos.Bench;

/// <summary>Webhooks until all of their messages are stored, one message each and fifty each. The limit is the very rows that came of it, put into the same tables.</summary>
internal static class Ingestion
{
    private const int Clients = 4;
    private const int Fifty = 50;

    public static async Task Run(Stage stage, Report report)
    {
        await Measure(stage, report, 1, Clients * 2);
        await Measure(stage, report, Fifty, Clients);
    }

    private static async Task Measure(Stage stage, Report report, int size, int clients)
    {
        var customers = await Customers.Of(stage);
        using var meta = new Meta(() => stage.App.Address);
        Task Post() => meta.Post([.. customers.Some(size).Select(customer => Meta.Letter(customer, "Buenas, quería consultar por mi pedido de la semana pasada."))]);
        await Load.Closed(clients, TimeSpan.Zero, TimeSpan.FromSeconds(stage.Options.Seconds / 2), _ => Post());
        await stage.Quiet();

        var before = await SameRows.Edge(stage);
        var observer = stage.Observe();
        var watch = Stopwatch.StartNew();
        var posted = await Load.Closed(clients, TimeSpan.Zero, TimeSpan.FromSeconds(stage.Options.Seconds * 2), _ => Post());
        var answered = watch.Elapsed;
        await stage.Quiet();
        var messages = posted.Latencies.Count * size;
        var stored = messages / watch.Elapsed.TotalSeconds;
        var observed = await observer.Done();
        var result = new Result("ingest", size == 1 ? "webhooks of one message, until stored" : $"webhooks of {size} messages, until stored", $"{clients} clients, closed")
        {
            Figure = string.Create(CultureInfo.InvariantCulture, $"{messages / answered.TotalSeconds:N0}/s answered"),
        }.With(posted).With(observed) with
        { PerSecond = stored };
        if (size == 1)
        {
            report.Add(result);
            return;
        }

        var limit = await stage.WithoutApp(async () => await (await SameRows.Since(stage, before)).Insert(Fifty, clients));
        report.Add(result.Against($"same rows by Npgsql: {limit:N0}/s", limit)
            .Aims(Goal.Least("≥ 2,000/s", 2000, stored), Goal.Least("≥ 60 % of Npgsql", 0.6, stored / limit)));
    }
}
