using Convos.Data;
using Convos.Web;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;

namespace Convos.Tests;

/// <summary>How a link that leaves the page begins.</summary>
public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("https://convos.example.org")]
    [InlineData("https://convos.example.org/")]
    public void A_configured_address_wins_over_the_request(string configured) =>
        Assert.Equal("https://convos.example.org/join/x", Address(configured).For(Request("forged.example"), "/join/x"));

    [Fact]
    public void Without_one_a_link_begins_as_the_request_did() =>
        Assert.Equal("http://192.168.1.9:8080/join/x", Address(null).For(Request("192.168.1.9:8080"), "/join/x"));

    [Theory]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080/join/x")]
    [InlineData("http://[::]:8080", "http://localhost:8080/join/x")]
    [InlineData("http://*:8080", "http://localhost:8080/join/x")]
    public void Without_a_request_it_begins_with_what_the_process_serves(string served, string expected) =>
        Assert.Equal(expected, Address(null, served).For(null, "/join/x"));

    [Theory]
    [InlineData("convos.example.org")]
    [InlineData("ftp://convos.example.org")]
    [InlineData("https://convos.example.org/app")]
    [InlineData("https://convos.example.org/?x=1")]
    public void Anything_but_an_origin_is_refused_in_one_sentence(string configured) =>
        Assert.Contains($"«{configured}»", Assert.Throws<CannotStartException>(() => Address(configured)).Message, StringComparison.Ordinal);

    private static PublicAddress Address(string? configured, string served = "http://127.0.0.1:5080") => new(
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Public:BaseAddress", configured)]).Build(), new Serving(served));

    private static HttpRequest Request(string host) =>
        new DefaultHttpContext { Request = { Scheme = "http", Host = new HostString(host) } }.Request;

    private sealed class Serving : IServer
    {
        public Serving(string address)
        {
            var addresses = new ServerAddressesFeature();
            addresses.Addresses.Add(address);
            Features.Set<IServerAddressesFeature>(addresses);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
