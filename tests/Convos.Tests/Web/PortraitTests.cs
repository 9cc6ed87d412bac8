using System.Text;
using Convos.Web;
using SkiaSharp;

namespace Convos.Tests;

/// <summary>What becomes of an uploaded photo.</summary>
public sealed class PortraitTests
{
    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public async Task A_photo_of_any_of_three_kinds_becomes_a_square_webp(SKEncodedImageFormat format)
    {
        var portrait = await Portrait.Of(Photo.Of(format, 4000, 3000), CancellationToken.None);

        using var codec = SKCodec.Create(new MemoryStream(portrait.WebP));
        Assert.Null(portrait.Fault);
        Assert.Equal((SKEncodedImageFormat.Webp, Portrait.Side, Portrait.Side), (codec.EncodedFormat, codec.Info.Width, codec.Info.Height));
    }

    // Red is left as it was drawn: where it comes to stand, by how the telephone was held.
    [Theory]
    [InlineData(1, 0.1, 0.5)]
    [InlineData(2, 0.9, 0.5)]
    [InlineData(3, 0.9, 0.5)]
    [InlineData(4, 0.1, 0.5)]
    [InlineData(5, 0.5, 0.1)]
    [InlineData(6, 0.5, 0.1)]
    [InlineData(7, 0.5, 0.9)]
    [InlineData(8, 0.5, 0.9)]
    public async Task It_stands_upright_however_the_telephone_was_held(byte orientation, double x, double y)
    {
        var portrait = await Portrait.Of(Photo.Turned(orientation), CancellationToken.None);

        using var picture = SKBitmap.Decode(portrait.WebP);
        var there = picture.GetPixel((int)(x * Portrait.Side), (int)(y * Portrait.Side));
        var opposite = picture.GetPixel((int)((1 - x) * (Portrait.Side - 1)), (int)((1 - y) * (Portrait.Side - 1)));
        Assert.True(there.Red > 200 && there.Blue < 60, $"{there}");
        Assert.True(orientation is 0 || opposite.Blue > 200 && opposite.Red < 60, $"{opposite}");
    }

    [Fact]
    public async Task Nothing_of_the_file_itself_goes_on()
    {
        var upload = Photo.Turned(6);
        Assert.Contains("SecretCamera", Encoding.Latin1.GetString(upload), StringComparison.Ordinal);

        var portrait = await Portrait.Of([.. upload, .. "<script>appended</script>"u8], CancellationToken.None);

        var text = Encoding.Latin1.GetString(portrait.WebP);
        Assert.DoesNotContain("SecretCamera", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exif", text, StringComparison.Ordinal);
        Assert.DoesNotContain("appended", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")]
    [InlineData("<!doctype html><script>alert(1)</script>")]
    [InlineData("PK\u0003\u0004 an archive")]
    [InlineData("")]
    public async Task What_is_no_photo_is_refused_whatever_its_name(string content) =>
        Assert.Equal(PortraitFault.NotAPhoto, (await Portrait.Of(Encoding.Latin1.GetBytes(content), CancellationToken.None)).Fault);

    [Fact]
    public async Task A_bomb_is_refused_by_its_head() =>
        Assert.Equal(PortraitFault.TooManyPixels, (await Portrait.Of(Photo.Claiming(30_000, 30_000), CancellationToken.None)).Fault);

    [Fact]
    public async Task Half_a_photo_is_refused()
    {
        var whole = Photo.Of(SKEncodedImageFormat.Jpeg, 1200, 900);

        Assert.Equal(PortraitFault.Damaged, (await Portrait.Of(whole[..(whole.Length / 2)], CancellationToken.None)).Fault);
    }
}
