using System.Globalization;
using Npgsql;

namespace Convos.Bench;

/// <summary>Some rows of a table, whatever its columns.</summary>
internal sealed class Rows
{
    private readonly string table;
    private readonly string[] names, types;
    private readonly Type[] kinds;
    private readonly Dictionary<string, ILookup<object, object[]>> lookups = [];

    private Rows(string table, string[] names, string[] types, Type[] kinds, List<object[]> all) =>
        (this.table, this.names, this.types, this.kinds, All) = (table, names, types, kinds, all);

    public IReadOnlyList<object[]> All { get; }

    public int Count => All.Count;

    /// <summary>The place of a column.</summary>
    public int this[string column] => Array.IndexOf(names, column);

    public static async Task<Rows> Read(NpgsqlConnection db, string table, string condition)
    {
        await using var command = new NpgsqlCommand($"select * from {table} where {condition} order by 1", db) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync();
        // Who wrote it is told anew.
        var columns = Enumerable.Range(0, reader.FieldCount).Where(at => reader.GetName(at) != "xid").ToArray();
        var all = new List<object[]>();
        while (await reader.ReadAsync())
        {
            all.Add([.. columns.Select(reader.GetValue)]);
        }

        return new(table, [.. columns.Select(reader.GetName)], [.. columns.Select(reader.GetDataTypeName)], [.. columns.Select(reader.GetFieldType)], all);
    }

    public IEnumerable<object[]> Where(string column, Func<object, bool> wanted) => All.Where(row => wanted(row[this[column]]));

    public IEnumerable<object[]> By(string column, object value)
    {
        if (!lookups.TryGetValue(column, out var lookup))
        {
            lookups[column] = lookup = All.ToLookup(row => row[this[column]]);
        }

        return lookup[value];
    }

    /// <summary>One statement for them all.</summary>
    public NpgsqlCommand Insert(NpgsqlConnection db, IReadOnlyList<object[]> some)
    {
        var parameters = string.Join(", ", names.Select((_, at) => $"@p{at}"));
        var values = string.Join(", ", names.Select((_, at) => IsArray(at) ? $"c{at}::{types[at]}" : $"c{at}"));
        var columns = string.Join(", ", names.Select((_, at) => $"c{at}"));
        var command = new NpgsqlCommand(
            $"insert into {table} ({string.Join(", ", names)}) overriding system value select {values} from unnest({parameters}) r({columns})", db);
        for (var at = 0; at < names.Length; at++)
        {
            command.Parameters.Add(new NpgsqlParameter($"p{at}", Column(some, at)) { DataTypeName = IsArray(at) ? "text[]" : types[at] + "[]" });
        }

        return command;
    }

    private bool IsArray(int at) => types[at].EndsWith("[]", StringComparison.Ordinal);

    private Array Column(IReadOnlyList<object[]> some, int at)
    {
        var kind = IsArray(at) ? typeof(string) : kinds[at].IsValueType ? typeof(Nullable<>).MakeGenericType(kinds[at]) : kinds[at];
        var values = Array.CreateInstance(kind, some.Count);
        for (var row = 0; row < some.Count; row++)
        {
            values.SetValue(some[row][at] switch { DBNull => null, Array array when IsArray(at) => Literal(array), var value => value }, row);
        }

        return values;
    }

    // An array of arrays would be taken apart to its elements: each goes as text.
    private static string Literal(Array array) =>
        $"{{{string.Join(',', array.Cast<object>().Select(one => string.Create(CultureInfo.InvariantCulture, $"\"{one}\"")))}}}";
}
