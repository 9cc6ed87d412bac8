using System.Globalization;
using Convos.Data;
using Convos.Workers;
using Hangfire;
using Microsoft.Extensions.Localization;

namespace Convos.Web;

/// <summary>Writes mails in their recipient's language and leaves them, sealed, for the job that sends them.</summary>
public sealed class Post(
    Database database, PartialRenderer renderer, IStringLocalizer<Texts> texts, ISecrets secrets, IMailer mailer, IBackgroundJobClient jobs, TimeProvider clock)
{
    /// <summary>False: screens say that there is no mail here.</summary>
    public bool Delivers => mailer.Delivers;

    public async Task SendLink(LinkFor who, string link, TimeSpan lasts)
    {
        var hours = (int)lasts.TotalHours;
        // Of this method and what it awaits; its caller keeps their own.
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(who.Culture);
        var content = new MailContent(
            who.Email, who.Name, texts[$"Mail.{who.Purpose}.Subject"],
            string.Join("\n\n", texts["Mail.Hello", who.Name], texts[$"Mail.{who.Purpose}.Text"], link, texts["Mail.Lasts", hours], texts["Mail.NotYou"]),
            await renderer.Render("Mails/_Link", new LinkMail(who, link, hours), who.Culture));
        await using var db = await database.Open();
        await Mails.Queue(db, who.OperatorId, secrets.Seal(content.ToJson()), who.ExpiresAt, clock.Now());
        jobs.Enqueue<Wake<SendMails>>(job => job.Run(CancellationToken.None));
    }
}

/// <summary>A mail that carries a one-time link, for its partial.</summary>
public sealed record LinkMail(LinkFor Who, string Link, int Hours);
