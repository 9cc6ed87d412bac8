using Dapper;

namespace Convos.Data;

// Whom words or a part of a number can mean, for the list of contacts and for whatever else is found by its contact.
public static partial class Contacts
{
    /// <summary>Whom words or a number can mean, with the parameters of <see cref="AddPatterns"/>.</summary>
    // Each condition by itself: an index answers one pattern, not a list of them.
    internal static string Meant(ContactFilter filter)
    {
        var most = MostAtOnce + 1;
        var named = $"(select c.id from contacts c where c.joined_into is null and {string.Join(" and ", Said(filter).Concat(Answered(filter)))} limit {most})";
        return filter.Numbers.Length == 0 ? named
            : $"{named} union (select a.contact_id from contact_aliases a where a.kind = 'phone' and ({Dialled(filter)}) limit {most})";
    }

    /// <summary>Over an alias <c>a</c>.</summary>
    internal static string Dialled(ContactFilter filter) => string.Join(" or ", filter.Numbers.Select((_, place) => $"a.value like @number{place}"));

    internal static void AddPatterns(DynamicParameters parameters, ContactFilter filter)
    {
        foreach (var (pattern, place) in filter.Words.Select((pattern, place) => (pattern, place)))
        {
            parameters.Add($"word{place}", pattern);
        }

        foreach (var (pattern, place) in filter.Numbers.Select((pattern, place) => (pattern, place)))
        {
            parameters.Add($"number{place}", pattern);
        }
    }
}
