using Convos.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace Convos.Web;

/// <summary><c>NeedsCode</c>: the password was right, and /login/code asks for the second step. <c>Late</c>: that took too long.</summary>
public enum SignInOutcome { Welcome, Wrong, Locked, NeedsCode, WrongCode, Late }

/// <summary>Checks a password and a code, and issues the cookie. An unknown address costs as much time as a wrong password.</summary>
public sealed class SignIn(Database database, IPasswordHasher<Operator> hasher, SecondStep secondStep, TimeProvider clock)
{
    private static string? nobodysHash;

    public async Task<SignInOutcome> Try(HttpContext http, string email, string password)
    {
        await using var db = await database.Open(http.RequestAborted);
        var person = await Operators.ByEmail(db, email.Trim());
        var outcome = await Check(db, person, password);
        switch (outcome)
        {
            case SignInOutcome.NeedsCode:
                await SecondStep.Ask(http, person!);
                break;
            case SignInOutcome.Welcome:
                await Enter(http, db, person!);
                break;
        }

        return outcome;
    }

    /// <summary>The second step, for whoever the first one left waiting.</summary>
    public async Task<SignInOutcome> TryCode(HttpContext http, string code)
    {
        await using var db = await database.Open(http.RequestAborted);
        if (await SecondStep.Waiting(http, db) is not { } person)
        {
            return SignInOutcome.Late;
        }

        var outcome = await secondStep.Try(db, person.Id, code);
        if (outcome == SignInOutcome.Welcome)
        {
            await SecondStep.Forget(http);
            await Enter(http, db, person);
        }

        return outcome;
    }

    /// <summary>Whoever is signed in proves again who they are, before what must not happen behind their back.</summary>
    public async Task<SignInOutcome> Confirm(HttpContext http, string? password)
    {
        await using var db = await database.Open(http.RequestAborted);
        var outcome = await Check(db, await Operators.ById(db, http.User.Viewer().Id), password ?? "");
        return outcome == SignInOutcome.NeedsCode ? SignInOutcome.Welcome : outcome;
    }

    /// <summary>By both steps: a form without the code's field gives no code, not leave to do without.</summary>
    public async Task<SignInOutcome> ConfirmBoth(HttpContext http, string? password, string? code)
    {
        await using var db = await database.Open(http.RequestAborted);
        var person = await Operators.ById(db, http.User.Viewer().Id);
        var outcome = await Check(db, person, password ?? "");
        return outcome is SignInOutcome.Welcome or SignInOutcome.NeedsCode ? await secondStep.Try(db, person!.Id, code ?? "") : outcome;
    }

    private static async Task Enter(HttpContext http, NpgsqlConnection db, Operator person)
    {
        await Presences.SignedIn(db, person.Id);
        await http.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, SignedIn.Principal(person), SignedIn.Remembered());
    }

    private async Task<SignInOutcome> Check(NpgsqlConnection db, Operator? person, string password)
    {
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

        // With a second step the failures stand until it is taken: a known password must not buy new guesses at codes.
        if (person.TwoFactor)
        {
            return SignInOutcome.NeedsCode;
        }

        await Operators.SignInSucceeded(db, person.Id);
        return SignInOutcome.Welcome;
    }
}
