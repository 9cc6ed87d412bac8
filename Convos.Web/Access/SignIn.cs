using Convos.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace Convos.Web;

public enum SignInOutcome { Welcome, Wrong, Locked }

/// <summary>Checks a password and issues the cookie. An unknown address costs as much time as a wrong password.</summary>
public sealed class SignIn(Database database, IPasswordHasher<Operator> hasher, TimeProvider clock)
{
    private static string? nobodysHash;

    public async Task<SignInOutcome> Try(HttpContext http, string email, string password)
    {
        await using var db = await database.Open(http.RequestAborted);
        var person = await Operators.ByEmail(db, email.Trim());
        nobodysHash ??= hasher.HashPassword(null!, Guid.NewGuid().ToString());
        var verdict = hasher.VerifyHashedPassword(person!, person?.PasswordHash ?? nobodysHash, password);
        if (person is null || person.PasswordHash is null || person.DisabledAt is not null)
        {
            return SignInOutcome.Wrong;
        }

        if (person.LockedUntil > clock.Now())
        {
            return SignInOutcome.Locked;
        }

        if (verdict == PasswordVerificationResult.Failed)
        {
            await Operators.SignInFailed(db, person.Id, clock.Now());
            return SignInOutcome.Wrong;
        }

        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
        {
            await Operators.Rehash(db, person.Id, hasher.HashPassword(person, password));
        }

        await Operators.SignInSucceeded(db, person.Id);
        await Presences.SignedIn(db, person.Id);
        await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, SignedIn.Principal(person), new AuthenticationProperties { IsPersistent = true });
        return SignInOutcome.Welcome;
    }
}
