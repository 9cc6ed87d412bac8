using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Convos.Workers;

/// <summary>By the installer's SMTP server.</summary>
public sealed class SmtpMailer(MailOptions options, TimeProvider clock) : IMailer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public bool Delivers => true;

    public async Task<MailResult> Send(MailContent mail, CancellationToken ct)
    {
        using var smtp = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        try
        {
            await smtp.ConnectAsync(options.Host, options.Port, options.Security, ct);
            if (options.User is { Length: > 0 } user)
            {
                await smtp.AuthenticateAsync(user, options.Password ?? "", ct);
            }

            await smtp.SendAsync(mail.ToMessage(options.From, clock.GetUtcNow().UtcDateTime), ct);
        }
        catch (SmtpCommandException no) when (no.ErrorCode == SmtpErrorCode.RecipientNotAccepted && (int)no.StatusCode >= 500)
        {
            return new MailResult.Refused(Said(no));
        }
        catch (Exception failed) when (failed is CommandException or ProtocolException or AuthenticationException or SslHandshakeException
            or SocketException or IOException or TimeoutException or NotSupportedException)
        {
            // The server's settings may be mended before the link expires.
            return new MailResult.Later(Said(failed));
        }

        await smtp.DisconnectAsync(quit: true, ct);
        return new MailResult.Accepted();
    }

    private static string Said(Exception failed) => failed.Message.ReplaceLineEndings(" ").Trim();
}
