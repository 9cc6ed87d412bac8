namespace Convos.Bench;

/// <summary>The app after its start and one page, and while everything happens at once: pages, chats, replies, webhooks and streams.</summary>
internal static class Memory
{
    private const int Clients = 16;
    private const int StreamsOpen = 100;

    public static async Task Run(Stage stage, Report report)
    {
        await stage.WithoutApp(() => Task.FromResult(true));
        var admin = await stage.Visitor(Staff.Admin);
        await admin.Get("/inbox/all");
        await Task.Delay(TimeSpan.FromSeconds(stage.Options.Seconds * 2));
        var idle = new ProcessTree(stage.App.Id).Now().PssMegabytes;
        report.Add(new Result("memory", "idle", "10 s after one page") { AppPss = idle, PostgresPss = stage.Postgres.Now().PssMegabytes }
            .Aims(Goal.Most("PSS ≤ 160 MB", 160, idle)));

        var observed = await Everything(stage, admin);
        report.Add(new Result("memory", "loaded", $"{Clients} clients, {StreamsOpen} streams, webhooks of 50").With(observed)
            .Aims(Goal.Most("PSS ≤ 300 MB", 300, observed.AppPss)));
    }

    private static async Task<Observed> Everything(Stage stage, Visitor admin)
    {
        var email = Staff.Email(0);
        var person = await stage.Visitor(email);
        var tickets = await Replies.Ready(stage, email);
        var customers = await Customers.Of(stage);
        using var meta = new Meta(() => stage.App.Address);
        var listeners = await Listener.Many(await stage.Team(20), StreamsOpen, new Marks());
        var observer = stage.Observe();
        var turn = 0;
        await Load.Closed(Clients, TimeSpan.Zero, TimeSpan.FromSeconds(stage.Options.Seconds * 4), _ => (Interlocked.Increment(ref turn) % 8) switch
        {
            0 => Replies.Reply(person, tickets[turn % tickets.Count], "Ya salió, te paso el seguimiento.", Guid.NewGuid()),
            1 => meta.Post([.. customers.Some(50).Select(customer => Meta.Letter(customer, "¿Cuánto falta?"))]),
            < 5 => admin.Get("/inbox/all"),
            _ => admin.Get($"/inbox/all/{tickets[turn % tickets.Count]}", "section#chat"),
        });
        var observed = await observer.Done();
        foreach (var listener in listeners)
        {
            await listener.DisposeAsync();
        }

        await stage.Quiet();
        return observed;
    }
}
