using System.Diagnostics;

namespace Convos.Bench;

/// <summary>A second process on the same database, while the first one stands: what a restart costs.</summary>
internal static class StartUp
{
    private const int Times = 3;

    public static async Task Run(Stage stage, Report report)
    {
        var (ready, page) = (new Latencies(), new Latencies());
        for (var time = 0; time < Times; time++)
        {
            await stage.WithoutApp(() => Task.FromResult(true));
            var watch = Stopwatch.StartNew();
            await using var app = await stage.StartApp();
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = app.Address };
            while (!(await http.GetAsync("/health/ready")).IsSuccessStatusCode)
            {
                await Task.Delay(10);
            }

            ready.Add(watch.Elapsed);
            using var visitor = await Visitor.SignIn(app.Address, Staff.Admin);
            watch.Restart();
            await visitor.Get("/inbox/all");
            page.Add(watch.Elapsed);
        }

        report.Add(new Result("start", "until /health/ready", $"{Times} times") { P50 = ready.At(50), P99 = ready.At(100) });
        report.Add(new Result("start", "second page after sign-in", $"{Times} times") { P50 = page.At(50), P99 = page.At(100) });
    }
}
