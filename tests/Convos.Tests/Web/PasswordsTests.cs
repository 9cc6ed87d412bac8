using Convos.Web;

namespace Convos.Tests;

/// <summary>One rule for every place where a password is chosen.</summary>
public sealed class PasswordsTests
{
    [Theory]
    [InlineData(null, "Password.TooShort")]
    [InlineData("nueve ch.", "Password.TooShort")]
    [InlineData("aaaaaaaaaaaa", "Password.TooPlain")]
    [InlineData("ababcabcabca", "Password.TooPlain")]
    [InlineData("ANA@convos.test", "Password.IsKnown")]
    [InlineData("diez chars", null)]
    [InlineData("una clave larga", null)]
    public void A_password_is_long_enough_and_no_first_guess(string? password, string? problem) =>
        Assert.Equal(problem, Passwords.Problem(password, "ana@convos.test", "Ana"));

    [Fact]
    public void A_password_ends_somewhere() =>
        Assert.Equal("Password.TooLong", Passwords.Problem(string.Concat(Enumerable.Repeat("clave", 41))));
}
