using System.Net;
using System.Text.RegularExpressions;

namespace Convos.Tests;

/// <summary>The first visit outside Development: nothing is seeded, and the code of the log makes one administrator, once.</summary>
public sealed partial class SetupTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_code_of_the_log_creates_the_first_administrator_once()
    {
        await using var app = RunningApp.Start(["--environment", "Production", "--urls", "http://127.0.0.1:0", "--Data:Folder", folder["data"]]);
        await app.Ready();
        var code = Code().Match(app.Output).Groups[1].Value;
        var address = app.Http.BaseAddress!;

        using var first = new Session(address);
        Assert.Equal("/setup", (await first.Get("/login")).Location);
        await first.Get("/setup");
        var wrong = await first.Post("/setup", Form("not-the-code", "primera@convos.test"));
        var racers = await Task.WhenAll(Enumerable.Range(0, 5).Select(n => Race(address, code, $"racer{n}@convos.test")));
        var late = await Race(address, code, "late@convos.test");
        using var simulator = await app.Http.GetAsync("/simulator");
        using var graph = await app.Http.GetAsync("/simulator/graph/requests");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains("El código no es el que muestra el registro.", wrong.Body, StringComparison.Ordinal);
        var winner = Assert.Single(racers, answer => answer.Status == HttpStatusCode.SeeOther);
        Assert.Equal("/inbox/mine", winner.Location);
        Assert.All(racers.Where(answer => answer != winner), answer => Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status));
        Assert.NotEqual(HttpStatusCode.SeeOther, late.Status);
        Assert.DoesNotContain("convos-demo", app.Output, StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, simulator.StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, graph.StatusCode);
    }

    private static async Task<Answer> Race(Uri address, string code, string email)
    {
        using var session = new Session(address);
        await session.Get("/setup");
        return await session.Post("/setup", Form(code, email));
    }

    private static (string, string)[] Form(string code, string email) =>
        [("Code", code), ("Name", "Administración"), ("Email", email), ("Password", "una clave larga")];

    [GeneratedRegex("with the code ([A-Z0-9]{16})")]
    private static partial Regex Code();
}
