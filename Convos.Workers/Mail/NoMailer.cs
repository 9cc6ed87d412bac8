namespace Convos.Workers;

/// <summary>No server is configured: nothing is queued, and what was queued before waits until one is.</summary>
public sealed class NoMailer : IMailer
{
    public bool Delivers => false;

    public Task<MailResult> Send(MailContent mail, CancellationToken ct) => throw new InvalidOperationException("There is no mail server.");
}
