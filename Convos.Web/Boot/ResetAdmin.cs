using Convos.Data;

namespace Convos.Web;

/// <summary>
/// <c>--reset-admin [email]</c>: when no administrator gets in any more, whoever owns the machine makes a one-time link for one.
/// It enables and unlocks the account, takes two-factor away, prints the link, and ends.
/// </summary>
public static class ResetAdmin
{
    private const string Option = "--reset-admin";

    /// <summary>Takes the option out of the arguments: configuration would take what follows for its value. Null: it is not there.</summary>
    public static string? AskedIn(ref string[] args)
    {
        var at = Array.IndexOf(args, Option);
        if (at < 0)
        {
            return null;
        }

        var named = at + 1 < args.Length && !args[at + 1].StartsWith('-');
        var email = named ? args[at + 1] : "";
        args = [.. args[..at], .. args[(at + (named ? 2 : 1))..]];
        return email;
    }

    public static async Task<bool> ResetAdminIfAsked(this WebApplication app, string? asked)
    {
        if (asked is null)
        {
            return false;
        }

        var database = app.Services.GetRequiredService<Database>();
        var now = app.Services.GetRequiredService<TimeProvider>().Now();
        var (token, hash) = LinkToken.New();
        var email = asked.Length > 0 ? asked : await TheOnlyOne(database);
        var made = await People.ResetAdmin(database, email, hash, now + Invitations.ForOneself, now)
            ?? throw new CannotStartException($"No administrator has the address {email}.");
        var origin = app.Services.GetRequiredService<PublicAddress>().Configured?.GetLeftPart(UriPartial.Authority) ?? "https://your-host";
        Console.WriteLine($"For {made.Name} <{made.Email}>, once and within an hour:\n{origin}{LinkToken.Path(made.Purpose, token)}");
        return true;
    }

    private static async Task<string> TheOnlyOne(Database database)
    {
        await using var db = await database.Open();
        return await People.Admins(db) switch
        {
            [var only] => only,
            [] => throw new CannotStartException("There is no administrator yet. Start Convos and open /setup."),
            var several => throw new CannotStartException($"There are several administrators, say which one: {Option} followed by one of {string.Join(", ", several)}"),
        };
    }
}
