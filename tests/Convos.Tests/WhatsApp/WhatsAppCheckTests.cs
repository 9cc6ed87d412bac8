using System.Net;
using System.Net.Sockets;
using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Microsoft.Extensions.Options;

namespace Convos.Tests;

/// <summary>«Probar conexión» against a Graph as strict as Meta's: each thing that can be wrong is its own line.</summary>
public sealed class WhatsAppCheckTests : IAsyncLifetime
{
    private static readonly DateTime Now = DateTime.UtcNow;
    private static readonly ChannelAccount Good = new("5550001", "700001", "llave", "secreto");

    private FakeGraphServer meta = null!;

    private static FakeNumber Number => new("5550001", "+54 11 5555-0001", "llave", "secreto", () => new Uri("http://webhook.invalid/")) { BusinessId = "700001", VerifiedName = "Tienda" };

    public async Task InitializeAsync()
    {
        meta = await FakeGraphServer.Start(new HttpClient(new Inbox()));
        meta.Graph.Connect(Number with { Id = "5550002", AccessToken = "otra llave", BusinessId = "700002" });
    }

    public async Task DisposeAsync() => await meta.DisposeAsync();

    [Fact]
    public async Task A_number_in_order_is_told_line_by_line_with_what_meta_knows_of_it()
    {
        var ends = Now.AddDays(40);

        var report = await Check(Number with { TokenExpiresAt = ends }, Good);

        Assert.Equal([Finding.NumberRead, Finding.QualityHigh, Finding.TokenExpires, Finding.SecretAccepted, Finding.Subscribed], Findings(report));
        Assert.All(report.Lines, line => Assert.Equal(CheckOutcome.Fine, line.Outcome));
        Assert.Equal(("+54 11 5555-0001", "Tienda", "GREEN", true, null), (report.DisplayAddress, report.VerifiedName, report.Quality, report.TokenTold, report.Trouble));
        Assert.Equal(ends, report.TokenExpiresAt!.Value, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_token_that_never_ends_is_told_as_such()
    {
        var report = await Check(Number, Good);

        Assert.Contains(Finding.TokenLasts, Findings(report));
        Assert.Equal((true, null), (report.TokenTold, report.TokenExpiresAt));
    }

    public static TheoryData<string, Finding, ChannelTrouble?> Faults => new()
    {
        { "token", Finding.TokenRejected, ChannelTrouble.TokenRejected },
        { "expired", Finding.TokenRejected, ChannelTrouble.TokenRejected },
        { "foreign number", Finding.AccountNotFound, ChannelTrouble.NotFound },
        { "unknown number", Finding.AccountNotFound, ChannelTrouble.NotFound },
        { "no scopes", Finding.NotPermitted, ChannelTrouble.NotPermitted },
        { "secret", Finding.SecretRejected, null },
        { "restricted", Finding.NumberRestricted, ChannelTrouble.Restricted },
        { "unregistered", Finding.NumberNotConnected, null },
        { "not subscribed", Finding.NotSubscribed, null },
        { "business", Finding.BusinessNotFound, null },
        { "some scopes", Finding.ScopesMissing, null },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_is_wrong_is_told_as_what_it_is(string fault, Finding finding, ChannelTrouble? trouble)
    {
        var (number, account) = fault switch
        {
            "token" => (Number, Good with { AccessToken = "nadie la dio" }),
            "expired" => (Number with { TokenExpiresAt = Now.AddDays(-1) }, Good),
            "foreign number" => (Number, Good with { AccountId = "5550002" }),
            "unknown number" => (Number, Good with { AccountId = "5559999" }),
            "no scopes" => (Number with { Scopes = [] }, Good),
            "some scopes" => (Number with { Scopes = ["whatsapp_business_messaging"] }, Good),
            "secret" => (Number, Good with { AppSecret = "otro secreto" }),
            "restricted" => (Number with { Status = "RESTRICTED" }, Good),
            "unregistered" => (Number with { Status = "PENDING" }, Good),
            "not subscribed" => (Number with { Subscribed = false }, Good),
            "business" => (Number, Good with { BusinessId = "700002" }),
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };

        var report = await Check(number, account);

        Assert.Contains(report.Lines, line => line.Finding == finding && line.Outcome == CheckOutcome.Wrong);
        Assert.Equal(trouble, report.Trouble);
    }

    [Fact]
    public async Task A_token_that_ends_within_a_week_and_one_that_may_not_be_asked_about_are_doubts()
    {
        var soon = await Check(Number with { TokenExpiresAt = Now.AddDays(5) }, Good);
        var silent = await Check(Number with { TokenTells = false }, Good);

        Assert.Contains(soon.Lines, line => line is { Finding: Finding.TokenExpiring, Outcome: CheckOutcome.Doubtful });
        Assert.Contains(silent.Lines, line => line is { Finding: Finding.TokenUnknown, Outcome: CheckOutcome.Doubtful });
        Assert.False(silent.TokenTold);
    }

    [Fact]
    public async Task Nobody_there_is_one_line_and_says_nothing_about_the_rest()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();

        var report = await Check(Number, Good, address);

        Assert.Equal([Finding.Unreachable], Findings(report));
        Assert.False(report.Reached);
    }

    [Fact]
    public async Task No_line_holds_a_secret()
    {
        foreach (var account in new[] { Good, Good with { AppSecret = "otro-secreto-largo" }, Good with { AccessToken = "otra-llave-larga" }, Good with { BusinessId = "1" } })
        {
            var told = string.Join(' ', (await Check(Number, account)).Lines.Select(line => line.Detail));

            Assert.DoesNotContain(account.AccessToken, told, StringComparison.Ordinal);
            Assert.DoesNotContain(account.AppSecret, told, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("123", "", "", "", ChannelProblem.AccountWrong)]
    [InlineData("+54 11 5555", "", "", "", ChannelProblem.AccountWrong)]
    [InlineData("1065403522", "mi-negocio", "", "", ChannelProblem.BusinessWrong)]
    [InlineData("1065403522", "", "0123456789abcdef 0123456789abcde", "", ChannelProblem.SecretHasSpaces)]
    [InlineData("1065403522", "", "0123456789abcdef", "", ChannelProblem.SecretWrong)]
    [InlineData("1065403522", "", "0123456789abcdef0123456789abcdez", "", ChannelProblem.SecretWrong)]
    [InlineData("1065403522", "", "", "EAA BB", ChannelProblem.TokenHasSpaces)]
    [InlineData("1065403522", "", "", "EAA\nBB", ChannelProblem.TokenHasSpaces)]
    [InlineData("1065403522", "", "", "EAAñ", ChannelProblem.TokenWrong)]
    [InlineData("1065403522", "200000001", "0123456789abcdef0123456789abcdef", "EAABsbCS1iHg", null)]
    public void A_wrong_paste_is_told_before_anybody_is_asked(string account, string business, string secret, string token, ChannelProblem? problem)
    {
        using var http = new HttpClient();

        Assert.Equal(problem, Channel(http, meta.BaseAddress).Problem(new("whatsapp", "x", account, business, "", 1, secret, token)));
    }

    private async Task<ChannelReport> Check(FakeNumber number, ChannelAccount account, Uri? graph = null)
    {
        meta.Graph.Connect(number);
        using var http = WhatsAppChannel.Client(new(allowEverything: true, []));
        return await Channel(http, graph ?? meta.BaseAddress).Check(account, Now, default);
    }

    private static WhatsAppChannel Channel(HttpClient http, Uri graph) => new(http, http, Options.Create(new WhatsAppOptions { GraphBaseAddress = graph }));

    private static IEnumerable<Finding> Findings(ChannelReport report) => report.Lines.Select(line => line.Finding);
}
