namespace Convos.Bench;

/// <summary>A customer writes; how long until an operator's page is told? Each message is on a ticket of its own, at a steady pace.</summary>
internal static class Painting
{
    private const int PerSecond = 200;
    private const int People = 20;

    public static async Task Run(Stage stage, Report report)
    {
        var customers = await Customers.Of(stage, active: true);
        using var meta = new Meta(() => stage.App.Address);
        var listeners = await Listener.Many(await stage.Team(People), People, new Marks());
        await Pace(stage, meta, customers, new Marks(), stage.Options.Seconds / 2);
        var observer = stage.Observe();
        var marks = new Marks();
        var figures = await Pace(stage, meta, customers, marks, stage.Options.Seconds * 2);
        var observed = await observer.Done();
        foreach (var listener in listeners)
        {
            await listener.DisposeAsync();
        }

        report.Add(new Result("painted", "webhook answered", $"{PerSecond}/s, open") { Figure = $"{People + 1} streams" }.With(figures).With(observed));
        report.Add(new Result("painted", "webhook → fragment received", $"{PerSecond}/s, open") { Figure = $"{marks.Missing} not seen" }
            .With(new Figures(marks.Painted, figures.PerSecond))
            .Aims(Goal.Most("p99 ≤ 500 ms", 500, marks.Painted.At(99)), Goal.Most("all seen", 0, marks.Missing)));
    }

    // An admin sees every row.
    private static async Task<Figures> Pace(Stage stage, Meta meta, Customers customers, Marks marks, double seconds)
    {
        var admin = await stage.Visitor(Staff.Admin);
        await using var watching = await Listener.Of(admin, (await admin.Page("/inbox/all")).Live, marks);
        var figures = await Load.Open(PerSecond, TimeSpan.FromSeconds(seconds), _ => meta.Post([Meta.Letter(customers.Next(), marks.Write("¿Me confirmas el envío?"))]));
        await Until.Still(() => marks.Missing, TimeSpan.FromSeconds(5));
        return figures;
    }
}
