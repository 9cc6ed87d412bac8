using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Convos.Web;

/// <summary>How often one address may try a password or a code.</summary>
public static class Limits
{
    public const string Guesses = nameof(Guesses);

    public static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(Guesses, http => HttpMethods.IsPost(http.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(
                http.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = 60, Window = TimeSpan.FromMinutes(1) })
            : RateLimitPartition.GetNoLimiter(""));
    }
}
