using System.Globalization;
using System.Net;
using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>«Personas» and «Equipos» over HTTP: forms, refusals in a sentence, and links shown once.</summary>
public sealed class PeoplePagesTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_new_person_gets_a_link_that_is_shown_once_and_lets_them_in()
    {
        using var admin = await Admin();
        var email = Links.Email("carla");

        var made = await admin.Post("/settings/people/new", ("Form.Name", "Carla Díaz"), ("Form.Email", email), ("Form.Role", "Operator"));
        var shown = await admin.Get(made.Location!);
        var again = await admin.Get(made.Location!);
        var link = shown.Document.QuerySelector("#new-link")!.GetAttribute("value")!;
        using var carla = new Session(app.Address);
        var welcome = await carla.Get(new Uri(link).AbsolutePath);
        var entered = await carla.Post(new Uri(link).AbsolutePath, ("Password", "una clave larga"));

        Assert.Equal(HttpStatusCode.SeeOther, made.Status);
        Assert.StartsWith(new Uri(app.Address, "/welcome/").ToString(), link, StringComparison.Ordinal);
        Assert.Null(again.Document.QuerySelector("#new-link"));
        Assert.Contains("Carla Díaz", welcome.Body, StringComparison.Ordinal);
        Assert.Equal("/inbox/mine", entered.Location);
        Assert.Equal(HttpStatusCode.OK, (await carla.Get("/inbox/mine")).Status);
    }

    [Fact]
    public async Task Whoever_is_invited_cannot_sign_in_with_any_password()
    {
        var admin = await app.Person(Links.Email("admin"), Role.Admin);
        var email = Links.Email();
        await Links.Add(app.Database, admin, email);

        foreach (var password in new[] { "", " ", "-", "null", TestApp.Password })
        {
            using var session = new Session(app.Address);
            await session.Get("/login");
            var answer = await session.Post("/login", ("Email", email), ("Password", password));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            Assert.Contains("El correo o la contraseña no coinciden.", answer.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Form.Name", " ", "Escribe un nombre")]
    [InlineData("Form.Email", "sin-arroba", "Escribe un correo")]
    public async Task What_cannot_be_saved_is_said_in_a_sentence_and_what_was_typed_stays(string field, string value, string sentence)
    {
        using var admin = await Admin();

        var answer = await admin.Post("/settings/people/new",
            [.. new Dictionary<string, string> { ["Form.Name"] = "Escrito Aquí", ["Form.Email"] = "escrito@convos.test", ["Form.Role"] = "Supervisor", [field] = value }
                .Select(pair => (pair.Key, pair.Value))]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(sentence, answer.Body, StringComparison.Ordinal);
        Assert.Contains("scrito", answer.Body, StringComparison.Ordinal);
        Assert.True(answer.Document.QuerySelector("[name='Form.Role'][value=Supervisor]")!.HasAttribute("checked"));
    }

    [Fact]
    public async Task An_address_that_somebody_has_is_its_own_sentence()
    {
        using var admin = await Admin();
        var email = Links.Email();
        await app.Person(email);

        var answer = await admin.Post("/settings/people/new", ("Form.Name", "Otra"), ("Form.Email", email.ToUpperInvariant()), ("Form.Role", "Operator"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("Ya hay una persona con ese correo.", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disabling_says_how_many_tickets_are_held_and_returns_them_in_the_same_step()
    {
        using var admin = await Admin();
        var inbox = await Make.Inbox(app.Database);
        var ana = await app.Person(Links.Email("ana"), Role.Operator, inbox);
        await Presences.Choose(app.Database, ana.Id, available: true, DateTime.UtcNow);
        var ticket = await Make.Ticket(app.Database, await Make.Channel(app.Database, inbox), DateTime.UtcNow);
        await Tickets.Apply(app.Database, TicketMove.Take, ana, ticket.Id, DateTime.UtcNow);

        var asked = await admin.Get($"/settings/people/{ana.Id}/disable");
        await admin.Post($"/settings/people/{ana.Id}/disable", ("Return", "true"));

        Assert.Contains("Devolver sus 1 tickets abiertos", asked.Body, StringComparison.Ordinal);
        Assert.Equal(TicketStatus.Queued, (await Make.Ticket(app.Database, ticket.Id)).Status);
        Assert.True(await Make.One<bool>(app.Database, "select disabled_at is not null from operators where id = @Id", new { ana.Id }));
    }

    [Fact]
    public async Task Who_disables_themselves_is_told_first_gives_back_what_they_hold_and_is_out()
    {
        var email = Links.Email("admin");
        var me = await app.Person(email, Role.Admin);
        await app.Person(Links.Email("admin"), Role.Admin);
        var inbox = await Make.Inbox(app.Database);
        await Presences.Choose(app.Database, me.Id, available: true, DateTime.UtcNow);
        var ticket = await Make.Ticket(app.Database, await Make.Channel(app.Database, inbox), DateTime.UtcNow);
        await Tickets.Apply(app.Database, TicketMove.Take, me, ticket.Id, DateTime.UtcNow);
        using var session = await Session.SignedIn(app, email);
        await session.Get($"/settings/people/{me.Id}/disable");

        var untold = await session.Post($"/settings/people/{me.Id}/disable", ("Return", "true"));
        await session.Post($"/settings/people/{me.Id}/disable", ("Return", "true"), ("Sure", "true"));
        var next = await session.Get("/settings/people");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, untold.Status);
        Assert.Contains("Es tu propia cuenta", untold.Body, StringComparison.Ordinal);
        Assert.Equal(TicketStatus.Queued, (await Make.Ticket(app.Database, ticket.Id)).Status);
        Assert.Contains("/login", next.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_person_loses_the_stream_that_is_open()
    {
        var email = Links.Email("ana");
        var ana = await app.Person(email, Role.Operator, await Make.Inbox(app.Database));
        using var session = await Session.SignedIn(app, email);
        await using var stream = await LiveStream.Of(session, "/inbox/mine");
        using var admin = await Admin();
        await admin.Get($"/settings/people/{ana.Id}/disable");

        await admin.Post($"/settings/people/{ana.Id}/disable");

        await stream.Signal("gone");
        await stream.Ended();
    }

    [Fact]
    public async Task An_administrator_takes_two_factor_away_from_whoever_lost_their_telephone()
    {
        using var admin = await Admin();
        var ana = await app.Person(Links.Email("ana"));
        await using var db = await app.Database.Open();
        await db.ExecuteAsync("update operators set two_factor_secret = 'sealed', two_factor_step = 0 where id = @Id", new { ana.Id });
        var before = await admin.Get($"/settings/people/{ana.Id}");

        var done = await admin.Post($"/settings/people/{ana.Id}?handler=secondStep");
        var after = await admin.Get(done.Location!);

        Assert.Contains("Restablecer verificación en dos pasos", before.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Restablecer verificación en dos pasos", after.Body, StringComparison.Ordinal);
        Assert.Equal("two_factor_off", await db.QuerySingleAsync<string>("select action from audit where subject_id = @Id and subject = 'operator'", new { ana.Id }));
    }

    [Fact]
    public async Task A_new_link_takes_the_place_of_the_old_one()
    {
        using var admin = await Admin();
        var me = await app.Person(Links.Email("admin"), Role.Admin);
        var (id, old) = await Links.Invited(app.Database, me, Links.Email());
        await admin.Get($"/settings/people/{id}");

        await admin.Post($"/settings/people/{id}?handler=link");
        var link = (await admin.Get($"/settings/people/{id}")).Document.QuerySelector("#new-link")!.GetAttribute("value")!;
        using var nobody = new Session(app.Address);
        var dead = await nobody.Get($"/welcome/{old}");
        var good = await nobody.Get(new Uri(link).AbsolutePath);

        Assert.Equal(HttpStatusCode.Gone, dead.Status);
        Assert.Contains("Hay un enlace más nuevo", dead.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, good.Status);
    }

    [Fact]
    public async Task A_team_is_made_renamed_refused_a_taken_name_and_removed()
    {
        using var admin = await Admin();
        var ana = await app.Person(Links.Email("ana"));
        var name = $"Mostrador {Make.Number()}";

        var made = await admin.Post("/settings/teams/new", ("Form.Name", name), ("Form.Members", ana.Id.ToString(CultureInfo.InvariantCulture)));
        var taken = await admin.Post("/settings/teams/new", ("Form.Name", name.ToUpperInvariant()), ("Form.Description", "escrita"));
        await admin.Post(made.Location!, ("Form.Name", $"{name} 2"), ("Form.Members", ana.Id.ToString(CultureInfo.InvariantCulture)));
        var list = await admin.Get("/settings/teams");
        var people = await admin.Get($"/settings/people?q={ana.Name}");
        await admin.Post($"{made.Location}?handler=remove");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, taken.Status);
        Assert.Contains("Ya hay un equipo con ese nombre.", taken.Body, StringComparison.Ordinal);
        Assert.Contains("escrita", taken.Body, StringComparison.Ordinal);
        Assert.Contains($"{name} 2", list.Body, StringComparison.Ordinal);
        Assert.Contains($"{name} 2", people.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(name, (await admin.Get("/settings/teams")).Body, StringComparison.Ordinal);
    }

    private async Task<Session> Admin()
    {
        var email = Links.Email("admin");
        await app.Person(email, Role.Admin);
        var admin = await Session.SignedIn(app, email);
        await admin.Get("/settings/people/new");
        return admin;
    }
}
