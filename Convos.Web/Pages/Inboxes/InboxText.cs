namespace Convos.Web.Pages;

/// <summary>Something that an inbox says by itself, as its form asks for it. <c>Example</c>: what it might be.</summary>
public sealed record InboxText(string Field, string Label, string Hint, string Text, string? Invalid, string? Example = null)
{
    /// <summary>Out of hours nobody has the ticket yet.</summary>
    public bool NamesOperator => Field != nameof(InboxForm.OutOfHours);
}
