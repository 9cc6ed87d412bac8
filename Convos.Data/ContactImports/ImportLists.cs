using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What the words of a file are looked up in: who may own, which tags there are, what is asked of contacts.</summary>
internal sealed record ImportLists(IReadOnlyDictionary<string, long> Owners, IReadOnlyDictionary<string, long> Tags, IReadOnlySet<string> ArchivedTags, IReadOnlyList<ContactField> Fields)
{
    public static async Task<ImportLists> Read(NpgsqlConnection db)
    {
        await using var found = await db.QueryMultipleAsync(
            """
            select lower(email), id from operators where disabled_at is null;
            select lower(name), id, archived_at is not null from tags;
            select id, name, kind, required, options from contact_fields where archived_at is null order by position, id
            """);
        var owners = (await found.ReadAsync<(string Email, long Id)>()).ToDictionary(one => one.Email, one => one.Id);
        var tags = (await found.ReadAsync<(string Name, long Id, bool Archived)>()).AsList();
        return new(
            owners,
            tags.Where(tag => !tag.Archived).ToDictionary(tag => tag.Name, tag => tag.Id),
            tags.Where(tag => tag.Archived).Select(tag => tag.Name).ToHashSet(),
            (await found.ReadAsync<ContactField>()).AsList());
    }
}
