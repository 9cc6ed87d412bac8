using System.Text.Json;
using System.Text.Json.Nodes;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>What was changed of a card, in words.</summary>
public static class CardWords
{
    private const string AnswerPrefix = "field_";

    /// <summary>What to call somebody: some channels give no name, some no number.</summary>
    public static string Who(this Contact contact) => contact.Name is { Length: > 0 } name ? name : contact.Phone ?? $"#{contact.Id}";

    public static string Words(this IEnumerable<ContactPhone> phones) => string.Join(", ", phones.Select(phone => PhoneNumbers.Display(phone.Number)));

    /// <summary>«+54 9 11 5555-0101 · marta@example.org».</summary>
    public static string Reach(this ContactRow row) => string.Join(" · ", new[] { row.Phone, row.Email }.Where(said => said is not null));

    /// <param name="changes">JSON as <see cref="Changes"/> has it.</param>
    /// <param name="fields">Of which answers bear the names.</param>
    public static IReadOnlyList<AuditField> Fields(string changes, IReadOnlyList<ContactField> fields, IStringLocalizer<Texts> texts) =>
        // Tags are told one by one; of an owner whom a file named there is a number only.
        [.. JsonNode.Parse(changes)!.AsObject().Where(change => change.Key is not ("tags" or "owner_id")).Select(change => Field(change.Key, change.Value!.AsArray(), fields, texts))];

    private static AuditField Field(string name, JsonArray pair, IReadOnlyList<ContactField> fields, IStringLocalizer<Texts> texts)
    {
        if (name.StartsWith(AnswerPrefix, StringComparison.Ordinal))
        {
            var field = fields.FirstOrDefault(one => $"{AnswerPrefix}{one.Id}" == name);
            string Answer(JsonNode? answer) => answer is null ? "" : field is null ? FieldAnswers.Typed(answer) : FieldAnswers.Word(field.Kind, answer, texts);
            return new(field?.Name ?? texts["Contact.OldField"], Answer(pair[0]), Answer(pair[1]));
        }

        return new(texts[$"Contact.Field.{name}"], Word(name, pair[0]), Word(name, pair[1]));
    }

    private static string Word(string name, JsonNode? value) => (name, value) switch
    {
        (_, null) => "",
        ("language", _) => Languages.Name(value.GetValue<string>()),
        ("phones", JsonArray phones) => string.Join(", ", phones.Select(phone => PhoneNumbers.Display(phone!.GetValue<string>()))),
        _ => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString(),
    };
}
