using System.Globalization;

namespace Convos.Bench;

/// <summary>A large room: 500 open pages, and customers who write all the time.</summary>
internal static class Streams
{
    private const int Count = 500;
    private const int PerSecond = 50;
    private const int People = 40;

    public static async Task Run(Stage stage, Report report)
    {
        var customers = await Customers.Of(stage, active: true);
        using var meta = new Meta(() => stage.App.Address);
        var visitors = await stage.Team(People);
        // What the first streams bring in once is not theirs.
        await Hang(await Warm(stage, meta, customers, visitors));
        var before = await Settled(stage);
        var marks = new Marks();
        var listeners = await Listener.Many(visitors, Count, marks);
        var admin = await stage.Visitor(Staff.Admin);
        listeners = [.. listeners, await Listener.Of(admin, (await admin.Page("/inbox/all")).Live, marks)];
        var open = await Settled(stage);
        var items = listeners.Sum(listener => listener.Items);
        var observer = stage.Observe();
        var figures = await Load.Open(PerSecond, TimeSpan.FromSeconds(stage.Options.Seconds * 3), _ => meta.Post([Meta.Letter(customers.Next(), marks.Write("¿Hay novedades?"))]));
        await Until.Still(() => marks.Missing, TimeSpan.FromSeconds(10));
        var observed = await observer.Done();
        var fragments = (listeners.Sum(listener => listener.Items) - items) / (stage.Options.Seconds * 3);
        await Hang(listeners);
        var each = (open - before) * 1024 / Count;
        report.Add(new Result("streams", "memory of an open stream", $"{Count} streams") { Figure = string.Create(CultureInfo.InvariantCulture, $"{each:0.0} KB each") }
            .Aims(Goal.Most("≤ 60 KB each", 60, each)));
        report.Add(new Result("streams", "webhook → first fragment received", $"{Count} streams, {PerSecond}/s, open")
        {
            Figure = string.Create(CultureInfo.InvariantCulture, $"{fragments:N0} items/s, {marks.Missing} not seen"),
        }.With(new Figures(marks.Painted, figures.PerSecond)).With(observed).Aims(Goal.Most("all seen", 0, marks.Missing)));
    }

    private static async Task<IReadOnlyList<Listener>> Warm(Stage stage, Meta meta, Customers customers, IReadOnlyList<Visitor> visitors)
    {
        var listeners = await Listener.Many(visitors, 50, new Marks());
        await Load.Open(PerSecond, TimeSpan.FromSeconds(stage.Options.Seconds), _ => meta.Post([Meta.Letter(customers.Next(), "Hola de nuevo")]));
        await stage.Quiet();
        return listeners;
    }

    private static async Task Hang(IReadOnlyList<Listener> listeners)
    {
        foreach (var listener in listeners)
        {
            await listener.DisposeAsync();
        }
    }

    private static async Task<double> Settled(Stage stage)
    {
        await Task.Delay(TimeSpan.FromSeconds(stage.Options.Seconds));
        return new ProcessTree(stage.App.Id).Now().PssMegabytes;
    }
}
