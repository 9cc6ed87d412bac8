using System.Text.Json;
using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Convos.Web.Pages;

/// <summary>A refusal on screen. <c>Again</c>: where the same text goes once its writer is «En línea».</summary>
public sealed record Refused(Refusal Refusal, string? Again = null);

/// <summary>A closing of so many tickets, just made, and where its «Deshacer» goes.</summary>
public sealed record Undoable(string Url, int Count);

/// <summary>The few ways a handler answers: what changed, no, or (without JavaScript) the page again.</summary>
public static class PageAnswers
{
    /// <summary>The fragments that the stream would send, to whom made the change; a plain post gets its page anew, or <c>back</c>.</summary>
    public static async Task<IActionResult> Changed(this PageModel page, LiveFragments live, long? ticketId, long[]? messages = null, string? back = null)
    {
        var shown = Shown.By(page.Request);
        if (!page.Request.IsHtmx())
        {
            return page.SeeOther((back ?? page.Request.Path) + shown.List.AsQuery());
        }

        var html = await live.Render(
            page.User.Viewer(), shown, ticketId is { } ticket ? [ticket] : [], messages ?? []);
        return page.Content(html, "text/html; charset=utf-8");
    }

    /// <summary>The same, and that it was more than assignment would have given.</summary>
    public static async Task<IActionResult> ChangedBeyond(this PageModel page, LiveFragments live, long ticketId, CapPassed passed)
    {
        if (!page.Request.IsHtmx())
        {
            return await page.Changed(live, ticketId);
        }

        var fragments = await live.Render(page.User.Viewer(), Shown.By(page.Request), [ticketId], []);
        return page.Partial("/Pages/Chat/_CapPassed.cshtml", (passed, new HtmlString(fragments)));
    }

    /// <summary>409, or 422 for a text that cannot be sent, and a sentence. What was typed stays: in its box, or across the redirect.</summary>
    public static IActionResult Refused(this PageModel page, Refusal refusal, string? again = null, string? body = null, string? back = null)
    {
        var refused = new Refused(refusal, again);
        if (!page.Request.IsHtmx())
        {
            page.TempData["Refused"] = JsonSerializer.Serialize(refused);
            page.TempData["Body"] = body;
            return page.SeeOther((back ?? page.Request.Path) + Shown.By(page.Request).List.AsQuery());
        }

        var answer = page.Partial("_Refused", refused);
        answer.StatusCode = refusal.Status();
        return answer;
    }

    /// <summary>The page again, 422: as it was filled in, and why that cannot be kept.</summary>
    public static PageResult Unprocessable(this PageModel page, params IEnumerable<string> sentences)
    {
        page.ModelState.Clear();
        foreach (var sentence in sentences.Distinct())
        {
            page.ModelState.AddModelError("", sentence);
        }

        page.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return page.Page();
    }

    public static int Status(this Refusal refusal) => refusal.Reason switch
    {
        RefusalReason.NotFound => StatusCodes.Status404NotFound,
        RefusalReason.Empty or RefusalReason.TooLong or RefusalReason.NeedsObservation or RefusalReason.UnknownReason or RefusalReason.ObservationTooLong
            or RefusalReason.NothingPicked or RefusalReason.TooManyPicked or RefusalReason.UnresolvedVariable or RefusalReason.NoReceiver
            or RefusalReason.NeedsBlockReason or RefusalReason.BlockReasonTooLong => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status409Conflict,
    };

    /// <summary>What was refused before the redirect, shown once.</summary>
    public static Refused? TakeRefused(this PageModel page) =>
        page.TempData["Refused"] is string json ? JsonSerializer.Deserialize<Refused>(json) : null;

    /// <summary>«Deshacer», on the page that follows the redirect.</summary>
    public static void Offer(this PageModel page, Undoable undo) => page.TempData["Undo"] = JsonSerializer.Serialize(undo);

    /// <summary>What was offered before the redirect, shown once.</summary>
    public static Undoable? TakeUndo(this PageModel page) =>
        page.TempData["Undo"] is string json ? JsonSerializer.Deserialize<Undoable>(json) : null;

    /// <summary>A redirect that turns a post into a get.</summary>
    public static IActionResult SeeOther(this PageModel page, string path)
    {
        page.Response.Headers.Location = path;
        return page.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>The page that posted, for whoever posts without scripts; never another site.</summary>
    public static string Came(this PageModel page) =>
        Uri.TryCreate(page.Request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == page.Request.Host.Value ? from.PathAndQuery : "/inbox/mine";
}
