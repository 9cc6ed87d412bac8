using System.Net;
using Convos.Data;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.HttpOverrides;

namespace Convos.Web;

/// <summary>What stands between a browser and us: the proxies whose word counts, HTTPS, and the names under which we answer.</summary>
public static class Transport
{
    private static readonly string[] AskedByAddress = ["/health", "/metrics"];

    public static void AddTransport(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<PublicAddress>();
        var known = KnownProxies(configuration);
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            // Not the host: whoever forges it would forge the links. A proxy passes the browser's own on.
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in known)
            {
                options.KnownIPNetworks.Add(network);
            }
        });
        if (PublicAddress.Read(configuration)?.Scheme != Uri.UriSchemeHttps)
        {
            return;
        }

        services.AddHsts(options => options.MaxAge = TimeSpan.FromDays(180));
        services.Configure<CookiePolicyOptions>(options => options.Secure = CookieSecurePolicy.Always);
        services.Configure<AntiforgeryOptions>(options => options.Cookie.Name = "__Host-convos-form");
        services.Configure<CookieTempDataProviderOptions>(options => options.Cookie.Name = "__Host-convos-said");
        services.PostConfigureAll<CookieAuthenticationOptions>(options => options.Cookie.Name = $"__Host-{options.Cookie.Name}");
    }

    public static void UseTransport(this WebApplication app)
    {
        app.UseForwardedHeaders();
        if (app.Services.GetRequiredService<PublicAddress>() is not { Configured: { } address } ours)
        {
            return;
        }

        app.UseWhen(http => !AskedByAddress.Any(path => http.Request.Path.StartsWithSegments(path)), people =>
        {
            people.Use((http, next) => IsOurs(http.Request.Host.Host, address)
                ? next(http)
                : Results.Text("Convos is not served under this name.", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(http));
            if (app.Configuration.GetValue("Public:RedirectToHttps", false))
            {
                people.Use((http, next) => http.Request.IsHttps
                    ? next(http)
                    : Results.Redirect(ours.For(null, http.Request.PathBase + http.Request.Path + http.Request.QueryString), permanent: true, preserveMethod: true).ExecuteAsync(http));
            }
        });
        if (address.Scheme == Uri.UriSchemeHttps)
        {
            app.UseHsts();
            app.UseCookiePolicy();
        }
    }

    // Whoever sits at the machine itself may always look.
    private static bool IsOurs(string host, Uri address) =>
        string.Equals(host, address.Host, StringComparison.OrdinalIgnoreCase) || PlainHttp.IsThisMachine(host);

    private static List<System.Net.IPNetwork> KnownProxies(IConfiguration configuration)
    {
        var section = configuration.GetSection("Proxies:Known");
        var listed = section.Get<string[]>() ?? (section.Value ?? "127.0.0.0/8,::1").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. listed.Select(one =>
            System.Net.IPNetwork.TryParse(one, out var network) ? network
            : IPAddress.TryParse(one, out var address) ? new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8)
            : throw new CannotStartException($"Proxies:Known names «{one}»; it lists addresses and networks, like 10.0.0.5 or 172.30.57.0/24."))];
    }
}
