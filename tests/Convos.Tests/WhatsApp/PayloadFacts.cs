using System.Text.Json;
using Convos.Workers;

namespace Convos.Tests;

/// <summary>What a payload says of itself, read without the program's reader of payloads.</summary>
internal sealed class PayloadFacts(JsonElement root)
{
    // Only upward; a word that is not here is none.
    private static readonly string[] Ranks = ["sent", "failed", "delivered", "read", "played"];
    private static readonly string[] NoMessages = ["reaction", "edit", "revoke", "request_welcome"];

    public static string Highest(IEnumerable<string> states) => states.MaxBy(state => Array.IndexOf(Ranks, state))!;

    /// <summary>The messages of a number that become rows.</summary>
    public IEnumerable<JsonElement> Messages =>
        Said.Where(message => !NoMessages.Contains(message.At("type").Text())).DistinctBy(message => message.At("id").Text());

    /// <summary>News of messages of ours, in words that are known.</summary>
    public IEnumerable<JsonElement> Statuses => Values.SelectMany(value => value.At("statuses").Items())
        .Where(status => status.At("recipient_type").Text() != "group" && Ranks.Contains(status.At("status").Text()));

    /// <summary>The ids of the messages that it speaks of without bringing them.</summary>
    public IEnumerable<string> Targets => Statuses.Select(status => status.At("id").Text()!).Concat(Said.Select(message => message.At("type").Text() switch
    {
        "reaction" => message.At("reaction").At("message_id").Text(),
        "edit" or "revoke" => message.At(message.At("type").Text()!).At("original_message_id").Text(),
        _ => null,
    }).OfType<string>());

    private IEnumerable<JsonElement> Said => Values
        .SelectMany(value => value.At("messages").Items().Concat(value.At("message_echoes").Items()))
        .Where(message => message.At("group_id").Text() is null);

    private IEnumerable<JsonElement> Values => root.At("entry").Items()
        .SelectMany(entry => entry.At("changes").Items())
        .Select(change => change.At("value"))
        .Where(value => value.At("metadata").IsObject());
}
