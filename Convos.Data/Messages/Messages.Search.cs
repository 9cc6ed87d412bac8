using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A message in which all that was looked for stands.</summary>
public sealed record Hit(long Id, Author Author, string? OperatorName, MessageKind Kind, DateTime SentAt, string Body);

/// <summary>Newest first. <c>More</c>: there are older ones beyond these.</summary>
public sealed record Hits(IReadOnlyList<Hit> Found, bool More)
{
    public static readonly Hits None = new([], false);
}

// Looking for words in one thread: accents and case say nothing, a part of a word is enough, every word must be there.
public static partial class Messages
{
    public const int LongestSearch = 100;

    private const int MostHits = 100;

    public static async Task<Hits> Search(NpgsqlConnection db, Viewer viewer, long threadId, string typed)
    {
        var words = Words(typed);
        if (words.Count == 0)
        {
            return Hits.None;
        }

        // The longest word first: it leaves the least to compare with the others.
        var found = (await db.QueryAsync<Hit>(
            $"""
            with looked_for as materialized (
              select array_agg(lower(unaccent(word)) order by length(word) desc) words from unnest(@words) typed(word))
            select m.id, m.author, o.name operator_name, m.kind, m.sent_at, m.body
            from messages m
            left join operators o on o.id = m.operator_id
            where m.thread_id = @threadId and not m.withheld and m.body <> ''
              and exists (select from tickets t where t.thread_id = @threadId and {Tickets.Visible})
              and lower(unaccent(m.body)) like all ((select words from looked_for)::text[])
            order by m.sent_at desc, m.id desc
            limit {MostHits + 1}
            """, Tickets.Scope(viewer, new { threadId, words = words.Select(Like.Part).ToArray() }))).AsList();
        return new Hits([.. found.Take(MostHits)], found.Count > MostHits);
    }

    /// <summary>What was typed, as the words that are looked for.</summary>
    public static IReadOnlyList<string> Words(string typed) =>
        [.. typed.Replace("\0", "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct().Take(8)];
}
