namespace Convos.Data;

/// <summary>How a ticket ended: one of its inbox's reasons, and an observation for the team. Neither ever reaches the customer.</summary>
public sealed record Closing(string? Reason, string? Observation)
{
    public const int Longest = 2000;

    public bool IsTooLong => Observation?.Length > Longest;

    /// <summary>Of what was typed; blanks are nothing. A browser sends the line ends of a text as two characters each.</summary>
    public static Closing Of(string? reason, string? observation) => new(Said(reason), Said(observation));

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.ReplaceLineEndings("\n").Replace("\0", "").Trim();
}
