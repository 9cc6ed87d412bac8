using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Convos.Bench;

/// <summary>The lines of a run: printed as they come, as one Markdown table at the end, and as JSON.</summary>
public sealed class Report(Surroundings surroundings)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly List<Result> results = [];

    public IReadOnlyList<Result> Results => results;

    public static void Say(string what) => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss}  {what}");

    public void Add(Result result)
    {
        results.Add(result);
        Say($"{result.Scenario}: {result.Measured}, {result.Load}: {Cells(result)[3..].Where(cell => cell.Length > 0).Aggregate("", (line, cell) => $"{line}  {cell}")}");
    }

    public string Markdown() =>
        $"""
        {surroundings}

        | scenario | measured | load | p50 ms | p95 ms | p99 ms | per second | app CPU % | PG CPU % | app PSS MB | PG PSS MB | figure | limit | ratio | goals |
        |---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|---|--:|---|
        {string.Join('\n', results.Select(result => $"| {string.Join(" | ", Cells(result))} |"))}
        """;

    public void Save(string file) =>
        File.WriteAllText(file, JsonSerializer.Serialize(new { surroundings, results }, Json));

    private static string[] Cells(Result one) =>
    [
        one.Scenario, one.Measured, one.Load, Number(one.P50), Number(one.P95), Number(one.P99), Number(one.PerSecond), Whole(one.AppCpu), Whole(one.PostgresCpu),
        Whole(one.AppPss), Whole(one.PostgresPss), one.Figure ?? "", one.Limit ?? "", one.Ratio?.ToString("P0", CultureInfo.InvariantCulture) ?? "",
        string.Join("; ", one.Goals),
    ];

    private static string Number(double? value) => value switch
    {
        null => "",
        >= 100 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private static string Whole(double? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "";
}
