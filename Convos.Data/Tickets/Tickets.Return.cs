using Dapper;

namespace Convos.Data;

// What somebody holds goes back to the queue when they are not coming back to it.
public static partial class Tickets
{
    /// <summary>Each by its own move; answers how many went. What changed hands meanwhile stays where it is.</summary>
    public static async Task<int> ReturnAll(Database database, Viewer admin, long operatorId, DateTime now)
    {
        var returned = 0;
        foreach (var ticket in await HeldBy(database, operatorId))
        {
            var result = await Apply(database, TicketMove.Return, admin, ticket, now, heldBy: operatorId);
            returned += result.Refusal is null ? 1 : 0;
        }

        return returned;
    }

    private static async Task<IReadOnlyList<long>> HeldBy(Database database, long operatorId)
    {
        await using var db = await database.Open();
        var tickets = await db.QueryAsync<long>(
            "select id from tickets where operator_id = @operatorId and status = 'assigned' order by id", new { operatorId });
        return tickets.AsList();
    }
}
