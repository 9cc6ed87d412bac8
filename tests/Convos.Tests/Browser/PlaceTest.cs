namespace Convos.Tests;

/// <summary>A page with one list, into which fragments are placed as the stream would place them.</summary>
public abstract class PlaceTest(BrowserFixture browser) : ScriptTest(browser)
{
    protected static string Item(string id, string key, int version = 1, string body = "") =>
        $"""<li id="{id}" data-sort="{key}" data-version="{version}">{body}</li>""";

    protected static string Marker(string loadedTo, string next = "/page") =>
        $"""<li id="marker" data-sort="0" data-more="{loadedTo}"><a href="{next}" hx-get="{next}" hx-target="#list" hx-swap="place">more</a></li>""";

    protected static string List(params string[] items) => $"""<ul id="list" data-order="desc">{string.Concat(items)}</ul>""";

    protected async Task Open(string main)
    {
        Site.Main = main;
        await Page.GotoAsync("/");
        await Site.NextDial();
    }

    protected Task Place(string html, string target = "#list") => Page.EvaluateAsync(
        "text => htmx.swap({ text, swap: 'none', sourceElement: document.body })",
        $"""<hx-partial hx-target="{target}" hx-swap="place">{html}</hx-partial>""");
}
