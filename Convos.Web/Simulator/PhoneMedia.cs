namespace Convos.Web;

/// <summary>GET /simulator/media/{id}: a file on the customer's phone on screen. In Development only.</summary>
public static class PhoneMedia
{
    // What a browser shows and never runs.
    private static readonly string[] Shown = ["image/jpeg", "image/png", "image/webp", "image/gif"];

    public static void MapPhoneMedia(this IEndpointRouteBuilder routes, FakeGraph graph) =>
        routes.MapGet("/simulator/media/{id}", (string id, HttpResponse response) => Show(graph, id, response)).AllowAnonymous().DisableRateLimiting();

    private static IResult Show(FakeGraph graph, string id, HttpResponse response)
    {
        if (graph.Media.Find(id) is not { } media)
        {
            return Results.NotFound();
        }

        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = "private, max-age=3600";
        var mime = GraphMediaTypes.Base(media.Mime);
        var plays = Shown.Contains(mime) || mime.StartsWith("audio/", StringComparison.Ordinal) || mime.StartsWith("video/", StringComparison.Ordinal);
        return plays
            ? Results.Bytes(media.Bytes, mime, enableRangeProcessing: true)
            : Results.Bytes(media.Bytes, "application/octet-stream", media.FileName ?? id, enableRangeProcessing: true);
    }
}
