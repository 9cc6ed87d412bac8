using System.Text;
using Convos.Workers;

namespace Convos.Tests;

public sealed class WhatsAppSignatureTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"text":"ma\u00f1ana"}""");

    [Fact]
    public void It_is_the_hmac_that_openssl_computes() =>
        // printf 'hola' | openssl dgst -sha256 -hmac secreto
        Assert.Equal("sha256=066c767a010a01db3c26a63892788142a7add13214edfb9d6fb63a38cb2c1cce", WhatsAppSignature.Sign("hola"u8.ToArray(), "secreto"));

    [Fact]
    public void What_was_signed_matches_in_either_case_of_hex()
    {
        var header = WhatsAppSignature.Sign(Body, "secreto");

        Assert.True(WhatsAppSignature.Matches(Body, header, "secreto"));
        Assert.True(WhatsAppSignature.Matches(Body, "sha256=" + header[7..].ToUpperInvariant(), "secreto"));
    }

    [Fact]
    public void One_changed_byte_or_another_secret_does_not_match()
    {
        var header = WhatsAppSignature.Sign(Body, "secreto");
        byte[] altered = [.. Body[..^1], (byte)' '];

        Assert.False(WhatsAppSignature.Matches(altered, header, "secreto"));
        Assert.False(WhatsAppSignature.Matches(Body, header, "otro"));
        Assert.False(WhatsAppSignature.Matches(Body, WhatsAppSignature.Sign(Body, ""), ""));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha256=abc")]
    [InlineData("sha256=zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("sha1=0000000000000000000000000000000000000000")]
    public void A_missing_or_misshapen_header_does_not_match(string? header) =>
        Assert.False(WhatsAppSignature.Matches(Body, header, "secreto"));
}
