using System.Net;

namespace Convos.Tests;

/// <summary>Every page forbids the browser what it needs not; what a page is made of obeys the page.</summary>
public sealed class SecurityHeadersTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("/inbox/mine", HttpStatusCode.OK)]
    [InlineData("/js/none", HttpStatusCode.NotFound)]
    [InlineData("/css/none.css", HttpStatusCode.NotFound)]
    public async Task A_page_bears_the_policy_wherever_it_was_asked_for(string path, HttpStatusCode status)
    {
        var email = $"person{Make.Number()}@convos.test";
        await app.Person(email);
        using var session = await Session.SignedIn(app, email);

        using var answer = await session.Http.GetAsync(path);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains("script-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("/css/app.css")]
    [InlineData("/js/desk.js")]
    [InlineData("/lib/htmx.min.js")]
    public async Task A_style_sheet_or_a_script_spends_no_bytes_on_one_of_its_own(string path)
    {
        using var http = new HttpClient { BaseAddress = app.Address };

        using var answer = await http.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Content-Security-Policy"));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }
}
