using System.Diagnostics;
using Npgsql;

namespace Convos.Bench;

/// <summary>
/// The rows that some work left behind, taken out and put in again in batches through Npgsql: what the same writing costs a program
/// that has nothing to find out, nothing to decide and nothing to update. A thread's rows stay on one connection, in their order.
/// </summary>
public sealed class SameRows
{
    // In the order in which they refer to each other.
    private static readonly string[] Tables = ["inbound_events", "contacts", "contact_aliases", "threads", "conversations", "tickets", "messages", "events"];

    private readonly Stage stage;
    private readonly IReadOnlyDictionary<string, Rows> tables;

    private SameRows(Stage stage, IReadOnlyDictionary<string, Rows> tables) => (this.stage, this.tables) = (stage, tables);

    /// <summary>Where each table ends now.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> Edge(Stage stage)
    {
        var edge = new Dictionary<string, long>();
        foreach (var table in Tables.Where(table => table != "contact_aliases"))
        {
            edge[table] = await stage.One<long>($"select coalesce(max(id), 0) from {table}");
        }

        return edge;
    }

    /// <summary>Reads what came after, and takes it out. Nobody else may be at work.</summary>
    public static async Task<SameRows> Since(Stage stage, IReadOnlyDictionary<string, long> edge)
    {
        await using var db = await stage.Database.OpenSession();
        var tables = new Dictionary<string, Rows>();
        foreach (var name in Tables)
        {
            tables[name] = await Rows.Read(db, name, Condition(name, edge));
        }

        // Older rows may point at newer ones.
        await Run(db, "set session_replication_role = replica");
        foreach (var name in Tables.Reverse())
        {
            await Run(db, $"delete from {name} where {Condition(name, edge)}");
        }

        await Run(db, "reset session_replication_role");
        await Run(db, $"vacuum {string.Join(", ", Tables)}");
        return new(stage, tables);
    }

    /// <summary>Puts them in; answers messages a second.</summary>
    public async Task<double> Insert(int size, int connections)
    {
        var parts = Enumerable.Range(0, connections).Select(part => Batches(size, part, connections)).ToList();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(parts.Select(async batches =>
        {
            foreach (var batch in batches)
            {
                await using var db = await stage.Database.Open();
                await using var transaction = await db.BeginTransactionAsync();
                foreach (var (rows, some) in batch)
                {
                    await using var command = rows.Insert(db, some);
                    await command.ExecuteNonQueryAsync();
                }

                await transaction.CommitAsync();
            }
        }));
        return tables["messages"].Count / watch.Elapsed.TotalSeconds;
    }

    // Each row of a parent goes with the first batch that refers to it; what refers to nothing is dealt out evenly.
    private List<List<(Rows Rows, List<object[]> Some)>> Batches(int size, int part, int parts)
    {
        var messages = tables["messages"].Where("thread_id", thread => (long)thread % parts == part).ToList();
        var count = Math.Max(1, (messages.Count + size - 1) / size);
        var parents = new Parents(tables);
        var batches = new List<List<(Rows, List<object[]>)>>();
        for (var number = 0; number < count; number++)
        {
            var some = messages.Skip(number * size).Take(size).ToList();
            var batch = new List<(Rows, List<object[]>)> { (tables["inbound_events"], Share("inbound_events", part, parts, number, count)) };
            batch.AddRange(parents.Of(some));
            batch.Add((tables["messages"], some));
            batch.Add((tables["events"], Share("events", part, parts, number, count)));
            batches.Add([.. batch.Where(one => one.Item2.Count > 0)]);
        }

        return batches;
    }

    private List<object[]> Share(string table, int part, int parts, int number, int of)
    {
        var ours = tables[table].All.Where((_, at) => at % parts == part).ToList();
        var (from, to) = ((long)ours.Count * number / of, (long)ours.Count * (number + 1) / of);
        return [.. ours.Skip((int)from).Take((int)(to - from))];
    }

    private static string Condition(string table, IReadOnlyDictionary<string, long> edge) =>
        table == "contact_aliases" ? $"contact_id > {edge["contacts"]}" : $"id > {edge[table]}";

    private static async Task Run(NpgsqlConnection db, string sql)
    {
        await using var command = new NpgsqlCommand(sql, db) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Finds what a row refers to among the rows that are to be put in, once.</summary>
    private sealed class Parents(IReadOnlyDictionary<string, Rows> tables)
    {
        private readonly HashSet<(string, object)> given = [];

        public IEnumerable<(Rows, List<object[]>)> Of(List<object[]> messages)
        {
            var tickets = Ids("messages", "ticket_id", messages);
            var threads = Ids("messages", "thread_id", messages);
            var conversations = Ids("messages", "conversation_id", messages);
            var fresh = Take("threads", "id", threads);
            var contacts = Ids("threads", "contact_id", fresh);
            yield return (tables["contacts"], Take("contacts", "id", contacts));
            yield return (tables["contact_aliases"], Take("contact_aliases", "contact_id", contacts));
            yield return (tables["threads"], fresh);
            yield return (tables["conversations"], Take("conversations", "id", conversations));
            yield return (tables["tickets"], Take("tickets", "id", tickets));
        }

        private HashSet<object> Ids(string table, string column, List<object[]> rows) => [.. rows.Select(row => row[tables[table][column]])];

        private List<object[]> Take(string table, string column, HashSet<object> wanted) =>
            [.. wanted.Where(id => given.Add((table, id))).SelectMany(id => tables[table].By(column, id))];
    }
}
