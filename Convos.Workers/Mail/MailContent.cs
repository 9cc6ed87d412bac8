using System.Text.Json;
using MimeKit;

namespace Convos.Workers;

/// <summary>A mail as it was written, in its recipient's language; kept sealed until it is sent.</summary>
public sealed record MailContent(string To, string Name, string Subject, string Text, string Html)
{
    public string ToJson() => JsonSerializer.Serialize(this);

    public static MailContent FromJson(string json) => JsonSerializer.Deserialize<MailContent>(json)!;

    public MimeMessage ToMessage(MailboxAddress from, DateTime now)
    {
        var message = new MimeMessage { Subject = Subject, Date = new DateTimeOffset(now) };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(Name, To));
        // So that no absence note answers.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new MultipartAlternative(new TextPart("plain") { Text = Text }, new TextPart("html") { Text = Html });
        return message;
    }
}
