namespace Convos.Workers;

/// <summary>What became of one attempt. <c>Refused</c>: the server will never take it, so it is not tried again.</summary>
public abstract record MailResult
{
    public sealed record Accepted : MailResult;

    public sealed record Refused(string Reason) : MailResult;

    public sealed record Later(string Reason) : MailResult;
}

/// <summary>Carries mails out of the house: by SMTP, or in Development into a folder.</summary>
public interface IMailer
{
    /// <summary>False: there is no mail here, and screens say so.</summary>
    bool Delivers { get; }

    Task<MailResult> Send(MailContent mail, CancellationToken ct);
}
