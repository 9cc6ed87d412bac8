using Convos.Data;

namespace Convos.Web;

/// <summary>GET /messages/{id}/file/{version} and …/thumbnail/{version}: the file of a message, for whoever sees its thread.</summary>
public static class MessageFiles
{
    public static void MapMessageFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/messages/{id:long}/file/{version}", (HttpContext http, long id, string version, bool? save, Database database, IFileStore files) =>
            Show(http, id, version, database, (file, name) => FileResponse.Of(http, files, file, name, save == true)))
            .RequireAuthorization(Access.Operator);
        routes.MapGet("/messages/{id:long}/thumbnail/{version}", (HttpContext http, long id, string version, Database database, IFileStore files) =>
            Show(http, id, version, database, (file, _) => FileResponse.Thumbnail(http, files, file)))
            .RequireAuthorization(Access.Operator);
    }

    private static async Task<IResult> Show(HttpContext http, long id, string version, Database database, Func<StoredFile, string, Task<IResult>> show)
    {
        (StoredFile File, string FileName)? found;
        await using (var db = await database.Open(http.RequestAborted))
        {
            found = await Attachments.Find(db, http.User.Viewer(), id);
        }

        return found is { } known && version.Length >= 16 && known.File.Name.StartsWith(version, StringComparison.Ordinal)
            ? await show(known.File, known.FileName)
            : Results.NotFound();
    }
}
