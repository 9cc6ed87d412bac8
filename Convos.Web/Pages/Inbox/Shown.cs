using Convos.Data;
using Htmx;

namespace Convos.Web.Pages;

/// <summary>What a tab shows. Its address tells, also when it posts about a ticket other than the one that is open.</summary>
public sealed record Shown(TicketView View, long? Ticket)
{
    public static Shown By(HttpRequest request) =>
        request.IsHtmx(out var headers) && Uri.TryCreate(headers?.CurrentUrl, UriKind.Absolute, out var current)
            ? At(current.AbsolutePath)
            : At(request.Path);

    /// <summary>Reads <c>/inbox/{view}/{ticket?}</c>; any other page shows no list that matters.</summary>
    public static Shown At(string? path) =>
        path?.Split('/') is ["", "inbox", var view, .. var rest] && Enum.TryParse<TicketView>(view, ignoreCase: true, out var named)
            ? new Shown(named, rest is [var id, ..] && long.TryParse(id, out var ticket) ? ticket : null)
            : new Shown(TicketView.All, null);
}
