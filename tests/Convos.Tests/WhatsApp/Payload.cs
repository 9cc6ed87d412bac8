using System.Text;

namespace Convos.Tests;

/// <summary>Bodies of webhooks as Meta writes them, around the part that a test is about.</summary>
internal static class Payload
{
    public const string Account = "100000000000001";

    public static readonly DateTime Received = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    public static byte[] Messages(params string[] messages) => Change($$"""{{Contacts}},"messages":[{{string.Join(',', messages)}}]""");

    public static byte[] Statuses(params string[] statuses) => Change($"\"statuses\":[{string.Join(',', statuses)}]");

    /// <summary>One change of field <c>messages</c>; <paramref name="parts"/> are the members of its value beside the metadata.</summary>
    public static byte[] Change(string parts, string account = Account) => Envelope(Value(parts, account));

    public static string Value(string parts, string account = Account) =>
        $$$"""{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100","phone_number_id":"{{{account}}}"},{{{parts}}}}}""";

    public static byte[] Envelope(params string[] changes) => Encoding.UTF8.GetBytes(
        $$"""{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{{string.Join(',', changes)}}]}]}""");

    /// <summary>A message of the customer that <see cref="Messages"/> introduces.</summary>
    public static string Message(string type, string rest, string id = "wamid.1") =>
        $$"""{"from":"5491155550101","id":"{{id}}","timestamp":"1750000000","type":"{{type}}"{{(rest.Length == 0 ? "" : ",")}}{{rest}}}""";

    public static string Text(string body, string id = "wamid.1") => Message("text", $$"""  "text":{"body":"{{body}}"}  """, id);

    private const string Contacts = """  "contacts":[{"profile":{"name":"Ana"},"wa_id":"5491155550101"}]  """;
}
