using Convos.Data;
using Convos.Workers;
using Npgsql;

namespace Convos.Web;

/// <summary>
/// How bytes that somebody else made leave us: with their type as told by their content, never guessed by the browser, in a sandbox
/// without scripts, and to be saved rather than shown unless it is a picture, a sound, a film or a PDF.
/// </summary>
public static class FileResponse
{
    // Browsers show a PDF by a reader of their own, apart from any origin, and refuse to start it in a sandbox. Its page has styles
    // inside and the file as its object; scripts and all else stay shut.
    private const string Reader = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'";

    // A browser shows a sound or a film in a page of its own making, with styles inside and the file as its media.
    private const string Sandbox = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; sandbox";

    /// <param name="save">To be saved in any case.</param>
    public static async Task<IResult> Of(HttpContext http, IFileStore files, StoredFile file, string fileName, bool save = false)
    {
        if (await files.Open(file.Name, http.RequestAborted) is not { } content)
        {
            return Results.NotFound();
        }

        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = file.Mime == "application/pdf" ? Reader : Sandbox;
        headers.XContentTypeOptions = "nosniff";
        // What stands under a version never changes; only whoever may see it keeps it.
        headers.CacheControl = "private, max-age=31536000, immutable";
        var shown = !save && MediaTypes.IsSafeInline(file.Mime);
        return Results.Stream(content, shown ? file.Mime : "application/octet-stream", shown ? null : Name(file, fileName), enableRangeProcessing: true);
    }

    /// <summary>What stands under a version: found for who asks, and only under the version that it has.</summary>
    public static async Task<IResult> Versioned(
        HttpContext http, Database database, string version, Func<NpgsqlConnection, Task<(StoredFile File, string FileName)?>> find,
        Func<StoredFile, string, Task<IResult>> show)
    {
        (StoredFile File, string FileName)? found;
        await using (var db = await database.Open(http.RequestAborted))
        {
            found = await find(db);
        }

        return found is { } known && version.Length >= 16 && known.File.Name.StartsWith(version, StringComparison.Ordinal)
            ? await show(known.File, known.FileName)
            : Results.NotFound();
    }

    private static string Name(StoredFile file, string fileName) =>
        fileName.Length > 0 ? fileName : $"{file.Name[..8]}{MediaTypes.Extension(file.Mime)}";

    public static async Task<IResult> Thumbnail(HttpContext http, IFileStore files, StoredFile file)
    {
        if (file.Thumbnail is null || await files.Open(file.Thumbnail, http.RequestAborted) is not { } content)
        {
            return Results.NotFound();
        }

        http.Response.Headers.ContentSecurityPolicy = Sandbox;
        http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return Results.Stream(content, "image/webp");
    }
}
