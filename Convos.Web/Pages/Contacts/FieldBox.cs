using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>One field of a card as it is asked: what stands in its box, and whether that is wrong («true»), as the sentences <c>Told</c> say.</summary>
public sealed record FieldBox(ContactField Field, string? Typed, string? Invalid, string? Told)
{
    public string Id => $"contact-field-{Field.Id}";

    public string Name => $"Form.Answers[{Field.Id}]";
}
