using System.Text.Json;
using System.Text.Json.Serialization;

namespace Convos.Data;

/// <summary>What a channel charges and allows a template for.</summary>
public enum TemplateCategory { Marketing, Utility, Authentication, Other }

/// <summary>Only what is approved may be sent.</summary>
public enum TemplateStatus { Approved, Pending, Rejected, Paused, Disabled, Other }

/// <summary>
/// A message template of a channel's account, as the channel last told it. <c>Components</c> are its <see cref="TemplateParts"/> as JSON;
/// <c>Named</c>: its variables are <c>{{first_name}}</c>, not <c>{{1}}</c>.
/// </summary>
public sealed record Template(
    long ChannelId, string ExternalId, string Name, string Language, TemplateCategory Category, TemplateStatus Status, string Quality, bool Named,
    string Components, DateTime ToldAt)
{
    public TemplateParts Parts => TemplateParts.Read(Components);
}

public enum TemplateHeaderKind { Text, Image, Video, Document, Other }

public enum TemplateButtonKind { Reply, Url, Phone, CopyCode, Other }

/// <summary>What stands over the text; of <c>Text</c> only the kind <c>Text</c> has any.</summary>
public sealed record TemplateHeader(TemplateHeaderKind Kind, string Text = "");

/// <summary><c>Target</c> is where it leads: an address that may end in a variable, or a number.</summary>
public sealed record TemplateButton(TemplateButtonKind Kind, string Text, string? Target = null);

/// <summary>
/// What a template is made of. <c>Beyond</c>: it has parts that we cannot fill. <c>Examples</c> are values for its variables, by
/// <see cref="TemplateField.Key"/>.
/// </summary>
public sealed record TemplateParts(
    TemplateHeader? Header, string Body, string? Footer, IReadOnlyList<TemplateButton> Buttons, bool Beyond, IReadOnlyDictionary<string, string> Examples)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static TemplateParts Read(string json) => JsonSerializer.Deserialize<TemplateParts>(json, Json)!;

    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>Whether a person can send it from a chat: all its parts can be filled in.</summary>
    public bool IsSendable =>
        !Beyond && Header is not { Kind: TemplateHeaderKind.Other } && Buttons.All(button => button.Kind != TemplateButtonKind.Other);

    /// <summary>The file that stands over the text, chosen by whoever sends it; null where there is none.</summary>
    [JsonIgnore]
    public MessageKind? File => Header?.Kind switch
    {
        TemplateHeaderKind.Image => MessageKind.Image,
        TemplateHeaderKind.Video => MessageKind.Video,
        TemplateHeaderKind.Document => MessageKind.Document,
        _ => null,
    };
}
