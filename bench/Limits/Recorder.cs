using System.Diagnostics;
using Convos.Data;
using Convos.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Bench;

/// <summary>
/// Convos in this process, only to be listened to: what one request asks of PostgreSQL, statement by statement with its values,
/// as the driver got it. Nothing is copied from the sources, so a limit cannot fall behind them.
/// </summary>
public sealed class Recorder : IAsyncDisposable
{
    private readonly AsyncLocal<bool> inRequest = new();
    private readonly Lock gate = new();
    private readonly List<(int Connection, NpgsqlCommand Command, int Transaction)> heard = [];
    private readonly ActivityListener listener;
    private readonly Database database;
    private readonly WebApplication app;
    private int transactions;
    private bool inTransaction;

    private Recorder(string connectionString)
    {
        // Without somebody who listens the driver tells nothing.
        listener = new() { ShouldListenTo = source => source.Name == "Npgsql", Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData };
        ActivitySource.AddActivityListener(listener);
        database = new Database(connectionString, source => source
            .UseLoggerFactory(LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new Transactions(this))))
            .ConfigureTracing(tracing => tracing.ConfigureCommandFilter(Hear)));
        app = Build();
    }

    public Uri Address { get; private set; } = null!;

    public static async Task<Recorder> Start(string connectionString)
    {
        var recorder = new Recorder(connectionString);
        await recorder.app.Prepare();
        recorder.app.Use((http, next) =>
        {
            recorder.inRequest.Value = true;
            return next(http);
        });
        recorder.app.UseConvos();
        await recorder.app.StartAsync();
        // Hangfire has one log for the whole process: that of an app which ended would fail all others.
        Hangfire.Logging.LogProvider.SetCurrentLogProvider(null);
        recorder.Address = new Uri(recorder.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return recorder;
    }

    /// <summary>All that the requests of <paramref name="work"/> ask. A value equal to <paramref name="fresh"/> will be a new one at each run.</summary>
    public async Task<Script> Record(Func<Task> work, Guid? fresh = null)
    {
        lock (gate)
        {
            heard.Clear();
        }

        await work();
        lock (gate)
        {
            return new Script([.. Stretches(fresh)]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await database.DisposeAsync();
        listener.Dispose();
    }

    private IEnumerable<Script.Stretch> Stretches(Guid? fresh)
    {
        for (var at = 0; at < heard.Count;)
        {
            var (connection, _, transaction) = heard[at];
            var stretch = heard.Skip(at).TakeWhile(one => (one.Connection, one.Transaction) == (connection, transaction)).Select(one => one.Command).ToList();
            at += stretch.Count;
            yield return new(transaction > 0, [.. stretch.Select(command =>
                new Statement(command.CommandText, [.. command.Parameters.Select(parameter => Parameter.Of(parameter, fresh))]))]);
        }
    }

    private bool Hear(NpgsqlCommand command)
    {
        if (inRequest.Value)
        {
            lock (gate)
            {
                heard.Add((command.Connection!.ProcessID, command.Clone(), inTransaction ? transactions : 0));
            }
        }

        return false;
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Production", ContentRootPath = Path.Combine(Repository.Root, "Convos.Web"), ApplicationName = typeof(App).Assembly.GetName().Name,
        });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Roles:Workers"] = "false" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(database).AddSingleton(TimeProvider.System);
        builder.AddConvos();
        return builder.Build();
    }

    // The driver tells its log, and nobody else, where a transaction begins and ends.
    private sealed class Transactions(Recorder recorder) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (recorder.inRequest.Value && eventId.Name is "StartedTransaction" or "CommittedTransaction" or "RolledBackTransaction")
            {
                recorder.inTransaction = eventId.Name == "StartedTransaction";
                recorder.transactions += recorder.inTransaction ? 1 : 0;
            }
        }

        public void Dispose()
        {
        }
    }
}
