using System.Net;
using Convos.Data;
using Convos.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>The customers' phones on screen, by posts and reloads; and that they exist in Development only.</summary>
public sealed class SimulatorTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task What_is_typed_on_the_phone_shows_on_the_phone_and_reaches_the_desk()
    {
        var channel = await app.Channel(await Make.Inbox(app.Database));
        using var session = new Session(app.Address);
        var phone = $"/simulator?channel={channel.Name}&number=%2B5491155550101&name=Ana";
        Assert.Equal(HttpStatusCode.OK, (await session.Get(phone)).Status);

        var answer = await session.Post($"{phone}&handler=write", ("text", "hola, ¿hay alguien?"));

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        var bubble = await Eventually(async () => (await session.Get(answer.Location!)).Document.QuerySelector(".sim-mine[data-state=arrived]"));
        Assert.Contains("hola, ¿hay alguien?", bubble.TextContent);
        var heard = await Eventually(async () =>
        {
            await using var db = await app.Database.Open();
            return (await Correspondents.Heard(db, channel.AccountId, "541155550101", 10)) is [var only] ? only : null;
        });
        Assert.Equal("hola, ¿hay alguien?", heard.Body);
    }

    [Theory]
    [InlineData("voice", "nota.ogg", "audio", "inline", "audio/ogg")]
    [InlineData("document", "página.html", ".sim-file", "attachment", "application/octet-stream")]
    public async Task A_file_is_sent_from_the_phone_and_served_so_that_it_cannot_run(string kind, string name, string shown, string disposition, string type)
    {
        var channel = await app.Channel(await Make.Inbox(app.Database));
        using var session = new Session(app.Address);
        var phone = $"/simulator?channel={channel.Name}&number=%2B5491155550102&name=Ana";
        await session.Get(phone);
        byte[] bytes = kind == "voice" ? MediaFiles.Opus() : [.. "<script>alert(1)</script>"u8];

        var answer = await session.Upload($"{phone}&handler=file&kind={kind}&caption=mira", "file", bytes, name);

        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        var element = (await session.Get(answer.Location!)).Document.QuerySelector($".sim-mine {shown}")!;
        using var file = await session.Http.GetAsync(element.GetAttribute("src") ?? element.GetAttribute("href"));
        Assert.Equal((HttpStatusCode.OK, type, disposition), (file.StatusCode, file.Content.Headers.ContentType!.MediaType, file.Content.Headers.ContentDisposition?.DispositionType ?? "inline"));
        Assert.Equal(("nosniff", "default-src 'none'; sandbox"), (file.Headers.GetValues("X-Content-Type-Options").Single(), file.Headers.GetValues("Content-Security-Policy").Single()));
        Assert.Equal(bytes, await file.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_phone_shows_what_was_said_before_the_program_started()
    {
        var channel = await app.Channel(await Make.Inbox(app.Database));
        await Make.Ticket(app.Database, channel, DateTime.UtcNow);

        using var session = new Session(app.Address);
        var page = await session.Get($"/simulator?channel={channel.Name}");

        Assert.NotNull(page.Document.QuerySelector(".sim-mine"));
    }

    [Fact]
    public async Task A_number_that_cannot_be_understood_is_told()
    {
        using var session = new Session(app.Address);
        var channel = await app.Channel(await Make.Inbox(app.Database));

        var page = await session.Get($"/simulator?channel={channel.Name}&number=casa");

        Assert.Contains("No se entiende", page.Document.QuerySelector("[role=alert]")!.TextContent);
    }

    [Fact]
    public async Task The_switches_stay_as_they_were_set()
    {
        using var session = new Session(app.Address);
        await session.Get("/simulator");

        await session.Post("/simulator?handler=habits", ("twice", "true"), ("outOfOrder", "true"));

        var page = await session.Get("/simulator");
        Assert.Equal(["twice", "outOfOrder"], page.Document.QuerySelectorAll("input[type=checkbox][checked]").Select(box => box.GetAttribute("name")));
        await session.Post("/simulator?handler=habits");
    }

    [Fact]
    public async Task A_post_from_elsewhere_is_refused()
    {
        using var http = new HttpClient { BaseAddress = app.Address };

        using var answer = await http.PostAsync("/simulator?handler=fail", new FormUrlEncodedContent([new("fault", "Lost")]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    [InlineData("Staging", false)]
    public async Task It_exists_in_development_only(string environment, bool exists)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = environment,
            ApplicationName = typeof(App).Assembly.GetName().Name,
            ContentRootPath = Path.Combine(Repository.Root, "Convos.Web"),
        });
        builder.Services.AddSingleton(app.Database).AddSingleton(TimeProvider.System).AddSecrets().AddRazorPages();
        builder.AddSimulator();
        await using var other = builder.Build();
        other.MapRazorPages();
        other.MapSimulator();

        var routes = ((IEndpointRouteBuilder)other).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/')).ToList();

        Assert.NotEmpty(routes);
        Assert.Equal(exists, routes.Any(route => route.StartsWith("simulator", StringComparison.OrdinalIgnoreCase)));
    }

    private static async Task<T> Eventually<T>(Func<Task<T?>> look) where T : class
    {
        T? seen = null;
        await Until.True(async () => (seen = await look()) is not null);
        return seen!;
    }
}
