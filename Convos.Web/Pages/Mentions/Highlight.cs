using Convos.Data;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Convos.Web.Pages;

/// <summary>A note's text with the people whom it calls set off.</summary>
public static class Highlight
{
    public static IHtmlContent Of(Message message) => message.Kind == MessageKind.Note ? Of(message.Body, message.Content) : new HtmlContentBuilder().Append(message.Body);

    public static IHtmlContent Of(string body, string? content)
    {
        var html = new HtmlContentBuilder();
        var called = Called.Read(content);
        var from = 0;
        foreach (var (at, fit) in called.Count == 0 ? [] : Called.Places(body, called))
        {
            var person = fit[0];
            var end = at + 1 + person.Name.Length;
            var name = new TagBuilder("b");
            name.AddCssClass("mention");
            name.Attributes["data-person"] = $"{person.Id}";
            name.InnerHtml.Append(body[at..end]);
            html.Append(body[from..at]).AppendHtml(name);
            from = end;
        }

        return html.Append(body[from..]);
    }
}
