using System.Text.Json;
using System.Text.Json.Nodes;
using Convos.Data;
using Npgsql;

namespace Convos.Bench;

/// <summary>A statement with the values that it was run with.</summary>
public sealed record Statement(string Sql, IReadOnlyList<Parameter> Parameters);

/// <summary>A value as JSON, and the .NET type that it was sent as. <c>Fresh</c>: a key that must be another one each time.</summary>
public sealed record Parameter(string Name, string Type, JsonNode? Value, bool Fresh)
{
    private static readonly Dictionary<string, Type> Types = new[]
    {
        typeof(long), typeof(int), typeof(bool), typeof(string), typeof(DateTime), typeof(TimeSpan), typeof(Guid), typeof(double),
        typeof(long[]), typeof(int[]), typeof(string[]), typeof(DateTime[]), typeof(Guid[]), typeof(long?[]), typeof(int?[]), typeof(DateTime?[]), typeof(byte[]),
    }.ToDictionary(type => type.ToString());

    public static Parameter Of(NpgsqlParameter parameter, Guid? fresh) => parameter.Value is null or DBNull
        ? new(parameter.ParameterName, "null", null, Fresh: false)
        : new(parameter.ParameterName, parameter.Value.GetType().ToString(), JsonSerializer.SerializeToNode(parameter.Value), parameter.Value.Equals(fresh));

    public NpgsqlParameter Make() => Fresh
        ? new(Name, Guid.NewGuid())
        : new(Name, Type == "null" ? DBNull.Value : Value.Deserialize(Types[Type])!);
}

/// <summary>
/// The statements of one request of ours, to be run again without us: what any program would have to do that asks the same.
/// Each inner list is one connection's, in a transaction where it was one.
/// </summary>
public sealed record Script(IReadOnlyList<Script.Stretch> Stretches)
{
    public int Count => Stretches.Sum(stretch => stretch.Statements.Count);

    public sealed record Stretch(bool Transaction, IReadOnlyList<Statement> Statements);

    /// <summary>Every row is read whole.</summary>
    public async Task Run(Database database)
    {
        foreach (var stretch in Stretches)
        {
            await using var db = await database.Open();
            await using var transaction = stretch.Transaction ? await db.BeginTransactionAsync() : null;
            foreach (var statement in stretch.Statements)
            {
                await Run(db, statement);
            }

            if (transaction is not null)
            {
                await transaction.CommitAsync();
            }
        }
    }

    private static async Task Run(NpgsqlConnection db, Statement statement)
    {
        await using var command = new NpgsqlCommand(statement.Sql, db);
        foreach (var parameter in statement.Parameters)
        {
            command.Parameters.Add(parameter.Make());
        }

        await using var rows = await command.ExecuteReaderAsync();
        var values = new object[rows.FieldCount];
        while (await rows.ReadAsync())
        {
            rows.GetValues(values);
        }
    }
}
