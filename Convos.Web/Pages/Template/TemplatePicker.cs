using Convos.Data;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;

namespace Convos.Web.Pages;

/// <summary>
/// A channel's approved templates to choose from, or one of them with its variables to fill in. <c>Url</c> is the page's own address;
/// what it needs besides travels in <c>Carried</c>.
/// </summary>
public sealed record TemplatePicker(string Url, IReadOnlyDictionary<string, string> Carried, string Cancel)
{
    private const int Most = 100;

    public string Search { get; private init; } = "";

    public IReadOnlyList<Template> Templates { get; private init; } = [];

    /// <summary>Approved ones that cannot be sent from here: they have parts that we cannot fill, a place for instance.</summary>
    public int Beyond { get; private init; }

    public bool HasMore { get; private init; }

    public TemplatesState State { get; private init; } = new(0, 0, null, "", false);

    public FilledTemplate? Chosen { get; init; }

    /// <summary>Whether what was filled in is looked at: not before somebody pressed the button.</summary>
    public bool Tried { get; private init; }

    /// <summary>The file that was chosen and will not do.</summary>
    public WrongFile? Wrong { get; init; }

    public Guid Key { get; init; } = Guid.NewGuid();

    public Refusal? Refusal { get; init; }

    public IReadOnlyList<TemplateField> Fields => Chosen is null ? [] : TemplateField.Of(Chosen.Parts);

    public TemplateProblem? Problem(TemplateField field) => Problem(field.Key);

    /// <summary>None is there, and none was chosen that could be complained of.</summary>
    public bool LacksFile => Wrong is null && Problem(FilledTemplate.FileKey) is not null;

    public string Back => Address([]);

    public string Choose(Template template) => Address([new("template", template.Name), new("language", template.Language)]);

    public async Task<TemplatePicker> List(NpgsqlConnection db, long channel, string? search, DateTime now)
    {
        var wanted = ShortText.Of(search);
        var offered = await Data.Templates.Offered(db, channel, wanted, Most + 1);
        var sendable = offered.Take(Most).Where(template => template.Parts.IsSendable).ToList();
        return this with
        {
            Search = wanted,
            Templates = sendable,
            Beyond = offered.Count(template => !template.Parts.IsSendable),
            HasMore = offered.Count > Most,
            State = await Data.Templates.State(db, channel, now),
        };
    }

    /// <summary>Null: it is not there, or not to be sent (any more).</summary>
    public async Task<TemplatePicker?> Fill(NpgsqlConnection db, long channel, string name, string language, IReadOnlyDictionary<string, string>? typed) =>
        await Data.Templates.Find(db, channel, name, language) is { } template && template.Parts.IsSendable
            ? this with { Chosen = FilledTemplate.Of(template, typed ?? new Dictionary<string, string>()), Tried = typed is not null }
            : null;

    private TemplateProblem? Problem(string key) => Tried && Chosen!.Problems.TryGetValue(key, out var problem) ? problem : null;

    private string Address(IEnumerable<KeyValuePair<string, string?>> more) =>
        QueryHelpers.AddQueryString(Url, Carried.Select(part => new KeyValuePair<string, string?>(part.Key, part.Value)).Concat(more));
}

public static class TemplateForms
{
    /// <summary>The variables of a posted form: <c>header.1</c>, <c>body.name</c>, <c>button.0</c>.</summary>
    public static IReadOnlyDictionary<string, string> Variables(this IFormCollection form) =>
        form.Where(field => field.Key.Split('.') is ["header" or "body" or "button", _]).ToDictionary(field => field.Key, field => field.Value.ToString());

    /// <summary>What a person's files are sifted by where they choose one.</summary>
    public static string Accept(this MessageKind kind) => kind switch
    {
        MessageKind.Image => "image/*",
        MessageKind.Video => "video/mp4,video/3gpp",
        _ => ".pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt,.csv",
    };

    public static string Icon(this TemplateButtonKind kind) => kind switch
    {
        TemplateButtonKind.Url => "external-link",
        TemplateButtonKind.Phone => "phone",
        TemplateButtonKind.CopyCode => "copy",
        _ => "reply",
    };
}
