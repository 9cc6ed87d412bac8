using System.Threading.Channels;

namespace Convos.Web;

/// <summary>
/// Answers «olvidé mi contraseña» behind the page: taking an address does the same, in the same time, whether anybody has it or not.
/// Kept in memory: whoever gets no mail asks again.
/// </summary>
public sealed class ForgottenPasswords(Invitations invitations, ILogger<ForgottenPasswords> log) : BackgroundService
{
    private readonly Channel<string> asked = Channel.CreateBounded<string>(
        new BoundedChannelOptions(200) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Ask(string email) => asked.Writer.TryWrite(email);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var email in asked.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await invitations.MailForgotten(email);
            }
            catch (Exception failed)
            {
                // One request must not end the service for all that follow.
                // A mail server's refusal repeats the address: its kind is enough here.
                log.LogError("A forgotten password could not be answered ({Kind})", failed.GetType().Name);
            }
        }
    }
}
