using System.Text;
using Convos.Workers;
using SkiaSharp;

namespace Convos.Tests;

/// <summary>What becomes of a picture that a channel would refuse.</summary>
public sealed class PicturesTests
{
    public static TheoryData<byte[]> Read => [Photo.Of(SKEncodedImageFormat.Webp), Sample.Gif(2), Sample.Bmp(), Photo.Of(), Sample.AnimatedWebP(Sample.StickerPng())];

    [Theory]
    [MemberData(nameof(Read), DisableDiscoveryEnumeration = true)]
    public async Task Whatever_we_read_becomes_a_jpeg_that_can_be_sent_as_an_image(byte[] file)
    {
        var jpeg = await Pictures.ToJpeg(new MemoryStream(file), 5_000_000, default);

        var facts = await FileFacts.Of(new MemoryStream(jpeg!), default);
        var image = WhatsAppLimits.All.Single(limit => limit.Kind == Data.MessageKind.Image);
        Assert.Equal("image/jpeg", facts.Mime);
        Assert.Null(ChannelLimits.Problem(image, facts, jpeg!.Length));
    }

    [Fact]
    public async Task It_stands_upright_and_tells_nothing_of_the_camera()
    {
        var jpeg = await Pictures.ToJpeg(new MemoryStream(Photo.Turned(6)), 5_000_000, default);

        using var picture = SKBitmap.Decode(jpeg);
        Assert.Equal((300, 400), (picture.Width, picture.Height));
        Assert.True(picture.GetPixel(150, 40).Red > 200 && picture.GetPixel(150, 360).Blue > 200);
        Assert.DoesNotContain("SecretCamera", Encoding.Latin1.GetString(jpeg!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_clear_becomes_white()
    {
        using var picture = SKBitmap.Decode(await Pictures.ToJpeg(new MemoryStream(Sample.StickerPng()), 5_000_000, default));

        Assert.Equal(SKColors.White, picture.GetPixel(0, 0));
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(20_000)]
    [InlineData(2_000)]
    public async Task It_loses_quality_and_then_size_until_it_fits(int most)
    {
        var jpeg = await Pictures.ToJpeg(new MemoryStream(Sample.StickerPng(noise: 90)), most, default);

        Assert.InRange(jpeg!.Length, most / 5, most);
        using var picture = SKBitmap.Decode(jpeg);
        Assert.Equal(most < 50_000, picture.Width < 512);
    }

    [Fact]
    public async Task What_cannot_be_made_into_one_is_nothing()
    {
        Assert.Null(await Pictures.ToJpeg(new MemoryStream(Sample.Exe), 5_000_000, default));
        Assert.Null(await Pictures.ToJpeg(new MemoryStream(Photo.Claiming(60_000, 60_000)), 5_000_000, default));
        Assert.Null(await Pictures.ToJpeg(new MemoryStream(Photo.Of()[..200]), 5_000_000, default));
        Assert.Null(await Pictures.ToJpeg(new MemoryStream(Photo.Of()), 10, default));
    }
}
