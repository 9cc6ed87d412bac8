using System.Text.Json.Serialization;

namespace Convos.Web;

public enum Doing { Looking, Writing, Noting }

/// <summary>A colleague at a chat.</summary>
public sealed record Companion(long Id, string Name, string? Photo, Doing Doing);

/// <summary>Who else is at a chat, for one of those who are.</summary>
public sealed record Companions(long TicketId, IReadOnlyList<Companion> People);

/// <summary>What one node tells the others: who looks or writes, and who no longer looks.</summary>
internal sealed record Whisper(
    [property: JsonPropertyName("n")] Guid Node,
    [property: JsonPropertyName("p")] IReadOnlyList<Whisper.Person> Present,
    [property: JsonPropertyName("g")] IReadOnlyList<Whisper.Place> Gone)
{
    internal sealed record Person(
        [property: JsonPropertyName("t")] long Ticket, [property: JsonPropertyName("o")] long Id, [property: JsonPropertyName("n")] string Name,
        [property: JsonPropertyName("f")] string? Photo, [property: JsonPropertyName("d")] Doing Doing);

    internal sealed record Place([property: JsonPropertyName("t")] long Ticket, [property: JsonPropertyName("o")] long Id);
}
