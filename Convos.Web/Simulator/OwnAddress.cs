using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Convos.Web;

/// <summary>Where this very process serves, for the fake Meta to call.</summary>
public static class OwnAddress
{
    private static readonly string[] Wildcards = ["*", "+", "0.0.0.0", "[::]"];

    public static Uri Of(IServer server)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = BindingAddress.Parse(addresses.OrderByDescending(one => one.StartsWith("http:", StringComparison.Ordinal)).First());
        var host = Wildcards.Contains(address.Host) ? "127.0.0.1" : address.Host;
        return new Uri($"{address.Scheme}://{host}:{address.Port}");
    }
}
