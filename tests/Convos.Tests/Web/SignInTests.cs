using System.Net;
using Convos.Data;
using Dapper;

namespace Convos.Tests;

public sealed class SignInTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("nobody@convos.test", TestApp.Password)]
    [InlineData("known@convos.test", "wrong")]
    [InlineData("", "")]
    public async Task A_wrong_pair_is_refused_in_one_sentence_that_does_not_say_which_half_is_wrong(string email, string password)
    {
        await Known("known@convos.test");
        using var session = new Session(app.Address);
        await session.Get("/login");

        var answer = await session.Post("/login", ("Email", email), ("Password", password));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("El correo o la contraseña no coinciden.", answer.Document.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_failures_lock_the_account_even_for_the_right_password()
    {
        await Known("locked@convos.test");
        using var session = new Session(app.Address);
        await session.Get("/login");
        for (var n = 0; n < 5; n++)
        {
            await session.Post("/login", ("Email", "locked@convos.test"), ("Password", "wrong"));
        }

        var answer = await session.Post("/login", ("Email", "LOCKED@convos.test"), ("Password", TestApp.Password));

        Assert.Contains("Demasiados intentos", answer.Document.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_post_without_the_antiforgery_token_is_refused()
    {
        await Known("token@convos.test");
        using var session = await Session.SignedIn(app, "token@convos.test");

        using var answer = await session.Http.PostAsync("/inbox/mine/1?handler=take", new FormUrlEncodedContent([]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_disabled_person_is_out_at_the_next_request()
    {
        var person = await Known("out@convos.test");
        using var session = await Session.SignedIn(app, "out@convos.test");
        await using (var db = await app.Database.Open())
        {
            await db.ExecuteAsync("update operators set disabled_at = created_at, available = false where id = @id", new { id = person.Id });
        }

        var answer = await session.Get("/inbox/mine");

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Contains("/login", answer.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_in_leads_back_to_the_page_that_was_asked_for_and_never_to_another_site()
    {
        await Known("back@convos.test");
        using var session = new Session(app.Address);
        await session.Get("/login?ReturnUrl=%2Fprofile");
        var home = await session.Post("/login", ("Email", "back@convos.test"), ("Password", TestApp.Password), ("ReturnUrl", "/profile"));
        using var other = new Session(app.Address);
        await other.Get("/login");
        var away = await other.Post("/login", ("Email", "back@convos.test"), ("Password", TestApp.Password), ("ReturnUrl", "https://example.org/"));

        Assert.Equal(("/profile", "/"), (home.Location, away.Location));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_makes_no_disponible()
    {
        var person = await Known("bye@convos.test");
        using var session = await Session.SignedIn(app, "bye@convos.test");
        await session.Get("/inbox/mine");
        Assert.True(await Available(person.Id));

        await session.Post("/logout");

        Assert.False(await Available(person.Id));
        Assert.Equal(HttpStatusCode.Redirect, (await session.Get("/inbox/mine")).Status);
    }

    private async Task<Viewer> Known(string email)
    {
        await using var db = await app.Database.Open();
        return await Operators.ByEmail(db, email) is { } known ? (await Operators.Viewers(db, [known.Id]))[known.Id] : await app.Person(email);
    }

    private async Task<bool> Available(long id)
    {
        await using var db = await app.Database.Open();
        return await Presences.IsAvailable(db, id);
    }
}
