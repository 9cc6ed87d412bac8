using System.Net;
using Convos.Data;
using Convos.Web;
using Dapper;

namespace Convos.Tests;

/// <summary>The pages that a one-time link opens, and «olvidé mi contraseña».</summary>
public sealed class LinkPagesTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Each_link_that_opens_nothing_says_why_in_its_own_sentence_and_names_nobody()
    {
        var admin = await app.Person(Links.Email("admin"), Role.Admin);
        var (_, used) = await Links.Invited(app.Database, admin, Links.Email());
        await OneTimeLinks.Use(app.Database, LinkToken.Hash(used), LinkPurpose.Invite, "-", DateTime.UtcNow);
        var (_, expired) = await Links.Invited(app.Database, admin, Links.Email(), DateTime.UtcNow.AddHours(-49));
        using var nobody = new Session(app.Address);

        var answers = new[] { await nobody.Get($"/welcome/{used}"), await nobody.Get($"/welcome/{expired}"), await nobody.Get($"/reset/{LinkToken.New().Token}") };

        Assert.Equal([HttpStatusCode.Gone, HttpStatusCode.Gone, HttpStatusCode.NotFound], answers.Select(answer => answer.Status));
        Assert.Contains("El enlace ya se usó", answers[0].Body, StringComparison.Ordinal);
        Assert.Contains("El enlace venció", answers[1].Body, StringComparison.Ordinal);
        Assert.Contains("El enlace no es válido", answers[2].Body, StringComparison.Ordinal);
        Assert.All(answers, answer =>
        {
            Assert.Equal("Este enlace no abre nada · Convos", answer.Document.Title);
            Assert.DoesNotContain("Carla", answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("@convos.test", answer.Body, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Of_ten_parallel_posts_of_one_link_one_sets_its_password()
    {
        var admin = await app.Person(Links.Email("admin"), Role.Admin);
        var email = Links.Email();
        var (_, token) = await Links.Invited(app.Database, admin, email);
        var sessions = Enumerable.Range(0, 10).Select(_ => new Session(app.Address)).ToList();
        foreach (var session in sessions)
        {
            await session.Get($"/welcome/{token}");
        }

        var answers = await Task.WhenAll(sessions.Select((session, n) => session.Post($"/welcome/{token}", ("Password", $"una clave larga {n}"))));

        var winner = Assert.Single(Enumerable.Range(0, 10), n => answers[n].Status == HttpStatusCode.SeeOther);
        Assert.All(answers.Where((_, n) => n != winner), answer => Assert.Equal(HttpStatusCode.Gone, answer.Status));
        using var owner = new Session(app.Address);
        await owner.Get("/login");
        Assert.Equal("/", (await owner.Post("/login", ("Email", email), ("Password", $"una clave larga {winner}"))).Location);
        sessions.ForEach(session => session.Dispose());
    }

    [Theory]
    [InlineData("corta", "al menos 10 caracteres")]
    [InlineData("Carla Díaz", "tu nombre ni tu correo")]
    public async Task A_password_that_will_not_do_is_said_and_the_link_stays_good(string password, string sentence)
    {
        var admin = await app.Person(Links.Email("admin"), Role.Admin);
        var (_, token) = await Links.Invited(app.Database, admin, Links.Email());
        using var session = new Session(app.Address);
        await session.Get($"/welcome/{token}");

        var refused = await session.Post($"/welcome/{token}", ("Password", password));
        var accepted = await session.Post($"/welcome/{token}", ("Password", "una clave larga"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(sentence, refused.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, accepted.Status);
    }

    [Fact]
    public async Task A_link_is_told_to_no_other_site_and_kept_by_no_cache()
    {
        using var session = new Session(app.Address);

        using var answer = await session.Http.GetAsync($"/welcome/{LinkToken.New().Token}");

        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_reset_ends_the_sessions_that_were_open()
    {
        var admin = await app.Person(Links.Email("admin"), Role.Admin);
        var email = Links.Email("ana");
        var ana = await app.Person(email);
        using var open = await Session.SignedIn(app, email);
        var token = await Links.New(app.Database, admin, ana.Id);
        using var mailbox = new Session(app.Address);
        await mailbox.Get($"/reset/{token}");

        var done = await mailbox.Post($"/reset/{token}", ("Password", "otra clave larga"));

        Assert.Equal("/login", done.Location);
        Assert.Contains("Contraseña guardada", (await mailbox.Get("/login")).Body, StringComparison.Ordinal);
        Assert.Contains("/login", (await open.Get("/inbox/mine")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forgotten_answers_every_address_alike_and_mails_only_who_is_known()
    {
        var known = Links.Email("ana");
        var ana = await app.Person(known);
        using var session = new Session(app.Address);
        await session.Get("/forgot");

        var first = await session.Post("/forgot", ("Email", "nobody@convos.test"));
        var second = await session.Post("/forgot", ("Email", known));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.Status, second.Status));
        Assert.Equal(first.Document.QuerySelector("main")!.TextContent, second.Document.QuerySelector("main")!.TextContent);
        await Until.True(async () => await Make.One<int>(app.Database, "select count(*)::int from mails where operator_id = @Id and state = 'sent'", new { ana.Id }) == 1, "The mail");
        Assert.Equal(1, await Make.One<int>(app.Database, "select count(*)::int from one_time_links where created_by is null"));
    }

    [Fact]
    public async Task A_waiting_mail_is_sealed_and_the_jobs_hold_no_token()
    {
        var admin = await app.Person(Links.Email("admin"), Role.Admin);
        var email = Links.Email("ana");
        await app.Person(email, Role.Admin);
        using var session = await Session.SignedIn(app, email);
        var (id, _) = await Links.Invited(app.Database, admin, Links.Email());
        await session.Get($"/settings/people/{id}");

        await session.Post($"/settings/people/{id}?handler=link", ("mail", "true"));
        var link = (await session.Get($"/settings/people/{id}")).Document.QuerySelector("#new-link")!.GetAttribute("value")!;

        var token = link[(link.LastIndexOf('/') + 1)..];
        await using var db = await app.Database.Open();
        var jobs = await db.QuerySingleAsync<string>("select coalesce(string_agg(j::text, ''), '') from hangfire.job j");
        var mails = await db.QuerySingleAsync<string>("select string_agg(m::text, '') from mails m");
        Assert.Contains("SendMails", jobs, StringComparison.Ordinal);
        Assert.DoesNotContain(token, jobs + mails, StringComparison.Ordinal);
    }
}
