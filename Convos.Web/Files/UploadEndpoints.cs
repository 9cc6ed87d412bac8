using Convos.Data;
using Convos.Web.Pages;
using Convos.Workers;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web;

/// <summary>
/// POST /uploads?ticket&amp;kind&amp;name: the body is a file for a ticket's bar, answered by its chip, or by a chip that says which rule it
/// breaks. GET and DELETE /uploads/{id}: by whoever put it there.
/// </summary>
public static class UploadEndpoints
{
    /// <summary>No channel takes more; what is larger is refused by its own sentence as long as it fits in here.</summary>
    internal const long MostBytes = 200L * 1024 * 1024;

    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/uploads", Put).RequireAuthorization(Access.Operator).WithMetadata(new RequestSizeLimitAttribute(MostBytes));
        routes.MapGet("/uploads/{id:guid}/thumbnail", Thumbnail).RequireAuthorization(Access.Operator);
        routes.MapDelete("/uploads/{id:guid}", Remove).RequireAuthorization(Access.Operator);
    }

    private static async Task<IResult> Put(
        HttpContext http, IAntiforgery antiforgery, UploadDesk desk, PartialRenderer renderer, long ticket, string? kind, string? name)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return Results.BadRequest();
        }

        return await desk.Take(http.User.Viewer(), ticket, kind, FileNames.Clean(name), http.Request.Body, http.RequestAborted) is { } placed
            ? Html(await renderer.Chip(placed, http.User.Viewer()), placed.Upload is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK)
            : Results.NotFound();
    }

    /// <summary>How it stands in the bar.</summary>
    public static Task<string> Chip(this PartialRenderer renderer, Placed placed, Viewer viewer) =>
        placed.Upload is { } upload ? renderer.Render("Chat/_Chip", upload, viewer.Culture) : renderer.Render("Chat/_ChipWrong", placed.Wrong, viewer.Culture);

    private static ContentHttpResult Html(string html, int status) => TypedResults.Content(html, "text/html; charset=utf-8", statusCode: status);

    private static async Task<IResult> Thumbnail(HttpContext http, Guid id, Database database, IFileStore files)
    {
        await using var db = await database.Open(http.RequestAborted);
        return await Uploads.Find(db, http.User.Viewer(), id) is { } found ? await FileResponse.Thumbnail(http, files, found.File) : Results.NotFound();
    }

    private static async Task<IResult> Remove(HttpContext http, IAntiforgery antiforgery, Guid id, Database database)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return Results.BadRequest();
        }

        await using var db = await database.Open(http.RequestAborted);
        await Uploads.Remove(db, http.User.Viewer(), id);
        return Results.NoContent();
    }
}
