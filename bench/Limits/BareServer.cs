using System.Text.Json;
using Convos.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Convos.Bench;

/// <summary>Kestrel with nothing on it but an address that runs a script and answers so many bytes. A process of its own: this program again.</summary>
internal static class BareServer
{
    public const string Verb = "bare";

    public static Task<Child> Start(string connectionString, Script script, int bytes)
    {
        var file = Path.Combine(Path.GetTempPath(), $"convos-bench-{Guid.NewGuid():N}.json");
        File.WriteAllText(file, JsonSerializer.Serialize(script));
        return Child.Start(
            typeof(BareServer).Assembly.Location, [Verb, file, $"{bytes}"], new Dictionary<string, string> { ["CONVOS_BENCH_BARE"] = connectionString });
    }

    public static async Task Serve(string file, int bytes)
    {
        var script = JsonSerializer.Deserialize<Script>(await File.ReadAllTextAsync(file))!;
        File.Delete(file);
        await using var database = new Database(Environment.GetEnvironmentVariable("CONVOS_BENCH_BARE")!);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var answer = new byte[bytes];
        app.UseRouting();
        app.MapMethods("/", ["GET", "POST"], async (HttpContext http) =>
        {
            await script.Run(database);
            http.Response.ContentType = "text/html; charset=utf-8";
            http.Response.ContentLength = answer.Length;
            await http.Response.Body.WriteAsync(answer);
        });
        await app.StartAsync();
        Console.WriteLine($"Now listening on: {app.Urls.First()}");
        await app.WaitForShutdownAsync();
    }
}
