using Microsoft.AspNetCore.Http.Features;

namespace Convos.Web;

/// <summary>Files of the fake Graph over HTTP: up, about, down, away.</summary>
public static class FakeMediaEndpoints
{
    private const string Down = FakeGraphEndpoints.Path + "/media";
    private const int BodyLimit = 101 * 1024 * 1024;

    public static void MapFakeMedia(this RouteGroupBuilder group, FakeGraph graph)
    {
        var media = graph.Files;
        group.MapPost("/{version}/{id}/media", async (string version, string id, HttpRequest request, CancellationToken ct) =>
            await Form(request, ct) is { } form
                ? Told(await media.Upload(FakeGraphEndpoints.Question(version, id, request), form, ct))
                : Results.StatusCode(StatusCodes.Status413PayloadTooLarge));
        group.MapDelete("/{version}/{id}", (string version, string id, HttpRequest request) => Told(media.Delete(FakeGraphEndpoints.Question(version, id, request))));
        group.MapGet("/media/{id}", (string id, HttpContext http) => Download(graph, media, id, http));
        group.MapGet("/uploads", () => graph.Media.Uploads);
    }

    public static GraphAnswer? About(FakeGraph graph, GraphQuestion question, HttpRequest request) => graph.Media.Find(question.Id) is { } found
        ? graph.Files.About(found, question, $"{request.Scheme}://{request.Host}{Down}")
        : null;

    private static IResult Told(GraphAnswer answer) => Results.Text(answer.Body, answer.ContentType, statusCode: answer.Status);

    // Null where it is too large.
    private static async Task<MediaForm?> Form(HttpRequest request, CancellationToken ct)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = BodyLimit + 1;
        }

        if (await RequestBody.Read(request, BodyLimit, ct) is not { } body)
        {
            return null;
        }

        request.Body = new MemoryStream(body);
        if (request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true)
        {
            return new(null, null, null, null, null);
        }

        var form = await request.ReadFormAsync(ct);
        var file = form.Files.GetFile("file");
        return new(Field("messaging_product"), Field("type"), file?.ContentType, file?.FileName, file is null ? null : await Read(file, ct));

        string? Field(string name) => form.TryGetValue(name, out var value) ? value.ToString() : null;
    }

    private static async Task<byte[]> Read(IFormFile file, CancellationToken ct)
    {
        var bytes = new byte[file.Length];
        await using var content = file.OpenReadStream();
        await content.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    private static async Task Download(FakeGraph graph, FakeGraphMedia files, string id, HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        var answer = graph.Media.Find(id) is not { } found || !graph.Media.Holds(id, request.Query["ext"], request.Query["hash"])
                ? GraphErrors.Words("Media URL expired", 404)
            : !files.Opens(found, request.Headers.Authorization) ? GraphErrors.Answer(190, 401)
            // Meta's file servers answer a caller without a name with a page for people.
            : request.Headers.UserAgent.Count == 0 ? new GraphAnswer(400, "<html><body>Sorry, something went wrong.</body></html>", "text/html")
            : null;
        if (answer is not null)
        {
            await Told(answer).ExecuteAsync(http);
            return;
        }

        var (media, fault) = (graph.Media.Find(id)!, graph.Media.TakeFault());
        if (fault?.Status is { } status)
        {
            await Told(GraphErrors.Words("The file could not be loaded.", status)).ExecuteAsync(http);
            return;
        }

        if (fault?.Elsewhere is { } elsewhere)
        {
            response.Redirect(elsewhere.ToString());
            return;
        }

        var bytes = fault is { Altered: true } ? [.. media.Bytes.Reverse()] : media.Bytes;
        response.ContentType = media.Mime;
        response.ContentLength = bytes.Length;
        if (fault is null or { Altered: true })
        {
            await response.Body.WriteAsync(bytes, http.RequestAborted);
            return;
        }

        await response.Body.WriteAsync(bytes.AsMemory(..(bytes.Length / 2)), http.RequestAborted);
        await response.Body.FlushAsync(http.RequestAborted);
        await Task.Delay(fault.Hold, graph.Clock, http.RequestAborted);
        if (fault.Truncated)
        {
            http.Abort();
            return;
        }

        await response.Body.WriteAsync(bytes.AsMemory(bytes.Length / 2), http.RequestAborted);
    }
}
