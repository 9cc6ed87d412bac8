using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Convos.Web.Pages;

/// <summary>
/// <c>&lt;time at="…" as="ago"&gt;</c>: an instant. The server writes it in full, equal for everybody;
/// time.js shortens it to the reader's zone and language and keeps it true.
/// </summary>
[HtmlTargetElement("time", Attributes = "at")]
public sealed class TimeTag : TagHelper
{
    public DateTime At { get; set; }

    public string As { get; set; } = "ago";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", At.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        output.Attributes.SetAttribute("data-as", As);
        output.Content.SetContent(At.ToString("g", CultureInfo.CurrentCulture) + " UTC");
    }
}
