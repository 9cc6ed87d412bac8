using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Convos.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace Convos.Web;

/// <summary>
/// Between the right password and the right code: who is waiting, told by a cookie of five minutes that a changed password
/// ends; and whether a code is right, a try counted before it is looked at.
/// </summary>
public sealed class SecondStep(IDataProtectionProvider protection, TimeProvider clock)
{
    public const string Scheme = "Code";

    private static readonly TimeSpan EnrolWithin = TimeSpan.FromMinutes(30);

    private readonly IDataProtector secrets = protection.CreateProtector("Convos.TwoFactor.Secret.v1");
    private readonly IDataProtector drafts = protection.CreateProtector("Convos.TwoFactor.Draft.v1");

    public static void Cookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "convos-code";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.ExpireTimeSpan = TimeSpan.FromMinutes(5);
        options.SlidingExpiration = false;
    }

    public static Task Ask(HttpContext http, Operator person) => http.SignInAsync(Scheme, SignedIn.Principal(person.Id, person.Stamp, Guid.NewGuid(), Scheme));

    public static Task Forget(HttpContext http) => http.SignOutAsync(Scheme);

    /// <summary>Null: nobody, too late, or the password changed meanwhile.</summary>
    public static async Task<Operator?> Waiting(HttpContext http, NpgsqlConnection db)
    {
        var ticket = (await http.AuthenticateAsync(Scheme)).Principal;
        return ticket is not null
            && long.TryParse(ticket.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id)
            && await Operators.ById(db, id) is { DisabledAt: null, TwoFactor: true } person
            && ticket.HasClaim(SignedIn.Stamp, person.Stamp.ToString("N"))
                ? person
                : null;
    }

    /// <summary>Six digits of the authenticator, or a recovery code, in the same field.</summary>
    public async Task<SignInOutcome> Try(NpgsqlConnection db, long operatorId, string code)
    {
        var now = clock.Now();
        if (!await Operators.ClaimTry(db, operatorId, now))
        {
            return SignInOutcome.Locked;
        }

        if (!await IsRight(db, operatorId, code, now))
        {
            return SignInOutcome.WrongCode;
        }

        await Operators.SignInSucceeded(db, operatorId);
        return SignInOutcome.Welcome;
    }

    /// <summary>A secret on its way to a telephone: the form keeps it, and nobody else can post it.</summary>
    public string Draft(long operatorId, string secret) =>
        drafts.Protect(JsonSerializer.Serialize(new Enrolment(operatorId, secret, clock.Now() + EnrolWithin)));

    /// <summary>Null: somebody else's, forged, or too old.</summary>
    public string? SecretOf(long operatorId, string? draft)
    {
        if (Open(draft) is not { } enrolment || enrolment.OperatorId != operatorId || enrolment.Until < clock.Now())
        {
            return null;
        }

        return enrolment.Secret;
    }

    public string Seal(string secret) => secrets.Protect(secret);

    private async Task<bool> IsRight(NpgsqlConnection db, long operatorId, string code, DateTime now)
    {
        var setting = await TwoFactor.Of(db, operatorId);
        return setting.Secret is { } secret
            && (AuthenticatorApp.Step(secrets.Unprotect(secret), code, now) is { } step
                ? await TwoFactor.UseStep(db, operatorId, step)
                : await TwoFactor.UseCode(db, operatorId, code, now));
    }

    private Enrolment? Open(string? draft)
    {
        try
        {
            return draft is { Length: > 0 } ? JsonSerializer.Deserialize<Enrolment>(drafts.Unprotect(draft)) : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private sealed record Enrolment(long OperatorId, string Secret, DateTime Until);
}
