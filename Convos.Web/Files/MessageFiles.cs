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

    private static Task<IResult> Show(HttpContext http, long id, string version, Database database, Func<StoredFile, string, Task<IResult>> show) =>
        FileResponse.Versioned(http, database, version, db => Attachments.Find(db, http.User.Viewer(), id), show);
}
