using System.Data.Common;
using Convos.Data;

namespace Convos.Web;

/// <summary>What a proxy or an orchestrator asks: does the process serve, and may it be sent people?</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").AllowAnonymous();
        health.MapGet("/live", () => "live");
        health.MapGet("/ready", Ready);
    }

    private static async Task<IResult> Ready(Database database, CancellationToken ct)
    {
        // Who asks gives up after a few seconds; an answer later than that is none.
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            await using var db = await database.Open(limited.Token);
            return await Migrations.Applied(db, limited.Token) ? Results.Text("ready") : NotReady("migrations are missing");
        }
        catch (Exception away) when (away is DbException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return NotReady("the database does not answer");
        }
    }

    private static IResult NotReady(string reason) => Results.Text(reason, statusCode: StatusCodes.Status503ServiceUnavailable);
}
