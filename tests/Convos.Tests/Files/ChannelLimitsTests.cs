using System.Globalization;
using Convos.Data;
using Convos.Web;
using Convos.Workers;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace Convos.Tests;

/// <summary>What WhatsApp takes, and the sentence for what it does not.</summary>
public sealed class ChannelLimitsTests
{
    private const int MB = 1024 * 1024;

    public static TheoryData<MessageKind, byte[]> Taken => new()
    {
        { MessageKind.Image, Photo.Of() },
        { MessageKind.Image, Photo.Of(SKEncodedImageFormat.Jpeg) },
        { MessageKind.Video, Sample.Mp4() },
        { MessageKind.Video, Sample.Mp4("3gp4") },
        { MessageKind.Audio, Sample.Mp3 },
        { MessageKind.Audio, Sample.Aac },
        { MessageKind.Audio, Sample.Amr },
        { MessageKind.Audio, Sample.Mp4("M4A ", video: null) },
        { MessageKind.Audio, Sample.Opus(1) },
        { MessageKind.Voice, Sample.Opus(1) },
        { MessageKind.Document, Sample.Pdf },
        { MessageKind.Document, Sample.Bytes("hola") },
        { MessageKind.Document, Sample.Ole("WordDocument") },
        { MessageKind.Document, Sample.Zip("[Content_Types].xml", "xl/workbook.xml") },
        { MessageKind.Sticker, Sample.AsWebP(Sample.StickerPng()) },
        { MessageKind.Sticker, Sample.AnimatedWebP(Sample.StickerPng(), padding: 300_000) },
    };

    public static TheoryData<MessageKind, byte[], FileRule> Refused => new()
    {
        { MessageKind.Image, Sample.Exe, FileRule.WrongType },
        { MessageKind.Image, Sample.Gif(1), FileRule.WrongType },
        { MessageKind.Image, [], FileRule.Empty },
        { MessageKind.Image, Photo.Claiming(60_000, 60_000), FileRule.TooManyPixels },
        { MessageKind.Image, Photo.Of()[..300], FileRule.Damaged },
        { MessageKind.Image, Photo.Palette(), FileRule.OddPng },
        { MessageKind.Video, Sample.Mp4(video: "hvc1"), FileRule.NotH264 },
        { MessageKind.Video, Sample.Mp4("qt  "), FileRule.WrongType },
        { MessageKind.Audio, Sample.Wav, FileRule.WrongType },
        { MessageKind.Audio, Sample.Opus(2), FileRule.NotOpusMono },
        { MessageKind.Voice, Sample.Vorbis, FileRule.NotOpusMono },
        { MessageKind.Voice, Sample.Mp3, FileRule.WrongType },
        { MessageKind.Document, Sample.Bytes("<svg xmlns='x'><script>1</script></svg>"), FileRule.WrongType },
        { MessageKind.Document, Sample.Bytes("<html><script>1</script>"), FileRule.WrongType },
        { MessageKind.Document, Sample.Zip("a.txt"), FileRule.WrongType },
        { MessageKind.Document, Sample.Zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), FileRule.WrongType },
        { MessageKind.Sticker, Photo.Of(SKEncodedImageFormat.Webp), FileRule.WrongSide },
        { MessageKind.Sticker, Sample.AnimatedWebP(Sample.StickerPng(), padding: 512_000), FileRule.TooLarge },
    };

    [Theory]
    [MemberData(nameof(Taken), DisableDiscoveryEnumeration = true)]
    public async Task What_the_channel_takes_has_no_problem(MessageKind kind, byte[] file) =>
        Assert.Null(ChannelLimits.Problem(Limit(kind), await Facts(file), file.Length));

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task What_it_does_not_take_names_its_rule(MessageKind kind, byte[] file, FileRule rule) =>
        Assert.Equal(rule, ChannelLimits.Problem(Limit(kind), await Facts(file), file.Length)?.Rule);

    [Theory]
    [InlineData(MessageKind.Image, "image/jpeg", 5 * MB)]
    [InlineData(MessageKind.Video, "video/mp4", 16 * MB)]
    [InlineData(MessageKind.Audio, "audio/mpeg", 16 * MB)]
    [InlineData(MessageKind.Document, "application/pdf", 100 * MB)]
    public void A_limit_may_be_reached_and_not_passed(MessageKind kind, string mime, long most)
    {
        Assert.Null(ChannelLimits.Problem(Limit(kind), new(mime), most));
        Assert.Equal(FileRule.TooLarge, ChannelLimits.Problem(Limit(kind), new(mime), most + 1)?.Rule);
    }

    [Theory]
    [InlineData(false, 102_400)]
    [InlineData(true, 512_000)]
    public void A_sticker_stays_below_its_limit(bool animated, long limit)
    {
        var facts = new FileFacts("image/webp") { Width = 512, Height = 512, Animated = animated };

        Assert.Null(ChannelLimits.Problem(Limit(MessageKind.Sticker), facts, limit - 1));
        Assert.Equal(FileRule.TooLarge, ChannelLimits.Problem(Limit(MessageKind.Sticker), facts, limit)?.Rule);
    }

    [Fact]
    public void A_dropped_file_becomes_the_kind_that_takes_it()
    {
        Assert.Equal(new KindGuess(MessageKind.Image), Guess("image/png", 1000));
        Assert.Equal(new KindGuess(MessageKind.Image, Convert: true), Guess("image/png", 6 * MB));
        Assert.Equal(new KindGuess(MessageKind.Image, Convert: true), Guess("image/gif", 1000));
        Assert.Equal(new KindGuess(MessageKind.Image, Convert: true), Guess("image/webp", 1000));
        Assert.Equal(new KindGuess(MessageKind.Image), Guess("image/heic", 1000));
        Assert.Equal(new KindGuess(MessageKind.Video), Guess("video/mp4", 1000));
        Assert.Equal(new KindGuess(MessageKind.Audio), Guess("audio/mpeg", 1000));
        Assert.Equal(new KindGuess(MessageKind.Document), Guess("application/pdf", 1000));
        Assert.Equal(new KindGuess(MessageKind.Document), Guess("application/x-msdownload", 1000));
    }

    [Theory]
    [InlineData("es", "foto.jpg", "El archivo dice ser una imagen, pero es un programa (.exe). Para enviar una imagen se acepta JPG o PNG.")]
    [InlineData("es", "foto", "El archivo es un programa (.exe). Para enviar una imagen se acepta JPG o PNG.")]
    [InlineData("en", "foto.jpg", "The file claims to be an image, but it is a program (.exe). To send an image, JPG or PNG is accepted.")]
    public async Task A_program_in_disguise_is_called_one(string language, string name, string sentence) =>
        Assert.Equal(sentence, Say(language, ChannelLimits.Problem(Limit(MessageKind.Image), await Facts(Sample.Exe), Sample.Exe.Length, name)!));

    [Theory]
    [InlineData("es", MessageKind.Image, "image/jpeg", 7_600_000, "El archivo pesa 7,3 MB; una imagen puede pesar hasta 5 MB.")]
    [InlineData("en", MessageKind.Image, "image/jpeg", 5_242_881, "The file is 5.1 MB; an image can be up to 5 MB.")]
    [InlineData("es", MessageKind.Sticker, "image/webp", 104_000, "El archivo pesa 101,6 KB; un sticker puede pesar hasta 100 KB.")]
    [InlineData("es", MessageKind.Voice, "audio/mpeg", 10, "El archivo es un audio (.mp3). Para enviar un mensaje de voz se acepta OGG.")]
    [InlineData("es", MessageKind.Document, "application/octet-stream", 10, "El archivo es de un tipo desconocido. Para enviar un documento se acepta PDF, TXT, DOC, DOCX, XLS, XLSX, PPT o PPTX.")]
    [InlineData("es", MessageKind.Document, "application/pdf", 0, "El archivo está vacío.")]
    public void A_problem_is_told_in_a_sentence(string language, MessageKind kind, string mime, long size, string sentence) =>
        Assert.Equal(sentence, Say(language, ChannelLimits.Problem(Limit(kind), new(mime), size)!));

    [Fact]
    public void A_stickers_faults_are_told_each_with_its_figures()
    {
        var sticker = new StickerResult(null, [StickerFault.WrongSize, StickerFault.TooHeavy], Width: 500, Height: 512, Size: 105_471);

        Assert.Equal(
            ["Debe medir exactamente 512 × 512 píxeles; mide 500 × 512.", "Debe pesar menos de 100 KB; pesa 103 KB, le sobran 3 KB."],
            In("es", texts => texts.Say(sticker).ToList()));
    }

    [Theory]
    [InlineData("foto.png", "image/jpeg", "foto.jpg")]
    [InlineData("foto.JPEG", "image/jpeg", "foto.JPEG")]
    [InlineData("datos.csv", "text/plain", "datos.csv")]
    [InlineData("informe v1.2", "application/pdf", "informe v1.2.pdf")]
    [InlineData("virus.exe", "text/plain", "virus.txt")]
    [InlineData("nada", "application/octet-stream", "nada")]
    public void A_name_ends_as_its_content_demands(string name, string mime, string expected) => Assert.Equal(expected, MediaTypes.NameFor(name, mime));

    [Fact]
    public void Only_what_holds_no_script_is_shown_in_our_origin()
    {
        Assert.All(["image/jpeg", "image/png", "image/webp", "image/gif", "audio/ogg", "audio/mpeg", "video/mp4", "video/3gpp", "application/pdf"], mime => Assert.True(MediaTypes.IsSafeInline(mime)));
        Assert.All(
            ["image/svg+xml", "text/html", "text/xml", "text/plain", "application/octet-stream", "application/x-msdownload", "", "image/jpeg; x", MediaTypes.Docx],
            mime => Assert.False(MediaTypes.IsSafeInline(mime)));
    }

    private static KindLimit Limit(MessageKind kind) => WhatsAppLimits.All.Single(limit => limit.Kind == kind);

    private static KindGuess Guess(string mime, long size) => ChannelLimits.KindFor(new(mime), size, WhatsAppLimits.All);

    private static Task<FileFacts> Facts(byte[] file) => FileFacts.Of(new MemoryStream(file), default);

    private static string Say(string language, FileProblem problem) => In(language, texts => texts.Say(problem));

    private static T In<T>(string language, Func<IStringLocalizer<Texts>, T> say)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            var factory = new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance);
            return say(new StringLocalizer<Texts>(factory));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }
}
