using System.Net;
using System.Net.Sockets;
using Convos.Data;
using Microsoft.AspNetCore.Connections;

namespace Convos.Web;

/// <summary>The addresses that Convos is to serve: a default for Development, and a clear word when one is taken.</summary>
public static class Addresses
{
    private const string Development = "http://127.0.0.1:5080";

    public static void UseDefaultAddress(this WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment() && !Configured(builder.Configuration).Any())
        {
            builder.WebHost.UseUrls(Development);
        }
    }

    public static void RefuseTaken(IConfiguration configuration)
    {
        foreach (var url in Configured(configuration).Where(url => !url.Contains("://unix:", StringComparison.Ordinal)))
        {
            var address = BindingAddress.Parse(url);
            if (address.Port != 0 && Taken(new IPEndPoint(Host(address.Host), address.Port)))
            {
                throw new CannotStartException(Sentence(url));
            }
        }
    }

    /// <summary>The same word for what Kestrel met when it bound.</summary>
    public static string? Sentence(Exception failure) => failure switch
    {
        CannotStartException refused => refused.Message,
        IOException { InnerException: AddressInUseException } => Sentence(failure.Message.Split(' ').FirstOrDefault(IsUrl) ?? "its address"),
        _ => null,
    };

    private static string Sentence(string url) =>
        $"Convos cannot serve {url.TrimEnd(':')}: another program (perhaps another Convos) is already there. Stop it, or choose another address with --urls.";

    private static IEnumerable<string> Configured(IConfiguration configuration)
    {
        string[] urls = Listed(configuration["urls"]);
        string[] ports = [.. Listed(configuration["http_ports"]).Select(port => $"http://*:{port}"), .. Listed(configuration["https_ports"]).Select(port => $"https://*:{port}")];
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>();
        return [.. endpoints, .. urls.Length > 0 ? urls : ports];
    }

    private static string[] Listed(string? value) =>
        (value ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsUrl(string word) => word.Contains("://", StringComparison.Ordinal);

    private static IPAddress Host(string host) =>
        host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host, out var ip) ? ip : IPAddress.Any;

    private static bool Taken(IPEndPoint endpoint)
    {
        using var probe = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(endpoint);
            probe.Listen();
            return false;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return true;
        }
    }
}
