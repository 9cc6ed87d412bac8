using System.Net;
using Convos.Workers;
using Microsoft.Extensions.Configuration;

namespace Convos.Tests;

/// <summary>Outgoing HTTP does not reach the inside of the network.</summary>
public sealed class OutboundGuardTests
{
    private static readonly OutboundGuard Strict = new(allowEverything: false, []);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.1")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:7f00:1::")]
    public void Addresses_of_the_inside_are_refused(string address) =>
        Assert.False(Strict.Allows("host.example", 443, IPAddress.Parse(address)));

    [Theory]
    [InlineData("157.240.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("8.8.8.8")]
    [InlineData("2a03:2880:f003::1")]
    [InlineData("::ffff:8.8.8.8")]
    public void Addresses_of_the_outside_are_not(string address) =>
        Assert.True(Strict.Allows("host.example", 443, IPAddress.Parse(address)));

    [Theory]
    [InlineData("Outbound:AllowedHosts", "graph.local, other:8080", "graph.local", 443, true)]
    [InlineData("Outbound:AllowedHosts", "graph.local, other:8080", "other", 8080, true)]
    [InlineData("Outbound:AllowedHosts", "graph.local, other:8080", "other", 8081, false)]
    [InlineData("Outbound:AllowedHosts:0", "graph.local", "GRAPH.local", 443, true)]
    [InlineData("Outbound:Nothing", "", "graph.local", 443, false)]
    public void Only_the_listed_hosts_are_excepted(string key, string value, string host, int port, bool allowed)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();

        Assert.Equal(allowed, OutboundGuard.From(configuration, isDevelopment: false).Allows(host, port, IPAddress.Loopback));
        Assert.True(OutboundGuard.From(configuration, isDevelopment: true).Allows(host, port, IPAddress.Loopback));
    }

    [Fact]
    public async Task The_dialled_address_is_checked_not_the_name()
    {
        using var http = new HttpClient(Strict.Handler());

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("http://localhost:1/"));

        Assert.Contains("Outbound:AllowedHosts", refused.InnerException!.Message);
    }
}
