using Convos.Workers;
using SkiaSharp;

namespace Convos.Tests;

/// <summary>The rules of a sticker: each is named, all that are broken at once.</summary>
public sealed class StickerTests
{
    [Fact]
    public async Task A_webp_that_fits_leaves_untouched()
    {
        var webp = Sample.AsWebP(Sample.StickerPng());

        var sticker = await From(webp);

        Assert.Empty(sticker.Faults);
        Assert.Equal(webp, sticker.WebP);
    }

    [Fact]
    public async Task A_png_becomes_a_webp_without_loss_where_that_fits()
    {
        var png = Sample.StickerPng();

        var sticker = await From(png);

        using var before = SKBitmap.Decode(png);
        using var after = SKBitmap.Decode(sticker.WebP);
        Assert.Equal("VP8L", System.Text.Encoding.Latin1.GetString(sticker.WebP!, 12, 4));
        Assert.Equal(sticker.WebP!.Length, sticker.Size);
        Assert.True(sticker.WebP.Length < Sticker.MostBytes);
        Assert.Equal("image/webp", (await FileFacts.Of(new MemoryStream(sticker.WebP), default)).Mime);
        Assert.Equal(before.GetPixel(250, 200), after.GetPixel(250, 200));
    }

    [Fact]
    public async Task A_heavy_png_loses_quality_until_it_fits_and_stays_clear_at_its_corners()
    {
        var png = Sample.StickerPng(noise: 20);
        Assert.True(Sample.AsWebP(png).Length >= Sticker.MostBytes);

        var sticker = await From(png);

        using var after = SKBitmap.Decode(sticker.WebP);
        Assert.Empty(sticker.Faults);
        Assert.InRange(sticker.WebP!.Length, 20_000, Sticker.MostBytes - 1);
        Assert.Equal((512, 512, 0), (after.Width, after.Height, after.GetPixel(511, 511).Alpha));
        Assert.Empty((await From(sticker.WebP)).Faults);
    }

    [Fact]
    public async Task What_cannot_be_made_light_enough_says_how_much_is_too_much()
    {
        var sticker = await From(Sample.StickerPng(noise: 60, veil: true));

        Assert.Equal([StickerFault.TooHeavy], sticker.Faults);
        Assert.Null(sticker.WebP);
        Assert.Equal(sticker.Size - Sticker.MostBytes + 1, sticker.Over);
        Assert.True(sticker.Over > 0);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    [InlineData(254, false)]
    public async Task Corners_are_clear_below_an_alpha_of_ten(byte alpha, bool fits)
    {
        StickerFault[] faults = fits ? [] : [StickerFault.CornersNotClear];

        Assert.Equal(faults, (await From(Sample.StickerPng(cornerAlpha: alpha))).Faults);
        Assert.Equal(faults, (await From(Sample.AsWebP(Sample.StickerPng(cornerAlpha: alpha)))).Faults);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(511, 0)]
    [InlineData(0, 511)]
    [InlineData(511, 511)]
    public async Task Every_corner_counts(int x, int y)
    {
        using var bitmap = SKBitmap.Decode(Sample.StickerPng(), new SKImageInfo(512, 512, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.SetPixel(x, y, SKColors.Red);

        Assert.Equal([StickerFault.CornersNotClear], (await From(Sample.Encoded(bitmap, SKEncodedImageFormat.Png))).Faults);
    }

    [Theory]
    [InlineData(511)]
    [InlineData(513)]
    public async Task It_measures_exactly_512(int side)
    {
        var sticker = await From(Sample.StickerPng(side));

        Assert.Equal([StickerFault.WrongSize], sticker.Faults);
        Assert.Equal((side, side), (sticker.Width, sticker.Height));
    }

    [Fact]
    public async Task All_broken_rules_are_told_at_once()
    {
        var heavy = Sample.AsWebP(Sample.StickerPng(600, alpha: false, noise: 115));

        Assert.Equal([StickerFault.WrongSize, StickerFault.NoTransparency, StickerFault.TooHeavy], (await From(heavy)).Faults);
        Assert.Equal([StickerFault.WrongSize, StickerFault.NoTransparency], (await From(Sample.StickerPng(300, alpha: false))).Faults);
        Assert.Equal(
            [StickerFault.NotPngOrWebP, StickerFault.WrongSize, StickerFault.NoTransparency],
            (await From(Photo.Of(SKEncodedImageFormat.Jpeg))).Faults);
    }

    [Fact]
    public async Task A_webp_weighs_what_it_weighs()
    {
        var still = Sample.AsWebP(Sample.StickerPng(noise: 20));

        var sticker = await From(still);

        Assert.Equal([StickerFault.TooHeavy], sticker.Faults);
        Assert.Equal(still.Length, sticker.Size);
    }

    [Fact]
    public async Task One_that_moves_may_weigh_more_and_leaves_untouched()
    {
        var png = Sample.StickerPng();
        var light = Sample.AnimatedWebP(png);
        var between = Sample.AnimatedWebP(png, padding: 300_000);
        var heavy = Sample.AnimatedWebP(png, padding: 512_000);

        Assert.Equal(light, (await From(light)).WebP);
        Assert.True((await From(light)).Animated);
        Assert.Equal(between, (await From(between)).WebP);
        Assert.Equal([StickerFault.TooHeavy], (await From(heavy)).Faults);
        Assert.Equal([StickerFault.CornersNotClear], (await From(Sample.AnimatedWebP(Sample.StickerPng(cornerAlpha: 200)))).Faults);
        Assert.Equal([StickerFault.WrongSize], (await From(Sample.AnimatedWebP(Sample.StickerPng(256)))).Faults);
    }

    [Fact]
    public async Task What_is_no_picture_is_told()
    {
        Assert.Equal([StickerFault.NotPngOrWebP], (await From(Sample.Exe)).Faults);
        Assert.Equal([StickerFault.NotPngOrWebP], (await From([])).Faults);
        Assert.Equal([StickerFault.Damaged], (await From(Sample.StickerPng(noise: 5)[..20_000])).Faults);
        Assert.Equal([StickerFault.WrongSize], (await From(Photo.Claiming(30_000, 30_000))).Faults.Except([StickerFault.NoTransparency]));
    }

    private static Task<StickerResult> From(byte[] file) => Sticker.From(new MemoryStream(file), CancellationToken.None);
}
