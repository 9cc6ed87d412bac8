using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Convos.Web.Pages;

/// <summary>
/// <c>&lt;time at="…" as="ago"&gt;</c>: an instant. The server writes it in full, in the zone of a page's reader or, where it is
/// the same for everybody, in UTC; time.js shortens it to the reader's zone and language and keeps it true.
/// </summary>
[HtmlTargetElement("time", Attributes = "at")]
public sealed class TimeTag : TagHelper
{
    public DateTime At { get; set; }

    public string As { get; set; } = "ago";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext Page { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", At.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        output.Attributes.SetAttribute("data-as", As);
        output.Content.SetContent(Zones.Write(At, Page.HttpContext.User.Reader()?.Zone));
    }
}
