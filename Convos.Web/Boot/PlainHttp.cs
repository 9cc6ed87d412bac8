using System.Net;
using Convos.Data;

namespace Convos.Web;

/// <summary>
/// Convos opened over plain HTTP from another machine: a browser then lends no microphone and shows no notifications, and Meta
/// delivers nothing. Administrators are told once a session.
/// </summary>
public static class PlainHttp
{
    private const string Seen = "convos-plain-http";

    public static bool IsUsed(HttpRequest request) => !request.IsHttps && !IsThisMachine(request.Host.Host);

    /// <summary>HTTPS by the word of a proxy that <c>Proxies:Known</c> does not name: a known one's header is taken away once it is believed.</summary>
    public static bool IsHttpsUnproven(HttpRequest request) => !request.IsHttps && request.Headers["X-Forwarded-Proto"].ToString().Contains("https", StringComparison.OrdinalIgnoreCase);

    public static bool Warns(HttpContext http, Viewer viewer) =>
        viewer.Role == Role.Admin && IsUsed(http.Request) && !http.Request.Path.StartsWithSegments("/insecure") && !http.Request.Cookies.ContainsKey(Seen);

    public static void Told(HttpResponse response) =>
        response.Cookies.Append(Seen, "1", new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true });

    /// <summary>What browsers take for secure without HTTPS.</summary>
    public static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
