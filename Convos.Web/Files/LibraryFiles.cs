using Convos.Data;

namespace Convos.Web;

/// <summary>GET /library/{id}/file/{version} and …/thumbnail/{version}: a file of the library, for whoever sees its folder.</summary>
public static class LibraryFiles
{
    public static void MapLibraryFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/library/{id:long}/file/{version}", (HttpContext http, long id, string version, Database database, IFileStore files) =>
            Show(http, id, version, database, (file, name) => FileResponse.Of(http, files, file, name)))
            .RequireAuthorization(Access.Operator);
        routes.MapGet("/library/{id:long}/thumbnail/{version}", (HttpContext http, long id, string version, Database database, IFileStore files) =>
            Show(http, id, version, database, (file, _) => FileResponse.Thumbnail(http, files, file)))
            .RequireAuthorization(Access.Operator);
    }

    private static Task<IResult> Show(HttpContext http, long id, string version, Database database, Func<StoredFile, string, Task<IResult>> show) =>
        FileResponse.Versioned(http, database, version, db => Library.Bytes(db, http.User.Viewer(), id), show);
}
