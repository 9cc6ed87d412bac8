using System.Net;

namespace Convos.Tests;

/// <summary>One place on the network asks for ten mails in ten minutes, whatever the addresses.</summary>
public sealed class MailLimitTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task The_eleventh_request_is_told_to_wait()
    {
        using var session = new Session(app.Address);
        await session.Get("/forgot");
        for (var n = 0; n < 10; n++)
        {
            Assert.Equal(HttpStatusCode.OK, (await session.Post("/forgot", ("Email", $"nobody{n}@convos.test"))).Status);
        }

        var answer = await session.Post("/forgot", ("Email", "nobody@convos.test"));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Contains("Demasiados intentos.", answer.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await session.Get("/forgot")).Status);
    }
}
