using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Convos.Web;

/// <summary>A file that the fake Graph keeps for a number; <c>Mime</c> as it was given.</summary>
public sealed record StoredMedia(string Id, string PhoneNumberId, string Mime, string? FileName, byte[] Bytes, DateTime EndsAt)
{
    private readonly byte[] hash = SHA256.HashData(Bytes);

    public string HexHash => Convert.ToHexStringLower(hash);

    /// <summary>As webhooks tell it.</summary>
    public string Base64Hash => Convert.ToBase64String(hash);
}

/// <summary>An upload as it came over the wire, and what became of it: tests and scripts read these.</summary>
/// <param name="ContentType">Of the part that is the file.</param>
/// <param name="Type">The form's own field.</param>
public sealed record MediaUpload(
    DateTime At, string PhoneNumberId, string? MessagingProduct, string? Type, string? ContentType, string? FileName,
    [property: JsonIgnore] byte[] Bytes, int Status = 0, int? Code = null, string? Id = null)
{
    public int Size => Bytes.Length;

    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Bytes));
}

/// <summary>The latest, as long as they weigh no more than a limit together; the last one stays whatever it weighs.</summary>
public sealed class Shelf<T>(long limit, Func<T, byte[]> weighed)
{
    private readonly Lock gate = new();
    private readonly List<T> things = [];
    private long weight;

    public IReadOnlyList<T> All
    {
        get
        {
            lock (gate)
            {
                return [.. things];
            }
        }
    }

    public void Add(T thing)
    {
        lock (gate)
        {
            things.Add(thing);
            weight += weighed(thing).Length;
            while (weight > limit && things.Count > 1)
            {
                Drop(0);
            }
        }
    }

    /// <summary>Whether there was one.</summary>
    public bool Remove(Predicate<T> which)
    {
        lock (gate)
        {
            var at = things.FindIndex(which);
            if (at >= 0)
            {
                Drop(at);
            }

            return at >= 0;
        }
    }

    private void Drop(int at)
    {
        weight -= weighed(things[at]).Length;
        things.RemoveAt(at);
    }
}
