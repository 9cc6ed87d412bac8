using Convos.Data;
using MailKit.Security;
using Microsoft.Extensions.Configuration;
using MimeKit;

namespace Convos.Workers;

/// <summary>The installer's mail server (<c>Mail:Host</c> and so on). Without a host there is no mail.</summary>
public sealed record MailOptions(string Host, int Port, SecureSocketOptions Security, string? User, string? Password, MailboxAddress From)
{
    /// <summary>Null where no host is named; a setting that cannot be right stops the start with its own sentence.</summary>
    public static MailOptions? Read(IConfiguration configuration)
    {
        var mail = configuration.GetSection("Mail");
        if (mail["Host"] is not { Length: > 0 } host)
        {
            return null;
        }

        var (security, usual) = (mail["Security"] ?? "starttls").ToLowerInvariant() switch
        {
            "none" => (SecureSocketOptions.None, 25),
            "starttls" => (SecureSocketOptions.StartTls, 587),
            "tls" => (SecureSocketOptions.SslOnConnect, 465),
            var other => throw new CannotStartException($"Mail:Security is «{other}»; it must be none, starttls or tls."),
        };
        if (!MailboxAddress.TryParse(mail["From"] ?? "", out var from))
        {
            throw new CannotStartException($"Mail:From is «{mail["From"]}»; it must be an address like Convos <convos@example.org>.");
        }

        return new(host, mail.GetValue("Port", usual), security, mail["User"], mail["Password"], from);
    }
}
