using Convos.Data;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Convos.Web;

/// <summary>The database before anything else: the one that <c>ConnectionStrings:Convos</c> names, or one of our own.</summary>
public static class DatabaseBoot
{
    /// <summary>Migrates it and registers <see cref="Database"/>. What it returns stops our own PostgreSQL, so it goes last.</summary>
    public static async Task<IAsyncDisposable> AddDatabase(this WebApplicationBuilder builder)
    {
        RefuseIdle(builder.Configuration);
        var logs = LoggerFactory.Create(logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole());
        var log = logs.CreateLogger("Convos.Boot");
        var named = builder.Configuration.GetConnectionString("Convos");
        var own = string.IsNullOrWhiteSpace(named) ? await StartOwn(builder, log) : null;
        var connectionString = own?.ConnectionString ?? named!;

        await Migrations.Apply(connectionString, log, TimeSpan.FromSeconds(builder.Configuration.GetValue("Database:Patience", 60)));
        builder.Services.AddSingleton(_ => new Database(connectionString));
        builder.Services.TryAddSingleton(TimeProvider.System);
        return new Started(own, logs);
    }

    private static void RefuseIdle(IConfiguration configuration)
    {
        if (!configuration.GetValue("Roles:Web", true) && !configuration.GetValue("Roles:Workers", true))
        {
            throw new CannotStartException("Roles:Web and Roles:Workers are both off: this Convos would have nothing to do. Switch one of them on.");
        }
    }

    private static Task<EmbeddedPostgres> StartOwn(WebApplicationBuilder builder, ILogger log)
    {
        // Before PostgreSQL: who may not serve should not start one either.
        Addresses.RefuseTaken(builder.Configuration);
        return EmbeddedPostgres.Start(builder.DataFolder(), log);
    }

    /// <summary>Where this installation keeps what is not in a database of its own.</summary>
    public static string DataFolder(this WebApplicationBuilder builder) =>
        Path.Combine(builder.Environment.ContentRootPath, builder.Configuration["Data:Folder"] ?? "data");

    private sealed class Started(EmbeddedPostgres? own, ILoggerFactory logs) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            using var last = logs;
            if (own is not null)
            {
                await own.DisposeAsync();
            }
        }
    }
}
