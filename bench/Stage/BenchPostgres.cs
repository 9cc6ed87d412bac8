using System.Security.Cryptography;
using System.Text;
using Convos.Data;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Convos.Bench;

/// <summary>
/// The PostgreSQL of a run: the embedded one with the settings that it has in production, in a folder of its own, or the one that
/// <c>CONVOS_BENCH_POSTGRES</c> names. A run works on a copy of the generated desk where it is kept, else on the desk itself.
/// </summary>
public sealed class BenchPostgres : IAsyncDisposable
{
    private readonly string server;
    private readonly EmbeddedPostgres? embedded;
    private readonly string? folder;
    private readonly List<string> made = [];

    private BenchPostgres(string server, EmbeddedPostgres? embedded, string? folder) => (this.server, this.embedded, this.folder) = (server, embedded, folder);

    public static async Task<BenchPostgres> Start(bool keep)
    {
        if (Environment.GetEnvironmentVariable("CONVOS_BENCH_POSTGRES") is { Length: > 0 } named)
        {
            return new(named, null, null);
        }

        var folder = keep ? Path.Combine(Repository.Root, "artifacts", "bench", "postgres") : Path.Combine(Path.GetTempPath(), $"convos-bench-{Guid.NewGuid():N}");
        var started = await EmbeddedPostgres.Start(folder, NullLogger.Instance);
        return new(started.ConnectionString, started, keep ? null : folder);
    }

    /// <summary>A desk of this scale, ready to be worked on; <paramref name="say"/> hears what takes long.</summary>
    public async Task<string> Desk(Scale scale, bool keep, Action<string> say)
    {
        await using var db = await Open("postgres");
        if (!keep)
        {
            return await Generate(db, $"bench_{Guid.NewGuid():N}", scale, say);
        }

        var template = $"bench_{scale.Name}_{Hash()}";
        if (!await db.QuerySingleAsync<bool>("select exists (select from pg_database where datname = @template and datistemplate)", new { template }))
        {
            await db.ExecuteAsync($"drop database if exists {template}");
            await Generate(db, template, scale, say);
            made.Remove(template);
            NpgsqlConnection.ClearAllPools();
            await db.ExecuteAsync($"alter database {template} with is_template true");
        }

        var copy = $"bench_{Guid.NewGuid():N}";
        await db.ExecuteAsync($"create database {copy} template {template} strategy file_copy", commandTimeout: 0);
        made.Add(copy);
        return To(copy);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (folder is null)
        {
            await using var db = await Open("postgres");
            foreach (var name in made)
            {
                await db.ExecuteAsync($"drop database if exists {name} with (force)");
            }
        }

        if (embedded is not null)
        {
            await embedded.DisposeAsync();
        }

        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> Generate(NpgsqlConnection db, string name, Scale scale, Action<string> say)
    {
        say($"Generating a desk of {scale.Tickets:N0} tickets");
        await db.ExecuteAsync($"create database {name}");
        made.Add(name);
        await Migrations.Apply(To(name), NullLogger.Instance);
        await Generator.Fill(To(name), scale, DateTime.UtcNow);
        return To(name);
    }

    private string To(string database) => new NpgsqlConnectionStringBuilder(server) { Database = database }.ConnectionString;

    private async Task<NpgsqlConnection> Open(string database)
    {
        var db = new NpgsqlConnection($"{To(database)};Pooling=false");
        await db.OpenAsync();
        return db;
    }

    // Another schema or another generator is another desk.
    private static string Hash()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "migrations"), "*.sql")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "bench", "Desk"), "*.cs"))
            .Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(sources.Select(File.ReadAllText)))))[..12];
    }
}
