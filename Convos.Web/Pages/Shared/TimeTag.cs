using System.Globalization;
using Convos.Data;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Convos.Web.Pages;

/// <summary>
/// <c>&lt;time at="…" as="ago"&gt;</c>: an instant. The server writes it in full, in the zone of a page's reader or, where it is
/// the same for everybody, in UTC; time.js shortens it to the reader's zone and language and keeps it true.
/// <c>&lt;time wait="…"&gt;</c>: how long a customer has waited, and from when on that is long.
/// </summary>
[HtmlTargetElement("time", Attributes = "at")]
[HtmlTargetElement("time", Attributes = "wait")]
public sealed class TimeTag : TagHelper
{
    public DateTime At { get; set; }

    public string As { get; set; } = "ago";

    public Wait? Wait { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext Page { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var at = Wait?.Since ?? At;
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", Instant(at));
        output.Attributes.SetAttribute("data-as", Wait is null ? As : "wait");
        if (Wait is { } wait)
        {
            output.Attributes.SetAttribute("data-soon", Instant(wait.SoonAt));
            output.Attributes.SetAttribute("data-late", Instant(wait.LateAt));
        }

        output.Content.SetContent(Zones.Write(at, Page.HttpContext.User.Reader()?.Zone));
    }

    private static string Instant(DateTime at) => at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
