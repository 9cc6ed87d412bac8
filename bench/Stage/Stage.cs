using Convos.Data;
using Convos.Web;
using Npgsql;

namespace Convos.Bench;

/// <summary>What scenarios play on: the desk's database, Convos as its own process, a Meta to send to, and a view of what they cost.</summary>
public sealed partial class Stage : IAsyncDisposable
{
    private readonly BenchPostgres postgres;
    private readonly Published published;
    private readonly FakeGraphServer graph;
    private readonly Dictionary<string, Visitor> visitors = [];

    private Stage(Options options, BenchPostgres postgres, Published published, FakeGraphServer graph, string connectionString)
    {
        (Options, this.postgres, this.published, this.graph, ConnectionString) = (options, postgres, published, graph, connectionString);
        // By its own name: a soak cuts the app's connections, not ours.
        Database = new Database(connectionString, source => source.ConnectionStringBuilder.ApplicationName = "convos-bench");
    }

    public Options Options { get; }

    public Scale Scale => Options.Scale;

    public string ConnectionString { get; }

    /// <summary>The bench's own way in.</summary>
    public Database Database { get; }

    public FakeGraph Graph => graph.Graph;

    public Child App { get; private set; } = null!;

    public ProcessTree Postgres { get; private set; } = null!;

    public static async Task<Stage> Set(Options options)
    {
        var postgres = await BenchPostgres.Start(options.Keep);
        var desk = await postgres.Desk(options.Scale, options.Keep, Report.Say);
        Report.Say("Publishing Convos");
        var published = await Published.From(options.App);
        var graph = await FakeGraphServer.Start();
        graph.Graph.LastInbound = (_, _) => Task.FromResult<DateTime?>(DateTime.UtcNow);
        // Meta at its quickest: its habits are not what is measured.
        graph.Graph.Postman.Habits = new MetaHabits(TimeSpan.Zero, TimeSpan.Zero, Gather: TimeSpan.Zero);
        var stage = new Stage(options, postgres, published, graph, desk);
        stage.Postgres = new ProcessTree(await stage.Postmaster());
        stage.Connect();
        stage.App = await stage.StartApp();
        return stage;
    }

    /// <summary>Another process of the published program, on the same database.</summary>
    public Task<Child> StartApp(string address = "http://127.0.0.1:0") => Child.Start(published.Program, [], new Dictionary<string, string>
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["ASPNETCORE_URLS"] = address,
        ["ConnectionStrings__Convos"] = ConnectionString,
        ["WhatsApp__GraphBaseAddress"] = graph.BaseAddress.ToString(),
        ["Outbound__AllowedHosts"] = graph.BaseAddress.Host,
        ["Logging__LogLevel__Default"] = "Warning",
        ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
    });

    /// <summary>Killed and started at the address that it had.</summary>
    public async Task CrashApp()
    {
        var address = App.Address.ToString();
        await App.Kill();
        App = await StartApp(address);
    }

    /// <summary>Runs something while no app works on the database, and starts one again.</summary>
    public async Task<T> WithoutApp<T>(Func<Task<T>> work)
    {
        await App.DisposeAsync();
        var result = await work();
        Forget();
        App = await StartApp();
        return result;
    }

    /// <summary>Whether something that came is not taken in, or something that was written has not left.</summary>
    public Task<bool> Busy() => One<bool>(
        """
        select exists (select from inbound_events where state = 'pending')
          or exists (select from message_sends where state in ('queued', 'sending'))
        """);

    /// <summary>Returns when nothing is under way.</summary>
    public async Task Quiet()
    {
        while (await Busy())
        {
            await Task.Delay(20);
        }
    }

    /// <summary>So many operators, signed in: few enough for the door, which lets one address try sixty times a minute.</summary>
    public async Task<IReadOnlyList<Visitor>> Team(int people)
    {
        var team = new List<Visitor>();
        for (var number = 0; number < Math.Min(people, Scale.Operators); number++)
        {
            team.Add(await Visitor(Staff.Email(number)));
        }

        return team;
    }

    /// <summary>«En línea», as the header's control sets it.</summary>
    public async Task OnDuty(string email) =>
        await (await Visitor(email)).Post("/presence?handler=choose&available=true");

    /// <summary>Signed in once for the whole run.</summary>
    public async Task<Visitor> Visitor(string email)
    {
        if (!visitors.TryGetValue(email, out var visitor))
        {
            visitors[email] = visitor = await Convos.Bench.Visitor.SignIn(App.Address, email);
        }

        return visitor;
    }

    /// <summary>Clients who ask again when they have their answer, after a warm-up.</summary>
    public Task<Figures> Closed(int clients, Func<int, Task> ask) =>
        Load.Closed(clients, TimeSpan.FromSeconds(Options.Seconds / 2), TimeSpan.FromSeconds(Options.Seconds), ask);

    /// <summary>Several loads by turns, so that whatever else the machine does falls on all of them alike.</summary>
    public async Task<IReadOnlyList<Figures>> ByTurns(int clients, params Func<int, Task>[] asks)
    {
        const int Turns = 3;
        var heard = asks.Select(_ => new List<Figures>()).ToArray();
        for (var turn = 0; turn < Turns; turn++)
        {
            for (var ask = 0; ask < asks.Length; ask++)
            {
                heard[ask].Add(await Load.Closed(
                    clients, TimeSpan.FromSeconds(turn == 0 ? Options.Seconds / 2 : Options.Seconds / 20), TimeSpan.FromSeconds(Options.Seconds / Turns), asks[ask]));
            }
        }

        return [.. heard.Select(stretches => stretches.Sum())];
    }

    public Observer Observe() => new(new ProcessTree(App.Id), Postgres);

    public async ValueTask DisposeAsync()
    {
        Forget();
        await graph.DisposeAsync();
        await App.DisposeAsync();
        await Database.DisposeAsync();
        published.Dispose();
        await postgres.DisposeAsync();
    }

    private void Connect()
    {
        for (var channel = 0; channel < Scale.Inboxes; channel++)
        {
            var name = Staff.ChannelName(channel);
            Graph.Connect(new FakeNumber(
                Staff.Account(channel), $"+54 9 11 5555-{channel:D4}", Staff.AccessToken, Staff.AppSecret, () => new Uri(App.Address, $"/webhooks/whatsapp/{name}")));
        }
    }

    private void Forget()
    {
        foreach (var visitor in visitors.Values)
        {
            visitor.Dispose();
        }

        visitors.Clear();
    }

    // The parent of any backend; unknown where the server is on another machine.
    private async Task<int?> Postmaster()
    {
        var backend = await One<int>("select pg_backend_pid()");
        var host = new NpgsqlConnectionStringBuilder(ConnectionString).Host;
        return host is "127.0.0.1" or "localhost" ? ProcessTree.ParentOf(backend) : null;
    }
}
