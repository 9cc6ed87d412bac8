using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// What some events touched, for everyone: the stream applies <see cref="Viewer.Sees"/> to each subscriber itself.
/// <c>Open</c>: null where nobody asked for it. <c>Unseen</c>: how many mentions each of those concerned has not seen.
/// </summary>
public sealed record Touched(
    IReadOnlyList<Ticket> Tickets, IReadOnlyList<Message> Messages, OpenTickets? Open, IReadOnlyList<Mention> Mentions, IReadOnlyDictionary<long, int> Unseen)
{
    /// <summary>In one round trip, and without what is not asked for.</summary>
    public static async Task<Touched> Read(NpgsqlConnection db, long[] tickets, long[] messages, bool open, Calls calls)
    {
        var parts = new[]
        {
            (tickets.Length > 0, Data.Tickets.ForEveryoneSql),
            (messages.Length > 0, Data.Messages.ForEveryoneSql),
            (open, Data.Tickets.OpenTicketsSql),
            (calls.Any, $"{Data.Mentions.ForEveryoneSql};\n{Data.Mentions.UnseenSql}"),
        };
        var wanted = parts.Where(part => part.Item1).Select(part => part.Item2).ToList();
        if (wanted.Count == 0)
        {
            return new([], [], null, [], new Dictionary<long, int>());
        }

        await using var found = await db.QueryMultipleAsync(string.Join(";\n", wanted),
            new { tickets, messages, calledIn = calls.Messages, calledPeople = calls.People, handed = calls.Tickets });
        return new(
            tickets.Length > 0 ? (await found.ReadAsync<Ticket>()).AsList() : [],
            messages.Length > 0 ? (await found.ReadAsync<Message>()).AsList() : [],
            open ? new OpenTickets((await found.ReadAsync<OpenTickets.Cell>()).AsList()) : null,
            calls.Any ? (await found.ReadAsync<Mention>()).AsList() : [],
            calls.Any ? (await found.ReadAsync<(long Operator, int Count)>()).ToDictionary(one => one.Operator, one => one.Count) : new Dictionary<long, int>());
    }
}
