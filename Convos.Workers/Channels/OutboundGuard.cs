using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Convos.Workers;

/// <summary>
/// Keeps outgoing HTTP away from our own network: checked on the address that is really dialled, so neither a name
/// nor a redirect leads around it.
/// </summary>
public sealed class OutboundGuard(bool allowEverything, IReadOnlyCollection<string> allowedHosts)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private static readonly IPNetwork[] Inside =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3",
            // and for IPv6, with the ranges that carry an IPv4 address inside (NAT64, Teredo, 6to4)
            "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Everything goes in Development; elsewhere <c>Outbound:AllowedHosts</c> lists the exceptions (a list, or separated by commas).</summary>
    public static OutboundGuard From(IConfiguration configuration, bool isDevelopment)
    {
        var section = configuration.GetSection("Outbound:AllowedHosts");
        var listed = section.Get<string[]>() ?? section.Value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return new(isDevelopment, listed);
    }

    // A proxy would dial in our place, past the guard. Connections are renewed, so that a name that moves is followed.
    public SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = Connect,
    };

    public bool Allows(string host, int port, IPAddress address) =>
        allowEverything
        || allowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase)
        || allowedHosts.Contains($"{host}:{port}", StringComparer.OrdinalIgnoreCase)
        || !IsInside(address);

    private static bool IsInside(IPAddress address)
    {
        var dialled = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Inside.Any(network => network.BaseAddress.AddressFamily == dialled.AddressFamily && network.Contains(dialled));
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await Dns.GetHostAddressesAsync(host, ct);
        var allowed = addresses.Where(address => Allows(host, port, address)).ToArray();
        if (allowed.Length == 0)
        {
            throw new HttpRequestException(
                HttpRequestError.ConnectionError, $"{host} is an address of the internal network, and not among Outbound:AllowedHosts.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(ConnectTimeout);
        try
        {
            await socket.ConnectAsync(allowed, port, patience.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception failure)
        {
            socket.Dispose();
            // Said as what it is: nothing was sent yet.
            throw failure is OperationCanceledException && !ct.IsCancellationRequested ? new SocketException((int)SocketError.TimedOut) : failure;
        }
    }
}
