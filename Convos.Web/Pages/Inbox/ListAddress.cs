using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>
/// A list as an address: <c>/inbox/{view}/{ticket?}?order=waiting&amp;inbox=3</c>. It says all, so that links, reloads and the back button
/// need nothing else; what is as it comes is omitted.
/// </summary>
public static class ListAddress
{
    /// <summary>In an address that was chosen just now: remembered, and left out of the address that follows.</summary>
    public const string Chosen = "chosen";

    private static readonly string[] Names = ["order", "inbox", "tag", "operator", "unread", "pending"];

    public static string Url(this Listing list, long? ticket = null, string more = "")
    {
        var query = string.Join('&', new[] { list.Query(), more }.Where(part => part.Length > 0));
        var path = ticket is { } id ? $"/inbox/{list.View.Name()}/{id}" : $"/inbox/{list.View.Name()}";
        return query.Length > 0 ? $"{path}?{query}" : path;
    }

    /// <summary>With its question mark, if it has anything.</summary>
    public static string AsQuery(this Listing list) => list.Query() is { Length: > 0 } query ? $"?{query}" : "";

    /// <summary>The address that makes this the remembered list of its view.</summary>
    public static string Choose(this Listing list, long? ticket) => list.Url(ticket, $"{Chosen}=1");

    /// <summary>A view as its reader last had it.</summary>
    public static string Remembered(TicketView view, IReadOnlyDictionary<TicketView, string> lists) =>
        lists.TryGetValue(view, out var query) ? $"/inbox/{view.Name()}?{query}" : $"/inbox/{view.Name()}";

    public static string Query(this Listing list)
    {
        var parts = new[]
        {
            list.Order == ListOrder.Recent ? null : $"order={list.Order.Name()}",
            list.Inbox is { } inbox ? $"inbox={inbox}" : null,
            list.Tag is { } tag ? $"tag={tag}" : null,
            list.Nobody ? "operator=none" : list.Operator is { } person ? $"operator={person}" : null,
            list.Unread ? "unread=1" : null,
            list.Pending ? "pending=1" : null,
        };
        return string.Join('&', parts.Where(part => part is not null));
    }

    /// <summary>What it does not understand counts as omitted. Only «Todo» asks who holds a ticket: the other views have said so.</summary>
    public static Listing Read(TicketView view, IQueryCollection query)
    {
        var holder = view == TicketView.All ? query["operator"].ToString() : "";
        return new Listing(
            view, Enum.TryParse<ListOrder>(query["order"], ignoreCase: true, out var order) && Enum.IsDefined(order) ? order : ListOrder.Recent,
            Number(query["inbox"]), Number(query["tag"]), Number(holder), Nobody: holder == "none", Unread: query["unread"] == "1", Pending: query["pending"] == "1");
    }

    /// <summary>Forms send what is as it comes too.</summary>
    public static bool IsWordy(this IQueryCollection query, Listing list) =>
        query.ContainsKey(Chosen)
        || string.Join('&', Names.Where(query.ContainsKey).Select(name => $"{name}={query[name]}")) != list.Query();

    private static long? Number(string? text) => long.TryParse(text, out var number) && number > 0 ? number : null;
}
