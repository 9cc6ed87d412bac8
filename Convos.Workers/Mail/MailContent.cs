using System.Text.Json;
using MimeKit;

namespace Convos.Workers;

/// <summary>A mail as it was written, in its recipient's language; kept sealed until it is sent.</summary>
public sealed record MailContent(string To, string Name, string Subject, string Text, string Html)
{
    /// <summary>Pictures of the HTML, named there as <c>cid:</c> and their name, and files beside it.</summary>
    public IReadOnlyList<MailPart> Parts { get; init; } = [];

    public string ToJson() => JsonSerializer.Serialize(this);

    public static MailContent FromJson(string json) => JsonSerializer.Deserialize<MailContent>(json)!;

    public MimeMessage ToMessage(MailboxAddress from, DateTime now)
    {
        var message = new MimeMessage { Subject = Subject, Date = new DateTimeOffset(now) };
        message.From.Add(from);
        message.To.Add(new MailboxAddress(Name, To));
        // So that no absence note answers.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        var body = new BodyBuilder { TextBody = Text, HtmlBody = Html };
        foreach (var part in Parts)
        {
            var entity = (part.IsPicture ? body.LinkedResources : body.Attachments).Add(part.Name, part.Bytes, ContentType.Parse(part.ContentType));
            entity.ContentId = part.Name;
        }

        message.Body = body.ToMessageBody();
        return message;
    }
}

/// <summary>What a mail carries beside its words.</summary>
public sealed record MailPart(string Name, string ContentType, byte[] Bytes, bool IsPicture);
