using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Convos.Web;

/// <summary>How often one address may try a password or a code, open a one-time link, or ask for a mail.</summary>
public static class Limits
{
    public const string Guesses = nameof(Guesses);
    public const string Links = nameof(Links);
    public const string Mails = nameof(Mails);

    public static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(Guesses, http => Posts(http, 60, TimeSpan.FromMinutes(1)));
        options.AddPolicy(Links, http => Window(http, 60, TimeSpan.FromMinutes(1)));
        options.AddPolicy(Mails, http => Posts(http, 10, TimeSpan.FromMinutes(10)));
    }

    private static RateLimitPartition<string> Posts(HttpContext http, int times, TimeSpan window) =>
        HttpMethods.IsPost(http.Request.Method) ? Window(http, times, window) : RateLimitPartition.GetNoLimiter("");

    private static RateLimitPartition<string> Window(HttpContext http, int times, TimeSpan window) =>
        RateLimitPartition.GetFixedWindowLimiter(
            http.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = times, Window = window });
}
