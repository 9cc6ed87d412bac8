using Convos.Data;

namespace Convos.Web;

/// <summary>GET /people/{id}/photo/{version}: a colleague's face. A version never changes, so a browser asks for it once.</summary>
public static class Photos
{
    /// <summary><c>Files:Folder</c>, by default beside our own PostgreSQL's data.</summary>
    public static void AddFiles(this WebApplicationBuilder builder)
    {
        var folder = builder.Configuration["Files:Folder"] ?? Path.Combine(builder.Configuration["Data:Folder"] ?? "data", "files");
        builder.Services.AddSingleton<IFileStore>(new FolderFiles(Path.Combine(builder.Environment.ContentRootPath, folder)));
    }

    public static void MapPhotos(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/people/{id:long}/photo/{version}", Show).RequireAuthorization(Access.Operator);

    private static async Task<IResult> Show(HttpContext http, long id, string version, Database database, IFileStore files)
    {
        string? photo;
        await using (var db = await database.Open(http.RequestAborted))
        {
            photo = await Operators.Photo(db, id);
        }

        // A page that stood open while the photo was changed or taken away shows initials again.
        if (photo is null || version.Length < 16 || !photo.StartsWith(version, StringComparison.Ordinal) || await files.Open(photo, http.RequestAborted) is not { } content)
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Stream(content, "image/webp");
    }
}
