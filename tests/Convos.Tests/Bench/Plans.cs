using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Tests;

/// <summary>A step of a plan: <c>Seq Scan on messages</c>, <c>Index Scan on messages by messages_thread</c>.</summary>
public sealed record PlanStep(string Kind, string? Table, string? Index)
{
    public override string ToString() => $"{Kind}{(Table is null ? "" : $" on {Table}")}{(Index is null ? "" : $" by {Index}")}";
}

/// <summary>A statement that was run, and how PostgreSQL went about it.</summary>
public sealed record PlannedStatement(string Sql, IReadOnlyList<PlanStep> Steps)
{
    public override string ToString() => $"{Sql}\n  → {string.Join(", ", Steps.Where(step => step.Table is not null || step.Index is not null))}";
}

/// <summary>
/// Hears the plans of all statements of the program, as they are really run: <c>auto_explain</c> sends each as a notice, and the driver
/// writes notices to its log. No statement is repeated here.
/// </summary>
public sealed class Plans
{
    private readonly ConcurrentQueue<PlannedStatement> heard = new();

    public Plans() => Log = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new Ear(heard)));

    public ILoggerFactory Log { get; }

    /// <summary>From now on whoever connects to this database is told the plans.</summary>
    public static async Task AskFor(string connectionString)
    {
        await using var db = new NpgsqlConnection($"{connectionString};Pooling=false");
        await db.OpenAsync();
        foreach (var setting in new[]
        {
            "session_preload_libraries = auto_explain", "auto_explain.log_min_duration = 0", "auto_explain.log_format = json",
            "auto_explain.log_level = notice", "client_min_messages = notice",
        })
        {
            await db.ExecuteAsync($"load 'auto_explain'; alter database {db.Database} set {setting}");
        }
    }

    public async Task<IReadOnlyList<PlannedStatement>> Of(Func<Task> work)
    {
        heard.Clear();
        await work();
        return [.. heard];
    }

    private sealed class Ear(ConcurrentQueue<PlannedStatement> heard) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name != "ReceivedNotice")
            {
                return;
            }

            var notice = formatter(state, exception);
            if (notice.IndexOf("plan:", StringComparison.Ordinal) is var at and >= 0)
            {
                var plan = JsonDocument.Parse(notice[(at + "plan:".Length)..]).RootElement;
                heard.Enqueue(new(plan.GetProperty("Query Text").GetString()!, [.. Steps(plan.GetProperty("Plan"))]));
            }
        }

        public void Dispose()
        {
        }

        private static IEnumerable<PlanStep> Steps(JsonElement step)
        {
            yield return new(step.GetProperty("Node Type").GetString()!, Text(step, "Relation Name"), Text(step, "Index Name"));
            if (step.TryGetProperty("Plans", out var inner))
            {
                foreach (var below in inner.EnumerateArray().SelectMany(Steps))
                {
                    yield return below;
                }
            }
        }

        private static string? Text(JsonElement step, string name) => step.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
