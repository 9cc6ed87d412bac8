namespace Convos.Web.Pages;

/// <summary>Something that an inbox says by itself, as its form asks for it.</summary>
public sealed record InboxText(string Field, string Label, string Hint, string Text, string? Invalid)
{
    /// <summary>Out of hours nobody has the ticket yet.</summary>
    public bool NamesOperator => Field != nameof(InboxForm.OutOfHours);
}
