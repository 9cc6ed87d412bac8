using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>What is wrong with an answer to a contact field.</summary>
public enum AnswerProblem { Missing, TooLong, NotANumber, NotADate, NotAnOption }

/// <summary>Answers to contact fields, between what people type and what is stored.</summary>
public static class FieldAnswers
{
    /// <summary>Neither: nothing was typed, and nothing had to be. Numbers come with a comma or a point, never with both.</summary>
    public static (JsonNode? Answer, AnswerProblem? Problem) Read(ContactField field, string? typed, string? before = null)
    {
        var text = typed?.ReplaceLineEndings(" ").Replace("\0", "").Trim() ?? "";
        return (field.Kind, text) switch
        {
            (_, "") => (null, field.Required ? AnswerProblem.Missing : null),
            (_, { Length: > Contacts.LongestAnswer }) => (null, AnswerProblem.TooLong),
            (FieldKind.Number, _) => decimal.TryParse(text.Replace(',', '.'), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                ? (JsonValue.Create(number), null) : (null, AnswerProblem.NotANumber),
            (FieldKind.Date, _) => DateOnly.TryParseExact(text, "yyyy-MM-dd", out var day)
                ? (JsonValue.Create(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), null) : (null, AnswerProblem.NotADate),
            // An option that was taken away stays where it was chosen.
            (FieldKind.List, _) => field.Options.Contains(text) || text == before ? (JsonValue.Create(text), null) : (null, AnswerProblem.NotAnOption),
            (FieldKind.YesNo, _) => text is "true" or "false" ? (JsonValue.Create(text == "true"), null) : (null, AnswerProblem.NotAnOption),
            _ => (JsonValue.Create(text), null),
        };
    }

    /// <summary>As it stands in its box.</summary>
    public static string Typed(JsonNode? answer) => answer switch
    {
        null => "",
        _ when answer.GetValueKind() == JsonValueKind.String => answer.GetValue<string>(),
        _ => answer.ToJsonString(),
    };

    /// <summary>As a person reads it.</summary>
    public static string Word(FieldKind kind, JsonNode answer, IStringLocalizer<Texts> texts) => (kind, answer.GetValueKind()) switch
    {
        (FieldKind.YesNo, JsonValueKind.True) => texts["Audit.Yes"],
        (FieldKind.YesNo, JsonValueKind.False) => texts["Audit.No"],
        (FieldKind.Number, JsonValueKind.Number) => decimal.Parse(answer.ToJsonString(), CultureInfo.InvariantCulture).ToString("#,0.########", CultureInfo.CurrentCulture),
        (FieldKind.Date, JsonValueKind.String) when DateOnly.TryParseExact(Typed(answer), "yyyy-MM-dd", out var day) => day.ToString("d", CultureInfo.CurrentCulture),
        _ => Typed(answer),
    };
}
