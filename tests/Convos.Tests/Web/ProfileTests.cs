using System.Net;
using System.Net.Sockets;
using System.Text;
using Convos.Data;
using Dapper;
using SkiaSharp;

namespace Convos.Tests;

/// <summary>What people change about themselves.</summary>
public sealed class ProfileTests(TestApp app) : IClassFixture<TestApp>
{
    private const int FiftyMegabytes = 50 * 1024 * 1024;

    [Fact]
    public async Task A_new_name_reaches_colleagues_pages_and_the_audit()
    {
        var inbox = await Make.Inbox(app.Database);
        var (ana, session) = await Person("ana", inbox);
        var (_, colleague) = await Person("bruno", inbox);
        using var one = session;
        using var other = colleague;
        await using var stream = await LiveStream.Of(colleague, "/inbox/all");
        await session.Get("/profile");

        var answer = await session.Post("/profile?handler=name", ("name", " Ana María "));

        Assert.Equal((HttpStatusCode.SeeOther, "/profile#name"), (answer.Status, answer.Location));
        await stream.Next(item => item.Data.Contains($"colleague-{ana.Id}", StringComparison.Ordinal) && item.Data.Contains("Ana María", StringComparison.Ordinal));
        Assert.Equal(1, await Make.One<int>(app.Database,
            "select count(*)::int from audit where subject = 'operator' and subject_id = @Id and actor_id = @Id and action = 'edited' and changes -> 'name' ->> 1 = 'Ana María'",
            new { ana.Id }));
    }

    [Theory]
    [InlineData("name", "name", "   ", "El nombre lleva entre 1 y 80 caracteres.")]
    [InlineData("looks", "zone", "America/Atlantis", "No hay una zona horaria con ese nombre")]
    public async Task What_is_wrong_is_said_in_a_sentence_and_what_was_typed_stays(string handler, string field, string typed, string sentence)
    {
        var (_, session) = await Person("typo");
        using var _ = session;
        await session.Get("/profile");

        var answer = await session.Post($"/profile?handler={handler}", ("language", "es"), ("theme", "System"), (field, typed));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(sentence, answer.Document.QuerySelector(".problems")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(typed, answer.Document.QuerySelector($"input[name={field}]")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("/profile?handler=name", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/profile?handler=looks", HttpStatusCode.BadRequest)]
    [InlineData("/profile?handler=password", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/profile/two-factor?handler=on", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/profile/two-factor?handler=off", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/profile", HttpStatusCode.MethodNotAllowed)]
    public async Task A_form_that_lacks_its_fields_is_refused(string path, HttpStatusCode status)
    {
        var (_, session) = await Person("bare");
        using var _ = session;
        await session.Get("/profile");

        Assert.Equal(status, (await session.Post(path)).Status);
    }

    [Fact]
    public async Task Without_scripts_too_times_are_written_in_the_zone_that_was_chosen()
    {
        var (_, session) = await Person("zone");
        using var _ = session;
        var before = await session.Get("/profile");

        await session.Post("/profile?handler=looks", ("language", "es"), ("theme", "System"), ("zone", "kolkata"));
        var after = await session.Get("/profile");

        Assert.EndsWith("UTC", before.Document.QuerySelector("#zone-hint time")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Asia/Kolkata", after.Document.DocumentElement.GetAttribute("data-zone"));
        Assert.EndsWith("GMT+05:30", after.Document.QuerySelector("#zone-hint time")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_photo_is_shown_everywhere_to_who_is_signed_in_for_ever_until_it_changes()
    {
        var inbox = await Make.Inbox(app.Database);
        var (ana, session) = await Person("face", inbox);
        var (_, colleague) = await Person("viewer", inbox);
        using var one = session;
        using var two = colleague;
        using var nobody = new Session(app.Address);
        await session.Get("/profile");

        var uploaded = await session.Upload("/profile?handler=photo", "photo", Photo.Of(), "renamed.jpg");
        var image = (await colleague.Get("/inbox/all")).Document.QuerySelector($"#colleague-{ana.Id} .avatar img")!.GetAttribute("src")!;
        using var shown = await colleague.Http.GetAsync(image);
        var mine = (await session.Get("/profile")).Document.QuerySelector("[popovertarget=account] .avatar img")!.GetAttribute("src");
        await session.Upload("/profile?handler=photo", "photo", Photo.Of(SKEncodedImageFormat.Jpeg, 64, 64), "other");
        using var old = await colleague.Http.GetAsync(image);
        await session.Get("/profile");
        await session.Post("/profile?handler=removePhoto");

        Assert.Equal("/profile#photo", uploaded.Location);
        Assert.Equal(image, mine);
        Assert.Equal("image/webp", shown.Content.Headers.ContentType!.MediaType);
        Assert.True(shown.Headers.CacheControl is { Private: true, MaxAge.Days: 365 });
        Assert.Contains("sandbox", shown.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", shown.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(HttpStatusCode.Redirect, (await nobody.Get(image)).Status);
        Assert.Equal(HttpStatusCode.NotFound, old.StatusCode);
        Assert.Null((await session.Get("/profile")).Document.QuerySelector(".avatar img"));
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("<!doctype html><script>alert(1)</script>")]
    [InlineData("PK an archive")]
    public async Task What_is_no_photo_is_refused_in_a_sentence(string content)
    {
        var (_, session) = await Person("svg");
        using var _ = session;
        await session.Get("/profile");

        var answer = await session.Upload("/profile?handler=photo", "photo", Encoding.ASCII.GetBytes(content), "photo.jpg");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("Eso no es una foto JPEG, PNG o WebP.", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_photo_of_fifty_megabytes_is_refused_before_it_is_read(bool htmx)
    {
        var (_, session) = await Person("large");
        using var _ = session;

        // Not a byte of the body is ever sent: the answer cannot have waited for it.
        var answer = await Raw(session, $"Content-Length: {FiftyMegabytes}\r\n{(htmx ? "HX-Request: true\r\n" : "")}", _ => Task.CompletedTask);

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("Es demasiado grande.", answer, StringComparison.Ordinal);
        Assert.Contains("hasta 5 MB", answer, StringComparison.Ordinal);
        Assert.Equal(htmx, answer.Contains("<hx-partial", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_declared_length_it_is_refused_at_the_limit()
    {
        var (_, session) = await Person("chunks");
        using var _ = session;
        var sent = 0;

        var answer = await Raw(session, "Transfer-Encoding: chunked\r\n", async wire =>
        {
            var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string('x', 0x10000)}\r\n");
            for (; sent < FiftyMegabytes && !((NetworkStream)wire).DataAvailable; sent += 0x10000)
            {
                await wire.WriteAsync(chunk);
            }
        });

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.InRange(sent, 5 * 1024 * 1024, 25 * 1024 * 1024);
    }

    [Fact]
    public async Task A_new_password_needs_the_current_one_and_ends_every_other_session()
    {
        var (person, session) = await Person("secret");
        using var here = session;
        using var there = await Session.SignedIn(app, person.Name + "@convos.test");
        await using var stream = await LiveStream.Of(there, "/inbox/mine");
        await session.Get("/profile");

        var wrong = await session.Post("/profile?handler=password", ("current", "no es esta"), ("password", "una clave nueva"));
        var shortOne = await session.Post("/profile?handler=password", ("current", TestApp.Password), ("password", "corta"));
        var right = await session.Post("/profile?handler=password", ("current", TestApp.Password), ("password", "una clave nueva"));
        await stream.Signal("gone");

        Assert.Contains("La contraseña actual no es correcta.", wrong.Body, StringComparison.Ordinal);
        Assert.Contains("al menos 10 caracteres", shortOne.Body, StringComparison.Ordinal);
        Assert.Equal("/profile#password", right.Location);
        Assert.Equal(HttpStatusCode.OK, (await session.Get("/profile")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await there.Get("/profile")).Status);
        using var again = new Session(app.Address);
        await again.Get("/login");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await again.Post("/login", ("Email", person.Name + "@convos.test"), ("Password", TestApp.Password))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await again.Post("/login", ("Email", person.Name + "@convos.test"), ("Password", "una clave nueva"))).Status);
        Assert.Equal(["password_set"], await Audited(person.Id));
    }

    [Fact]
    public async Task Five_wrong_current_passwords_lock_the_account()
    {
        var (_, session) = await Person("guesser");
        using var _ = session;
        await session.Get("/profile");
        for (var n = 0; n < 5; n++)
        {
            await session.Post("/profile?handler=password", ("current", "no es esta"), ("password", "una clave nueva"));
        }

        var right = await session.Post("/profile?handler=password", ("current", TestApp.Password), ("password", "una clave nueva"));

        Assert.Contains("Demasiados intentos", right.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_other_sessions_their_streams_and_their_presence()
    {
        var (person, session) = await Person("everywhere");
        using var here = session;
        using var there = await Session.SignedIn(app, person.Name + "@convos.test");
        await using var stream = await LiveStream.Of(there, "/inbox/mine");
        var page = await session.Get("/profile");
        Assert.Contains("Sesiones abiertas ahora: 2; páginas: 2.", page.Document.QuerySelector("#sessions")!.TextContent, StringComparison.Ordinal);

        await session.Post("/profile?handler=sessions");
        await stream.Signal("gone");
        await stream.Ended();

        Assert.Equal(HttpStatusCode.OK, (await session.Get("/profile")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await there.Get("/inbox/mine")).Status);
        Assert.False(await Make.One<bool>(app.Database, "select available from operators where id = @Id", new { person.Id }));
        Assert.Equal(["signed_out"], await Audited(person.Id));
    }

    private async Task<(Viewer Viewer, Session Session)> Person(string name, params long[] inboxes)
    {
        var email = $"{name}{Make.Number()}@convos.test";
        return (await app.Person(email, Role.Operator, inboxes), await Session.SignedIn(app, email));
    }

    private async Task<IEnumerable<string>> Audited(long id)
    {
        await using var db = await app.Database.Open();
        return await db.QueryAsync<string>("select action from audit where subject = 'operator' and subject_id = @id order by audit.id", new { id });
    }

    /// <summary>A post of a photo on the bare wire, up to the answer.</summary>
    private async Task<string> Raw(Session session, string headers, Func<Stream, Task> body)
    {
        var cookies = session.Cookies;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(app.Address.Host, app.Address.Port);
        await using var wire = tcp.GetStream();
        await wire.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /profile?handler=photo HTTP/1.1\r\nHost: {app.Address.Authority}\r\nCookie: {cookies}\r\nAccept: text/html\r\nAccept-Language: es\r\n"
            + $"Content-Type: multipart/form-data; boundary=x\r\n{headers}\r\n"));
        await body(wire);
        using var patience = new CancellationTokenSource(Until.Patience);
        var answer = new StringBuilder();
        var buffer = new byte[8192];
        while (!answer.ToString().Contains("hasta 5 MB", StringComparison.Ordinal) && await wire.ReadAsync(buffer, patience.Token) is > 0 and var read)
        {
            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }
}
