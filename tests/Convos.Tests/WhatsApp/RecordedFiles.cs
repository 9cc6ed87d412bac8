using System.Text;
using System.Text.Json;

namespace Convos.Tests;

/// <summary>The folder of recorded payloads that the environment names, with the sequences to replay.</summary>
internal static class RecordedFiles
{
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("CONVOS_FIXTURES");

    /// <summary>Empty where no folder is named.</summary>
    public static IReadOnlyList<string> All { get; } = Folder is null ? [] :
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "whatsapp"), "*.json").Order(StringComparer.Ordinal).Select(Name)];

    public static IReadOnlyList<RecordedSequence> Sequences { get; } = Folder is null ? [] :
        [.. Json("sequences.json").EnumerateArray()
            .Where(one => one.GetProperty("name").GetString()!.StartsWith("wa-", StringComparison.Ordinal))
            .Select(one => new RecordedSequence(
                one.GetProperty("name").GetString()!, Strings(one.GetProperty("seed_outbound")), [.. Strings(one.GetProperty("replay")).Select(Name)]))];

    public static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder!, file))).RootElement.Clone();

    public static byte[] Body(string name) => File.ReadAllBytes(Path.Combine(Folder!, "whatsapp", $"{name}.json"));

    public static string Text(string name) => Encoding.UTF8.GetString(Body(name));

    /// <summary>What the file says of itself.</summary>
    public static PayloadFacts Facts(string name) => new(Json($"whatsapp/{name}.json"));

    private static string Name(string file) => Path.GetFileNameWithoutExtension(file);

    private static IReadOnlyList<string> Strings(JsonElement items) => [.. items.EnumerateArray().Select(item => item.GetString()!)];
}

/// <summary>Files in their order, and our own messages that they speak of.</summary>
internal sealed record RecordedSequence(string Name, IReadOnlyList<string> Ours, IReadOnlyList<string> Files);
