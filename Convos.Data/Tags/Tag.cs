using System.Collections;
using System.Data;
using System.Text.Json;
using Dapper;

namespace Convos.Data;

/// <summary>A word that people put on tickets.</summary>
public sealed record Tag(long Id, string Name, int Colour);

/// <summary>A tag where it is administered.</summary>
public sealed record TagEntry(long Id, string Name, string Description, int Colour, DateTime? ArchivedAt, int OpenTickets);

/// <summary>A ticket's tags, by name. Two sets are equal where they hold the same.</summary>
public sealed class TagSet(IEnumerable<Tag> tags) : IReadOnlyList<Tag>, IEquatable<TagSet>
{
    private readonly Tag[] all = [.. tags];

    public int Count => all.Length;

    public Tag this[int index] => all[index];

    public bool Equals(TagSet? other) => other is not null && all.SequenceEqual(other.all);

    public override bool Equals(object? obj) => Equals(obj as TagSet);

    public override int GetHashCode() => all.Aggregate(0, HashCode.Combine);

    public IEnumerator<Tag> GetEnumerator() => all.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Read from <c>[[id, name, colour], …]</c>.</summary>
    internal sealed class Handler : SqlMapper.TypeHandler<TagSet>
    {
        private static readonly TagSet None = new([]);

        public override TagSet Parse(object value) => (string)value is not "[]" and var json ? new(JsonDocument.Parse(json).RootElement.EnumerateArray().Select(Read)) : None;

        public override void SetValue(IDbDataParameter parameter, TagSet? value) => throw new NotSupportedException("Tags are written by their moves.");

        private static Tag Read(JsonElement tag) => new(tag[0].GetInt64(), tag[1].GetString()!, tag[2].GetInt32());
    }
}
