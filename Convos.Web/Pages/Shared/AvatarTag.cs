using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Convos.Web.Pages;

/// <summary>
/// <c>&lt;avatar name="Ana Paz" person="7" photo="…" size="small" /&gt;</c>: a face, silent to screen readers. Initials, and over
/// them the photo of whoever has one; without a person, a contact.
/// </summary>
[HtmlTargetElement("avatar", TagStructure = TagStructure.WithoutEndTag)]
public sealed class AvatarTag : TagHelper
{
    public string Name { get; set; } = "";

    public long? Person { get; set; }

    /// <summary>The version of the photo, as records carry it. Null: no photo.</summary>
    public string? Photo { get; set; }

    public string? Size { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", string.Join(' ', new[] { "avatar", Size, Person is { } id ? Words.Hue(id) : null }.Where(part => part is { Length: > 0 })));
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Content.SetContent(Words.Initials(Name));
        if (Person is { } person && Photo is { Length: > 0 } version)
        {
            output.Content.AppendHtml(string.Create(CultureInfo.InvariantCulture, $"""<img src="/people/{person}/photo/{version}" alt="" loading="lazy" />"""));
        }
    }
}
