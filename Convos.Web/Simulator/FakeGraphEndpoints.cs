namespace Convos.Web;

/// <summary>The fake Graph over HTTP, and the two addresses by which scripts see what it received.</summary>
public static class FakeGraphEndpoints
{
    public const string Path = "/simulator/graph";
    private const int BodyLimit = 1024 * 1024;

    public static void MapFakeGraph(this IEndpointRouteBuilder app, FakeGraph graph)
    {
        var group = app.MapGroup(Path).AllowAnonymous().DisableAntiforgery().DisableRateLimiting();
        group.MapPost("/{version}/{accountId}/messages", (string version, string accountId, HttpRequest request, CancellationToken ct) =>
            Send(graph, version, accountId, request, ct));
        group.MapFakeMedia(graph);
        var questions = graph.Questions;
        group.MapGet("/{version}/debug_token", (string version, HttpRequest request) => Told(questions.Token(Question(version, "", request))));
        group.MapGet("/{version}/{id}", async (string version, string id, HttpRequest request) =>
            Told(FakeMediaEndpoints.About(graph, Question(version, id, request), request) ?? await questions.Number(Question(version, id, request))));
        group.MapGet("/{version}/{id}/subscribed_apps", (string version, string id, HttpRequest request) => Told(questions.Apps(Question(version, id, request))));
        group.MapGet("/{version}/{id}/message_templates", async (string version, string id, HttpRequest request) => Told(await questions.Templates(Question(version, id, request))));
        group.MapGet("/{version}/{id}/block_users", async (string version, string id, HttpRequest request) => Told(await graph.Blocks.All(Question(version, id, request))));
        group.MapPost("/{version}/{id}/block_users", (string version, string id, HttpRequest request, CancellationToken ct) => Block(graph, version, id, request, true, ct));
        group.MapDelete("/{version}/{id}/block_users", (string version, string id, HttpRequest request, CancellationToken ct) => Block(graph, version, id, request, false, ct));
        group.MapGet("/requests", () => graph.Requests.All);
        group.MapDelete("/requests", () =>
        {
            graph.Requests.Clear();
            return TypedResults.NoContent();
        });
    }

    public static GraphQuestion Question(string version, string id, HttpRequest request) =>
        new(version, id, request.Headers.Authorization, request.Query.ToDictionary(part => part.Key, part => part.Value.ToString()));

    private static IResult Told(GraphAnswer answer) => Results.Text(answer.Body, answer.ContentType, statusCode: answer.Status);

    private static async Task<IResult> Block(FakeGraph graph, string version, string accountId, HttpRequest request, bool block, CancellationToken ct) =>
        await RequestBody.Read(request, BodyLimit, ct) is { } body
            ? Told(await graph.Blocks.Change(new(version, accountId, request.Headers.Authorization, body), block))
            : Results.StatusCode(StatusCodes.Status413PayloadTooLarge);

    private static async Task<IResult> Send(FakeGraph graph, string version, string accountId, HttpRequest request, CancellationToken ct)
    {
        if (await RequestBody.Read(request, BodyLimit, ct) is not { } body)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        var answer = await graph.Answer(new(version, accountId, request.Headers.Authorization, body), ct);
        return Told(answer);
    }
}
