using Dapper;
using Npgsql;

namespace Convos.Data;

// Who answered a field of the card so: a text by part of it, whatever is chosen or counted as a whole.
public static partial class Contacts
{
    private static async Task<ContactFilter> Kinded(NpgsqlConnection db, ContactFilter filter) =>
        filter is { Kind: null, Field: { } field, Answer.Length: > 0 }
            ? filter with { Kind = await db.QuerySingleOrDefaultAsync<FieldKind?>("select kind from contact_fields where id = @field", new { field }) }
            : filter;

    /// <summary>Over a contact <c>c</c>, with the parameters of <see cref="Parameters"/>.</summary>
    private static string AnswersSo(ContactFilter filter) => filter.Kind switch
    {
        null or FieldKind.Text => "plain(c.fields ->> @field) like plain(@answer)",
        FieldKind.Number when filter.Number is null => "false",
        FieldKind.Number => "(c.fields ->> @field)::numeric = @number",
        _ => "plain(c.fields ->> @field) = plain(@exact)",
    };
}
