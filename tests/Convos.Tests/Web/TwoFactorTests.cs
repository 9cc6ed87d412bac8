using System.Net;
using Convos.Data;
using Dapper;
using OtpNet;

namespace Convos.Tests;

/// <summary>The second step of signing in, with codes computed as a telephone does.</summary>
public sealed class TwoFactorTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task It_is_turned_on_by_a_code_and_then_asked_for_at_every_sign_in()
    {
        var (_, email) = await Person();
        var (secret, codes) = await TurnedOn(email);
        using var session = new Session(app.Address);
        await session.Get("/login?ReturnUrl=%2Fprofile");

        var first = await session.Post("/login", ("Email", email), ("Password", TestApp.Password), ("ReturnUrl", "/profile"));
        var between = await session.Get("/profile");
        await session.Get(first.Location!);
        var second = await session.Post("/login/code", ("Code", Code(secret, steps: 1)), ("ReturnUrl", "/profile"));

        Assert.Equal(RecoveryCodes.Count, codes.Count);
        Assert.StartsWith("/login/code?ReturnUrl=", first.Location, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, between.Status);
        Assert.Equal("/profile", second.Location);
        Assert.Equal(HttpStatusCode.OK, (await session.Get("/profile")).Status);
    }

    [Fact]
    public async Task The_secret_is_kept_by_no_cache()
    {
        var (_, email) = await Person();
        using var session = await Session.SignedIn(app, email);

        using var answer = await session.Http.GetAsync("/profile/two-factor");

        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Recovery_codes_are_shown_once_and_neither_they_nor_the_secret_are_kept_readable()
    {
        var (person, email) = await Person();
        using var session = await Session.SignedIn(app, email);
        var (secret, codes) = await TurnedOn(email, session);

        var again = await session.Get("/profile/two-factor");
        var kept = await Make.One<string>(app.Database,
            "select o.two_factor_secret || string_agg(c.code_hash, ' ') from operators o join recovery_codes c on c.operator_id = o.id where o.id = @Id group by o.id",
            new { person.Id });

        Assert.Null(again.Document.QuerySelector(".codes"));
        Assert.DoesNotContain(secret, kept, StringComparison.Ordinal);
        Assert.All(codes, code => Assert.DoesNotContain(code, kept + again.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_code_is_good_once_of_the_telephone_and_of_the_paper()
    {
        var (_, email) = await Person();
        var (secret, codes) = await TurnedOn(email);
        var code = Code(secret, steps: 1);

        Assert.Equal(HttpStatusCode.SeeOther, (await SignsIn(email, code)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignsIn(email, code)).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await SignsIn(email, codes[0].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignsIn(email, codes[0])).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await SignsIn(email, codes[1])).Status);
    }

    [Fact]
    public async Task Of_many_that_bring_the_same_code_at_once_one_gets_in()
    {
        var (person, email) = await Person();
        var (_, codes) = await TurnedOn(email);
        var step = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30 + 5;

        var steps = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => With(db => TwoFactor.UseStep(db, person.Id, step))));
        var papers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => With(db => TwoFactor.UseCode(db, person.Id, codes[0], DateTime.UtcNow))));

        Assert.Single(steps, won => won);
        Assert.Single(papers, won => won);
        Assert.False(await With(db => TwoFactor.UseStep(db, person.Id, step - 1)));
    }

    [Fact]
    public async Task Wrong_codes_lock_like_passwords_and_starting_over_buys_no_guesses()
    {
        var (_, email) = await Person();
        var (_, codes) = await TurnedOn(email);

        for (var n = 0; n < 5; n++)
        {
            Assert.Contains("Ese código no es correcto", (await SignsIn(email, "000000")).Body, StringComparison.Ordinal);
        }

        using var session = new Session(app.Address);
        await session.Get("/login");
        var locked = await session.Post("/login", ("Email", email), ("Password", TestApp.Password));

        Assert.Contains("Demasiados intentos", locked.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guesses_that_come_together_are_counted_like_any_others()
    {
        var (person, _) = await Person();

        var tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => With(db => Operators.ClaimTry(db, person.Id, DateTime.UtcNow))));

        Assert.Equal(5, tries.Count(allowed => allowed));
    }

    [Fact]
    public async Task Between_the_steps_a_changed_password_sends_one_back()
    {
        var (person, email) = await Person();
        var (_, codes) = await TurnedOn(email);
        using var session = new Session(app.Address);
        await session.Get("/login");
        await session.Get((await session.Post("/login", ("Email", email), ("Password", TestApp.Password))).Location!);
        await With(db => db.ExecuteAsync("update operators set stamp = gen_random_uuid() where id = @Id", new { person.Id }));

        var answer = await session.Post("/login/code", ("Code", codes[0]));

        Assert.Equal("/login", answer.Location);
        Assert.Contains("Pasó demasiado tiempo", (await session.Get("/login")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_codes_end_the_old_ones_and_turning_it_off_needs_password_and_code()
    {
        var (person, email) = await Person();
        using var session = await Session.SignedIn(app, email);
        var (_, old) = await TurnedOn(email, session);

        await session.Post("/profile/two-factor?handler=codes", ("password", TestApp.Password), ("code", old[0]));
        var fresh = Shown(await session.Get("/profile/two-factor"));
        var withOld = await session.Post("/profile/two-factor?handler=off", ("password", TestApp.Password), ("code", old[1]));
        var withoutPassword = await session.Post("/profile/two-factor?handler=off", ("password", "no es esta"), ("code", fresh[0]));
        var off = await session.Post("/profile/two-factor?handler=off", ("password", TestApp.Password), ("code", fresh[0]));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, withOld.Status);
        Assert.Contains("La contraseña actual no es correcta.", withoutPassword.Body, StringComparison.Ordinal);
        Assert.Equal("/profile#security", off.Location);
        using var plain = await Session.SignedIn(app, email);
        Assert.Equal(["two_factor_on", "recovery_codes_made", "two_factor_off"], await With(async db =>
            (await db.QueryAsync<string>("select action from audit where subject = 'operator' and subject_id = @Id order by audit.id", new { person.Id })).ToArray()));
    }

    [Theory]
    [InlineData("off")]
    [InlineData("codes")]
    public async Task A_form_without_the_field_of_the_code_is_a_wrong_code(string handler)
    {
        var (person, email) = await Person();
        using var session = await Session.SignedIn(app, email);
        var (_, codes) = await TurnedOn(email, session);

        var answer = await session.Post($"/profile/two-factor?handler={handler}", ("password", TestApp.Password));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("Ese código no es correcto", answer.Body, StringComparison.Ordinal);
        Assert.Equal(codes.Count, (await With(db => TwoFactor.Of(db, person.Id))).CodesLeft);
    }

    [Fact]
    public async Task A_forged_or_foreign_draft_turns_nothing_on()
    {
        var (person, email) = await Person();
        var (_, other) = await Person();
        using var foreign = await Session.SignedIn(app, other);
        var page = await foreign.Get("/profile/two-factor");
        using var session = await Session.SignedIn(app, email);
        await session.Get("/profile/two-factor");

        foreach (var draft in new[] { "forged", page.Document.QuerySelector("[name=draft]")!.GetAttribute("value")! })
        {
            var answer = await session.Post("/profile/two-factor?handler=on",
                ("draft", draft), ("password", TestApp.Password), ("code", Code(Secret(page), steps: 0)));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        }

        Assert.Null((await With(db => TwoFactor.Of(db, person.Id))).Secret);
    }

    [Fact]
    public async Task An_administrator_or_the_command_line_resets_it()
    {
        var (person, email) = await Person();
        await TurnedOn(email);

        Assert.True(await TwoFactor.Reset(app.Database, null, person.Id, DateTime.UtcNow));
        Assert.False(await TwoFactor.Reset(app.Database, null, person.Id, DateTime.UtcNow));

        using var session = await Session.SignedIn(app, email);
        Assert.Equal(0, (await With(db => TwoFactor.Of(db, person.Id))).CodesLeft);
    }

    private async Task<(Viewer Person, string Email)> Person()
    {
        var email = $"two{Make.Number()}@convos.test";
        return (await app.Person(email), email);
    }

    private async Task<(string Secret, IReadOnlyList<string> Codes)> TurnedOn(string email, Session? given = null)
    {
        using var own = given is null ? await Session.SignedIn(app, email) : null;
        var session = given ?? own!;
        var page = await session.Get("/profile/two-factor");
        var answer = await session.Post("/profile/two-factor?handler=on",
            ("draft", page.Document.QuerySelector("[name=draft]")!.GetAttribute("value")!), ("password", TestApp.Password), ("code", Code(Secret(page), steps: 0)));
        Assert.Equal("/profile/two-factor", answer.Location);
        return (Secret(page), Shown(await session.Get("/profile/two-factor")));
    }

    private async Task<Answer> SignsIn(string email, string code)
    {
        using var session = new Session(app.Address);
        await session.Get("/login");
        await session.Get((await session.Post("/login", ("Email", email), ("Password", TestApp.Password))).Location!);
        return await session.Post("/login/code", ("Code", code));
    }

    private async Task<T> With<T>(Func<Npgsql.NpgsqlConnection, Task<T>> work)
    {
        await using var db = await app.Database.Open();
        return await work(db);
    }

    private static string Secret(Answer page) => page.Document.QuerySelector("#secret")!.TextContent.Replace(" ", "", StringComparison.Ordinal);

    private static string[] Shown(Answer page) => [.. page.Document.QuerySelectorAll(".codes code").Select(code => code.TextContent)];

    /// <summary>What the telephone shows now, or shows after so many steps.</summary>
    private static string Code(string secret, int steps) =>
        new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(DateTime.UtcNow.AddSeconds(30 * steps));
}
