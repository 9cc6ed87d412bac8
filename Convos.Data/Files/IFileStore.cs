namespace Convos.Data;

/// <summary>
/// Keeps bytes that the database need not hold. Content is named by its SHA-256: the same bytes are kept once, and what stands
/// under a name never changes. A folder today; a bucket can do the same.
/// </summary>
public interface IFileStore
{
    /// <summary>Keeps it whole or not at all, and answers its name.</summary>
    Task<string> Keep(Stream content, CancellationToken ct);

    /// <summary>Null: there is nothing of that name.</summary>
    Task<Stream?> Open(string name, CancellationToken ct);

    /// <summary>No matter whether it was there.</summary>
    Task Remove(string name, CancellationToken ct);

    /// <summary>Only what nobody has kept since <paramref name="limit"/> (UTC): the same bytes may be coming in again at this moment.</summary>
    Task RemoveOld(string name, DateTime limit, CancellationToken ct);

    /// <summary>Throws away what somebody began to keep before <paramref name="limit"/> (UTC) and never ended: their process died.</summary>
    void Sweep(DateTime limit);
}
