using Npgsql;

namespace Convos.Data;

// What people write as it is stored: tidied, its variables filled in, and whom a note calls by name.
public static partial class Messages
{
    private static Draft Tidy(Draft draft) => draft with { Body = draft.Body.ReplaceLineEndings("\n").Replace("\0", "").Trim() };

    private static Refusal? WhyNotAtAll(Draft draft) =>
        draft.Body.Length > LongestText ? new Refusal(RefusalReason.TooLong)
        : draft.Body.Length == 0 && !draft.Kind.CarriesFile() ? new Refusal(RefusalReason.Empty)
        : null;

    /// <summary>With its variables filled in, or why it cannot be sent whoever sends it.</summary>
    private static async Task<(Draft Draft, Refusal? Refusal)> Filled(NpgsqlConnection db, Viewer viewer, long ticketId, Draft draft, DateTime now)
    {
        var (body, missing) = await Variables.Fill(db, viewer, ticketId, draft.Body, now);
        var filled = draft with { Body = body };
        return (filled, missing.Count > 0 ? new Refusal(RefusalReason.UnresolvedVariable, missing[0]) : WhyNotAtAll(filled));
    }

    private static async Task<IReadOnlyList<Called>> Called(NpgsqlConnection db, Viewer viewer, long ticketId, string body, IReadOnlyCollection<long> picked) =>
        body.Contains('@', StringComparison.Ordinal)
            ? Data.Called.In(body, [.. (await Mentions.Callable(db, viewer, ticketId)).Select(one => new Called(one.Id, one.Name))], picked)
            : [];
}
