using System.Text;
using System.Text.Json;
using Convos.Workers;

namespace Convos.Tests;

/// <summary>The folder of recorded payloads that the environment names, and what its files say of themselves, read without the program's reader.</summary>
internal static class RecordedFiles
{
    // Only upward; a word that is not here is none.
    private static readonly string[] Ranks = ["sent", "failed", "delivered", "read", "played"];
    private static readonly string[] NoMessages = ["reaction", "edit", "revoke", "request_welcome"];

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

    /// <summary>The messages of a known number that become rows.</summary>
    public static IEnumerable<JsonElement> Messages(string name) =>
        Said(name).Where(message => !NoMessages.Contains(message.At("type").Text())).DistinctBy(message => message.At("id").Text());

    /// <summary>News of messages of ours, in words that are known.</summary>
    public static IEnumerable<JsonElement> Statuses(string name) =>
        Values(name).SelectMany(value => value.At("statuses").Items())
            .Where(status => status.At("recipient_type").Text() != "group" && Ranks.Contains(status.At("status").Text()));

    public static string Highest(IEnumerable<string> states) => states.MaxBy(state => Array.IndexOf(Ranks, state))!;

    /// <summary>The ids of the messages that the files speak of without bringing them.</summary>
    public static IEnumerable<string> Targets(string name) =>
        Statuses(name).Select(status => status.At("id").Text()!).Concat(Said(name).Select(message => message.At("type").Text() switch
        {
            "reaction" => message.At("reaction").At("message_id").Text(),
            "edit" or "revoke" => message.At(message.At("type").Text()!).At("original_message_id").Text(),
            _ => null,
        }).OfType<string>());

    private static IEnumerable<JsonElement> Said(string name) =>
        Values(name).SelectMany(value => value.At("messages").Items().Concat(value.At("message_echoes").Items()))
            .Where(message => message.At("group_id").Text() is null);

    private static IEnumerable<JsonElement> Values(string name) =>
        Json($"whatsapp/{name}.json").At("entry").Items().SelectMany(entry => entry.At("changes").Items()).Select(change => change.At("value"))
            .Where(value => value.At("metadata").IsObject());

    private static string Name(string file) => Path.GetFileNameWithoutExtension(file);

    private static IReadOnlyList<string> Strings(JsonElement items) => [.. items.EnumerateArray().Select(item => item.GetString()!)];
}

/// <summary>Files in their order, and our own messages that they speak of.</summary>
internal sealed record RecordedSequence(string Name, IReadOnlyList<string> Ours, IReadOnlyList<string> Files);
