using System.Text;
using static Convos.Tests.Mailbox;

namespace Convos.Tests;

/// <summary>Bodies of webhooks that we wrote ourselves, and what they leave behind in the words of <see cref="Tests.Effects"/>.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Steps">The bodies, in their order.</param>
/// <param name="Effects">The lines beside that of the customer «Ana» and her thread.</param>
internal sealed record OwnPayload(string Name, IReadOnlyList<byte[]> Steps, params string[] Effects)
{
    public const string Account = "100000000000077";
    public const string Ours = "wamid.ours";
    public const string Person = "Ana = phone 16505550101";
    public const string Thread = "to +16505550101";

    private const string Ana = "16505550101";
    private const string Shop = "15550100";
    private const string Contacts = $$"""  "contacts":[{"profile":{"name":"Ana"},"wa_id":"{{Ana}}"}]  """;

    /// <summary>It ends otherwise where it comes after what it precedes.</summary>
    public bool OnlyInOrder { get; init; }

    public override string ToString() => Name;

    /// <summary>One message of Ana's, of this type, and the ticket that is born of it.</summary>
    public static OwnPayload Of(string name, string id, int second, string type, string rest, params string[] effects) =>
        new(name, [Said(By(Ana, $"wamid.{id}", second, type, rest))], [effects[0], "ticket queued", .. effects[1..]]);

    public static byte[] Said(params string[] messages) => Change($"{Contacts},\"messages\":[{string.Join(',', messages)}]");

    public static byte[] Echoed(params string[] echoes) =>
        Change($"\"message_echoes\":[{string.Join(',', echoes.Select(echo => echo.Insert(1, $"\"to\":\"{Ana}\",")))}]", "smb_message_echoes");

    public static byte[] Told(params string[] statuses) => Change($"\"statuses\":[{string.Join(',', statuses)}]");

    public static byte[] Change(string parts, string field = "messages") =>
        Payload.Envelope(Payload.Value(parts, Account).Replace("\"field\":\"messages\"", $"\"field\":\"{field}\"", StringComparison.Ordinal));

    public static byte[] Raw(string json) => Encoding.UTF8.GetBytes(json);

    public static string Anas(string id, int second, string type, string rest) => By(Ana, $"wamid.{id}", second, type, rest);

    public static string Shops(string id, int second, string type, string rest) => By(Shop, $"wamid.{id}", second, type, rest);

    public static string Status(string id, string word, int second, string rest = "\"recipient_id\":\"16505550101\"") =>
        $$"""{"id":"{{id}}","status":"{{word}}","timestamp":"{{1767322000 + second}}",{{rest}}}""";
}
