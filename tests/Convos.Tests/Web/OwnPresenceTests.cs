using System.Net;
using Convos.Data;

namespace Convos.Tests;

/// <summary>The header's control without scripts.</summary>
public sealed class OwnPresenceTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Who_chooses_en_linea_elsewhere_comes_to_where_customers_are_answered()
    {
        var email = Links.Email("ana");
        var ana = await app.Person(email, Role.Operator, await Make.Inbox(app.Database));
        using var session = await Session.SignedIn(app, email);
        await session.Get("/inbox/mine");
        await session.Get("/profile");
        await using var db = await app.Database.Open();
        session.Http.DefaultRequestHeaders.Referrer = new Uri(app.Address, "/profile");

        var chosen = await session.Post("/presence?handler=choose&available=true");

        Assert.Equal((HttpStatusCode.SeeOther, "/inbox/mine"), (chosen.Status, chosen.Location));
        Assert.False(await Presences.IsAvailable(db, ana.Id));
        await session.Get(chosen.Location!);
        Assert.True(await Presences.IsAvailable(db, ana.Id));
    }
}
