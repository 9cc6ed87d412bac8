using System.Text;
using System.Text.Json;
using Convos.Data;
using Convos.Workers;

namespace Convos.Tests;

/// <summary>Recorded payloads, where the environment names a folder of them; our own carry the rules without it.</summary>
public sealed class WhatsAppFixturesTests
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("CONVOS_FIXTURES");

    [Fact]
    public void Every_recorded_payload_is_read_into_plausible_parts()
    {
        foreach (var (name, body) in Bodies)
        {
            var items = WhatsAppInbound.Read(body, DateTime.UtcNow).SelectMany(part => part.Items);

            Assert.All(items, item => Assert.True(IsPlausible(item), $"{name}: {item}"));
        }
    }

    [Fact]
    public void Recorded_signatures_match_their_bytes_and_no_others()
    {
        foreach (var (path, header) in Signatures)
        {
            var body = File.ReadAllBytes(path);

            Assert.True(WhatsAppSignature.Matches(body, header, "fixture-app-secret"), path);
            Assert.False(WhatsAppSignature.Matches([.. body, (byte)' '], header, "fixture-app-secret"), path);
        }
    }

    private static IEnumerable<(string Name, byte[] Body)> Bodies =>
        Files.Select(file => (Path.GetFileName(file), File.ReadAllBytes(file))).Prepend(("own", Payload.Messages(Payload.Text("hola"))));

    private static IEnumerable<string> Files => Folder is null ? [] : Directory.EnumerateFiles(Path.Combine(Folder, "whatsapp"), "*.json").Order();

    private static IEnumerable<(string Path, string Header)> Signatures
    {
        get
        {
            if (Folder is null)
            {
                return [];
            }

            using var known = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "signatures.json")));
            return [.. known.RootElement.GetProperty("signatures").EnumerateObject()
                .Where(entry => entry.Name.StartsWith("whatsapp/", StringComparison.Ordinal))
                .Select(entry => (Path.Combine(Folder, entry.Name), entry.Value.GetString()!))];
        }
    }

    private static bool IsPlausible(Inbound item) => item.ExternalId.Length is > 0 and <= 512 && item.At.Year is >= 2015 && item switch
    {
        InboundMessage message => HasSender(message.Sender) && message.Body.Length <= 65_536 && IsStorable(message.Body + message.Content),
        InboundReaction reaction => HasSender(reaction.Sender) && reaction.Emoji is null or { Length: > 0 and <= 64 },
        InboundEdit edit => edit.EditId.Length is > 0 and <= 512 && edit.Body.Length <= 65_536 && IsStorable(edit.Body + edit.Content),
        InboundDeletion => true,
        InboundGreeting greeting => HasSender(greeting.Sender),
        InboundIdentity identity => HasSender(identity.Sender),
        InboundNotice notice => IsStorable(notice.Subject + notice.Word + notice.Detail + notice.Data),
        InboundStatus status => status.State is >= Delivery.Sent && (status.Failure is not null) == (status.State == Delivery.Failed),
        _ => false,
    };

    private static bool HasSender(Sender sender) => sender.Aliases.Count > 0 && sender.Address.Length > 0;

    private static bool IsStorable(string text) => !text.Contains('\0') && !text.Contains("\\u0000") && HasWholeCharacters(text);

    private static bool HasWholeCharacters(string text) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text) >= text.Length;
}
