using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.WebUtilities;

namespace Convos.Web.Pages;

/// <summary>What a tab shows. Its address tells, also when it posts about a ticket other than the one that is open.</summary>
public sealed record Shown(Listing List, long? Ticket)
{
    /// <summary>A plain post leads to the address that it posts to; how the list was, the page that posted knows.</summary>
    public static Shown By(HttpRequest request)
    {
        var plain = Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var from) ? from.Query : "";
        return request.IsHtmx(out var headers) && Uri.TryCreate(headers?.CurrentUrl, UriKind.Absolute, out var current)
            ? At(current.AbsolutePath, current.Query)
            : At(request.Path, plain);
    }

    /// <summary>Reads <c>/inbox/{view}/{ticket?}</c> and its query; any other page shows no list that matters.</summary>
    public static Shown At(string? path, string? query) =>
        path?.Split('/') is ["", "inbox", var view, .. var rest] && Showing.ParseView(view) is { } named
            ? new Shown(
                ListAddress.Read(named, new QueryCollection(QueryHelpers.ParseQuery(query))),
                rest is [var id, ..] && long.TryParse(id, out var ticket) ? ticket : null)
            : new Shown(new Listing(TicketView.All), null);
}
