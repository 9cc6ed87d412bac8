using System.Net;
using Convos.Data;

namespace Convos.Tests;

/// <summary>An administrator who comes over plain HTTP from another machine is told once a session; nobody else is.</summary>
public sealed class InsecureTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task An_administrator_on_another_machine_is_told_until_they_close_it()
    {
        using var admin = await From("convos.oficina", Role.Admin);

        var told = await admin.Get("/inbox/mine");
        var closed = await admin.Post("/insecure?handler=told", ("back", "/profile"));
        var after = await admin.Get("/inbox/mine");

        Assert.NotNull(told.Document.QuerySelector("#plain-http"));
        Assert.Equal((HttpStatusCode.SeeOther, "/profile"), (closed.Status, closed.Location));
        Assert.Null(after.Document.QuerySelector("#plain-http"));
    }

    [Fact]
    public async Task Who_has_read_the_page_is_not_told_again_and_is_led_to_the_guide()
    {
        using var admin = await From("convos.oficina", Role.Admin);

        var page = await admin.Get("/insecure");
        var after = await admin.Get("/inbox/mine");
        var guide = await admin.Get(page.Document.QuerySelector("main a")!.GetAttribute("href")!);

        Assert.Contains("http://convos.oficina", page.Body, StringComparison.Ordinal);
        Assert.Null(after.Document.QuerySelector("#plain-http"));
        Assert.Contains("# Installing Convos", guide.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("convos.oficina", Role.Operator)]
    [InlineData("convos.oficina", Role.Supervisor)]
    [InlineData("localhost", Role.Admin)]
    [InlineData("127.0.0.1", Role.Admin)]
    public async Task Nobody_else_is_told(string host, Role role)
    {
        using var person = await From(host, role);

        Assert.Null((await person.Get("/inbox/mine")).Document.QuerySelector("#plain-http"));
    }

    [Fact]
    public async Task Behind_a_proxy_that_speaks_https_nobody_is_told()
    {
        using var admin = await From("convos.oficina", Role.Admin);
        admin.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        Assert.Null((await admin.Get("/inbox/mine")).Document.QuerySelector("#plain-http"));
        Assert.Contains("considera segura", (await admin.Get("/insecure")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_one_that_is_not_known_the_page_says_which_to_name()
    {
        await using var elsewhere = await TestApp.On(app.Database, ("Proxies:Known", "192.0.2.1"));
        using var admin = await From("convos.oficina", Role.Admin, elsewhere);
        admin.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        Assert.Contains("Un proxy (127.0.0.1)", (await admin.Get("/insecure")).Body, StringComparison.Ordinal);
    }

    private async Task<Session> From(string host, Role role, TestApp? served = null)
    {
        served ??= app;
        var email = $"insecure{Make.Number()}@convos.test";
        await served.Person(email, role);
        var session = await Session.SignedIn(served, email);
        session.Http.DefaultRequestHeaders.Host = host;
        return session;
    }
}
