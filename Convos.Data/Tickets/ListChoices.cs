using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>How each person last had each list: the query of its address. None: as it comes.</summary>
public static class ListChoices
{
    public const int Longest = 300;

    internal const string OfMeSql = "select view, query from list_choices where operator_id = @me";

    public static async Task<IReadOnlyDictionary<TicketView, string>> Of(NpgsqlConnection db, long operatorId) =>
        ByView(await db.QueryAsync<(TicketView, string)>(OfMeSql, new { me = operatorId }));

    internal static IReadOnlyDictionary<TicketView, string> ByView(IEnumerable<(TicketView View, string Query)> choices) =>
        choices.ToDictionary(choice => choice.View, choice => choice.Query);

    /// <summary>Writes nothing where it is remembered already.</summary>
    public static Task Remember(NpgsqlConnection db, long operatorId, TicketView view, string query) =>
        query.Length == 0
            ? db.ExecuteAsync("delete from list_choices where operator_id = @operatorId and view = @view", new { operatorId, view = view.Name() })
            : db.ExecuteAsync(
                """
                insert into list_choices as chosen (operator_id, view, query) values (@operatorId, @view, @query)
                on conflict (operator_id, view) do update set query = excluded.query
                where chosen.query <> excluded.query
                """, new { operatorId, view = view.Name(), query });
}
