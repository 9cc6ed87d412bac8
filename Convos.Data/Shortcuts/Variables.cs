using System.Globalization;
using System.Text.RegularExpressions;
using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A text with its variables filled in. <c>Missing</c>: those that stand in it as they were, because nobody knows their value.</summary>
public sealed record Filled(string Text, IReadOnlyList<string> Missing);

/// <summary>What variables stand for, in one ticket and for one person. Empty: there is no such value.</summary>
public sealed record VariableValues(string Contact, string Operator, string Inbox, string Ticket, string Date);

/// <summary>
/// Variables of a text: <c>{{contacto.nombre}}</c>, with a fallback <c>{{contacto.nombre|cliente}}</c>. They are stored and typed in
/// Spanish in every language of the screen.
/// </summary>
public static partial class Variables
{
    private static readonly Dictionary<string, Func<VariableValues, string>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["contacto.nombre"] = values => values.Contact,
        ["operador.nombre"] = values => values.Operator,
        ["bandeja.nombre"] = values => values.Inbox,
        ["ticket.numero"] = values => values.Ticket,
        ["fecha"] = values => values.Date,
    };

    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys];

    /// <summary>
    /// In one pass: what a value says is text, also where it looks like a variable. Where variables stand in one another nothing is
    /// filled in, for what came out would be another variable.
    /// </summary>
    public static Filled Fill(string text, VariableValues values)
    {
        var missing = new List<string>();
        var filled = Variable().Replace(text, found =>
        {
            if (Value(found.Groups[1].Value, values) is { } value)
            {
                return value;
            }

            missing.Add(found.Value);
            return found.Value;
        });
        return Variable().Count(filled) == missing.Count
            ? new Filled(filled, missing)
            : new Filled(text, [.. Variable().Matches(text).Select(found => found.Value)]);
    }

    /// <summary>By what is known of the ticket; one that the viewer does not see fills in nothing.</summary>
    internal static async Task<Filled> Fill(NpgsqlConnection db, Viewer viewer, long ticketId, string text, DateTime now)
    {
        if (!Variable().IsMatch(text))
        {
            return new Filled(text, []);
        }

        var about = await db.QuerySingleOrDefaultAsync<(string Contact, string Inbox)?>(
            $"""
            select c.name, i.name
            from tickets t join contacts c on c.id = t.contact_id join inboxes i on i.id = t.inbox_id
            where t.id = @ticketId and {Tickets.Visible}
            """, Tickets.Scope(viewer, new { ticketId }));
        return about is not { } known ? new Filled(text, [])
            : Fill(text, new VariableValues(known.Contact, viewer.Name, known.Inbox, ticketId.ToString(CultureInfo.InvariantCulture), Date(viewer, now)));
    }

    /// <summary>For what leaves without anybody reading it first: a value that is not known is left out.</summary>
    internal static string FillOrOmit(string text, VariableValues values)
    {
        var (filled, missing) = Fill(text, values);
        return missing.Aggregate(filled, (said, one) => said.Replace(one, "", StringComparison.Ordinal)).Trim();
    }

    /// <summary>What looks like a variable of a text and is none.</summary>
    public static IReadOnlyList<string> Unknown(string text) =>
        [.. Variable().Matches(text).Where(found => !Known.ContainsKey(Name(found.Groups[1].Value))).Select(found => found.Value)];

    /// <summary>The day as a customer reads it, without doubt about month and day, where and in the language in which the writer works.</summary>
    public static string Date(Viewer viewer, DateTime now) => Date(viewer.Culture, viewer.Zone, now);

    internal static string Date(string culture, string? zone, DateTime now)
    {
        var place = zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? known : TimeZoneInfo.Utc;
        return TimeZoneInfo.ConvertTimeFromUtc(now, place)
            .ToString(culture == "es" ? "d 'de' MMMM 'de' yyyy" : "MMMM d, yyyy", CultureInfo.GetCultureInfo(culture));
    }

    // A name that is not known has no value, whatever its fallback: it is a slip of the pen.
    private static string? Value(string inside, VariableValues values)
    {
        var bar = inside.IndexOf('|', StringComparison.Ordinal);
        return !Known.TryGetValue(Name(inside), out var read) ? null
            : read(values).Trim() is { Length: > 0 } value ? value.Replace('{', '(').Replace('}', ')')
            : bar < 0 ? null : inside[(bar + 1)..].Trim();
    }

    private static string Name(string inside) => inside.Split('|')[0].Trim();

    [GeneratedRegex(@"\{\{([^{}\n]*)\}\}")]
    private static partial Regex Variable();
}
