using System.Net;
using AngleSharp.Html.Parser;

namespace Convos.Tests;

/// <summary>Behind a proxy and before it: who is believed, which names are ours, and what a cookie may travel over.</summary>
public sealed class TransportTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private const string Public = "https://convos.example.org";

    [Fact]
    public async Task Where_the_public_address_is_https_every_cookie_is_bound_to_it_and_browsers_keep_to_it()
    {
        await using var app = await TestApp.On(test.Database, ("Public:BaseAddress", Public));
        await app.Person("cookies@convos.test");
        using var http = Client(app);

        using var page = await http.SendAsync(ByHttps("/login"));
        var form = await new HtmlParser().ParseDocumentAsync(await page.Content.ReadAsStringAsync());
        var cookies = page.Headers.GetValues("Set-Cookie").ToList();
        var signIn = ByHttps("/login");
        signIn.Method = HttpMethod.Post;
        signIn.Headers.Add("Cookie", cookies.Select(cookie => cookie.Split(';')[0]));
        signIn.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Email"] = "cookies@convos.test", ["Password"] = TestApp.Password,
            ["__RequestVerificationToken"] = form.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!,
        });
        using var signedIn = await http.SendAsync(signIn);

        Assert.Equal(HttpStatusCode.SeeOther, signedIn.StatusCode);
        cookies.AddRange(signedIn.Headers.GetValues("Set-Cookie"));
        Assert.Contains(cookies, cookie => cookie.StartsWith("__Host-convos=", StringComparison.Ordinal));
        Assert.All(cookies, cookie => Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal));
        Assert.All(cookies, cookie => Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.Equal("max-age=15552000", Assert.Single(page.Headers.GetValues("Strict-Transport-Security")));
    }

    [Fact]
    public async Task Of_a_proxy_that_is_not_known_nothing_is_believed()
    {
        await using var app = await TestApp.On(test.Database, ("Public:BaseAddress", Public), ("Proxies:Known", "192.0.2.1, 198.51.100.0/24"));
        using var http = Client(app);

        using var page = await http.SendAsync(ByHttps("/login"));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.False(page.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("evil.example", "/login", HttpStatusCode.BadRequest)]
    [InlineData("10.0.0.7:8080", "/login", HttpStatusCode.BadRequest)]
    [InlineData("10.0.0.7:8080", "/health/ready", HttpStatusCode.OK)]
    [InlineData("convos.example.org", "/login", HttpStatusCode.OK)]
    [InlineData("localhost:8080", "/login", HttpStatusCode.OK)]
    public async Task Only_the_public_name_and_this_machine_are_answered_and_probes_by_any(string host, string path, HttpStatusCode expected)
    {
        await using var app = await TestApp.On(test.Database, ("Public:BaseAddress", Public));
        using var http = Client(app);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };

        using var answer = await http.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Plain_http_is_sent_to_https_only_where_that_is_asked_for()
    {
        await using var app = await TestApp.On(test.Database, ("Public:BaseAddress", Public), ("Public:RedirectToHttps", "true"));
        using var http = Client(app);

        using var plain = await http.SendAsync(Request("/login?ReturnUrl=%2Fprofile"));
        using var proxied = await http.SendAsync(ByHttps("/login"));
        using var probe = await http.SendAsync(Request("/health/live"));

        Assert.Equal((HttpStatusCode.PermanentRedirect, $"{Public}/login?ReturnUrl=%2Fprofile"), (plain.StatusCode, plain.Headers.Location?.ToString()));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (proxied.StatusCode, probe.StatusCode));
    }

    private static HttpClient Client(TestApp app) =>
        new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = app.Address };

    private static HttpRequestMessage Request(string path) => new(HttpMethod.Get, path) { Headers = { Host = "convos.example.org" } };

    private static HttpRequestMessage ByHttps(string path)
    {
        var request = Request(path);
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        return request;
    }
}
