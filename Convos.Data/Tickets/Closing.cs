namespace Convos.Data;

/// <summary>How a ticket ended: one of its inbox's reasons, and an observation for the team. Neither ever reaches the customer.</summary>
public sealed record Closing(string? Reason, string? Observation)
{
    public const int Longest = 2000;

    /// <summary>Of what was typed; blanks are nothing.</summary>
    public static Closing Of(string? reason, string? observation) => new(Said(reason), Said(observation));

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
