using Convos.Data;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Convos.Web;

/// <summary>
/// Where people and Meta reach this installation: <c>Public:BaseAddress</c>. Links that leave the page (an e-mail, an address to
/// paste elsewhere) begin with it.
/// </summary>
public sealed class PublicAddress(IConfiguration configuration, IServer server)
{
    /// <summary>Null where the installer has not said it.</summary>
    public Uri? Configured { get; } = Read(configuration);

    /// <summary>
    /// A complete link; <paramref name="path"/> begins with a slash. Where nothing is configured it begins as the request did. Without
    /// a request, as for a link that carries a secret to somebody else's mailbox, a forged Host header cannot lead it astray: it then
    /// begins with the address that this process serves.
    /// </summary>
    public string For(HttpRequest? request, string path)
    {
        var origin = Configured?.GetLeftPart(UriPartial.Authority)
            ?? (request is null ? OwnOrigin() : $"{request.Scheme}://{request.Host}");
        return origin + path;
    }

    private string OwnOrigin()
    {
        var served = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost";
        var address = BindingAddress.Parse(served);
        var host = address.Host is "*" or "+" or "[::]" or "0.0.0.0" ? "localhost" : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}";
    }

    internal static Uri? Read(IConfiguration configuration) =>
        configuration["Public:BaseAddress"] is not { Length: > 0 } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" } ? uri
        : throw new CannotStartException($"Public:BaseAddress is «{text}»; it must be like https://convos.example.org, with nothing behind the host.");
}
