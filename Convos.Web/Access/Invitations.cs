using Convos.Data;

namespace Convos.Web;

/// <summary>Makes the one-time links that let people in; mails them where that is wanted.</summary>
public sealed class Invitations(Database database, PublicAddress address, Post post, TimeProvider clock)
{
    /// <summary>Made for somebody else, who may be away today.</summary>
    public static readonly TimeSpan ForSomebody = TimeSpan.FromHours(48);

    /// <summary>Asked for by whoever waits for it.</summary>
    public static readonly TimeSpan ForOneself = TimeSpan.FromHours(1);

    /// <summary>By an administrator, in the place of the person's older links. The link is in clear here and nowhere else.</summary>
    public async Task<(string? Link, PeopleRefusal? Refusal)> Make(HttpRequest request, long actor, long id, bool mail)
    {
        var (token, hash) = LinkToken.New();
        var now = clock.Now();
        var (result, made) = await People.NewLink(database, actor, id, hash, now + ForSomebody, now);
        if (made is null)
        {
            return (null, result.Refusal);
        }

        var link = address.For(request, LinkToken.Path(made.Purpose, token));
        if (mail)
        {
            await post.SendLink(made, link, ForSomebody);
        }

        return (link, null);
    }

    /// <summary>By somebody who forgot their password. Nothing happens where nobody has this address.</summary>
    public async Task MailForgotten(string email)
    {
        var (token, hash) = LinkToken.New();
        var now = clock.Now();
        if (await OneTimeLinks.MakeForgotten(database, email, hash, now + ForOneself, now) is { } made)
        {
            await post.SendLink(made, address.For(null, LinkToken.Path(made.Purpose, token)), ForOneself);
        }
    }
}
