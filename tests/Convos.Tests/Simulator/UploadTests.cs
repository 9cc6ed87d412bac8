using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Convos.Web;
using SkiaSharp;

namespace Convos.Tests;

/// <summary>The fake Graph takes the files that Meta takes, and no other.</summary>
public sealed class UploadTests : MediaDesk
{
    private const string Office = "application/vnd.openxmlformats-officedocument.";
    private const int Megabyte = 1024 * 1024;

    public static TheoryData<string, string, byte[]> Fine => new()
    {
        { "image/jpeg", "foto.jpg", Photo.Of(SKEncodedImageFormat.Jpeg) },
        { "image/jpeg", "foto.JPEG", Photo.Of(SKEncodedImageFormat.Jpeg) },
        { "image/png", "foto.png", Photo.Of() },
        { "image/webp", "sticker.webp", MediaFiles.Sticker() },
        { "image/webp", "sticker.webp", MediaFiles.Moving() },
        { "video/mp4", "video.mp4", MediaFiles.Mp4 },
        { "video/3gpp", "video.3gp", MediaFiles.ThreeGpp },
        { "audio/aac", "tema.aac", [0xFF, 0xF1, 0x50, 0x80, 0, 0x1F, 0xFC] },
        { "audio/amr", "tema.amr", [.. "#!AMR\n"u8, 0] },
        { "audio/mpeg", "tema.mp3", MediaFiles.Mp3 },
        { "audio/mp4", "tema.m4a", MediaFiles.Mp4 },
        { "audio/ogg", "nota.ogg", MediaFiles.Opus() },
        { "audio/ogg; codecs=opus", "nota.ogg", MediaFiles.Opus() },
        { "audio/opus", "nota.ogg", MediaFiles.Opus() },
        { "text/plain", "léeme.txt", [.. "¿qué tal?"u8] },
        { "application/pdf", "factura.pdf", MediaFiles.Pdf },
        { "application/msword", "carta.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] },
        { "application/vnd.ms-excel", "cuenta.xls", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] },
        { "application/vnd.ms-powerpoint", "charla.ppt", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] },
        { Office + "wordprocessingml.document", "carta.docx", MediaFiles.Office("word/document.xml") },
        { Office + "spreadsheetml.sheet", "cuenta.xlsx", MediaFiles.Office("xl/workbook.xml") },
        { Office + "presentationml.presentation", "charla.pptx", MediaFiles.Office("ppt/presentation.xml") },
    };

    public static TheoryData<string, string, byte[]> Foreign => new()
    {
        { "audio/webm", "nota.webm", [0x1A, 0x45, 0xDF, 0xA3] },
        { "image/svg+xml", "dibujo.svg", [.. "<svg/>"u8] },
        { "text/html", "página.html", [.. "<p>"u8] },
        { "application/x-msdownload", "juego.exe", MediaFiles.Exe },
        { "image/gif", "foto.gif", [.. "GIF89a"u8] },
        { "audio/wav", "tema.wav", [.. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8] },
        // By their bytes, whatever they call themselves.
        { "image/jpeg", "juego.jpg", MediaFiles.Exe },
        { "image/jpeg", "foto.jpg", Photo.Of() },
        { "text/plain", "juego.txt", MediaFiles.Exe },
        { "audio/ogg", "nota.ogg", [.. "OggS"u8, 0, 2, .. new byte[20], 1, 30, 1, .. "vorbis"u8] },
        { "video/mp4", "video.mp4", [0, 0, 0, 20, .. "ftypqt  "u8, 0, 0, 2, 0] },
        { Office + "wordprocessingml.document", "carta.docx", MediaFiles.Office("xl/workbook.xml") },
        // By their names.
        { "image/jpeg", "foto.png", Photo.Of(SKEncodedImageFormat.Jpeg) },
        { "audio/ogg", "nota.opus", MediaFiles.Opus() },
        { "audio/ogg", "nota", MediaFiles.Opus() },
    };

    public static TheoryData<string, string, byte[], int> Sizes => new()
    {
        { "image/jpeg", "foto.jpg", Photo.Of(SKEncodedImageFormat.Jpeg), 5 * Megabyte },
        { "video/mp4", "video.mp4", MediaFiles.Mp4, 16 * Megabyte },
        { "audio/mpeg", "tema.mp3", MediaFiles.Mp3, 16 * Megabyte },
        { "application/pdf", "plano.pdf", MediaFiles.Pdf, 100 * Megabyte },
        { "image/webp", "sticker.webp", MediaFiles.Sticker(), 102_400 },
        { "image/webp", "sticker.webp", MediaFiles.Moving(), 512_000 },
    };

    [Theory]
    [MemberData(nameof(Fine), DisableDiscoveryEnumeration = true)]
    public async Task A_file_of_each_type_is_taken(string contentType, string name, byte[] bytes)
    {
        var id = await Uploaded(bytes, contentType, name);

        Assert.Matches("^[1-9][0-9]{15}$", id);
        var upload = Assert.Single(Media.Uploads);
        Assert.Equal((Payload.Account, "whatsapp", contentType, contentType, name, id, 200),
            (upload.PhoneNumberId, upload.MessagingProduct, upload.Type, upload.ContentType, upload.FileName, upload.Id, upload.Status));
        Assert.Equal(bytes, upload.Bytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), upload.Sha256);
    }

    [Theory]
    [MemberData(nameof(Foreign), DisableDiscoveryEnumeration = true)]
    public async Task A_file_of_another_type_is_refused_and_the_types_are_named(string contentType, string name, byte[] bytes)
    {
        var (status, body) = await Upload(bytes, contentType, name);

        Assert.Equal((400, 100), (status, Code(body)));
        Assert.StartsWith("(#100) Param file must be a file with one of the following types: audio/aac, audio/mp4,", Words(body));
        Assert.Equal((400, 100, null), (Media.Uploads[0].Status, Media.Uploads[0].Code, Media.Uploads[0].Id));
    }

    [Theory]
    [MemberData(nameof(Sizes), DisableDiscoveryEnumeration = true)]
    public async Task A_file_may_weigh_as_much_as_its_limit_and_not_a_byte_more(string contentType, string name, byte[] bytes, int limit)
    {
        await Uploaded(bytes.Padded(limit), contentType, name);

        var (status, body) = await Upload(bytes.Padded(limit + 1), contentType, name);

        Assert.Equal((400, $"(#100) Param file must be a file with size at most {limit} bytes."), (status, Words(body)));
    }

    [Theory]
    [InlineData(null, "", "foto.png", "The parameter messaging_product is required.")]
    [InlineData("sms", "", "foto.png", "Param messaging_product must be one of {WHATSAPP}.")]
    [InlineData("whatsapp", null, "foto.png", "The parameter type is required.")]
    [InlineData("whatsapp", "", null, "The parameter file is required.")]
    [InlineData("whatsapp", "image/jpeg", "foto.png", "Param file must be a file with one of the following types: ")]
    public async Task What_stands_beside_the_file_is_checked(string? product, string? type, string? name, string words)
    {
        var (status, body) = await Upload(Photo.Of(), "image/png", name, type, product);

        Assert.Equal((400, 100), (status, Code(body)));
        Assert.StartsWith("(#100) " + words, Words(body));
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        var (status, body) = await Upload([], "text/plain", "nada.txt");

        Assert.Equal((400, "(#100) Param file must not be empty."), (status, Words(body)));
    }

    [Theory]
    [InlineData(Payload.Account, null, 401, 190)]
    [InlineData(Payload.Account, "nadie", 401, 190)]
    [InlineData(Payload.Account, "otra llave", 403, 10)]
    [InlineData("3", "llave", 400, 100)]
    public async Task Strangers_upload_nothing(string account, string? token, int status, int code)
    {
        var (answered, body) = await Upload(Photo.Of(), "image/png", "foto.png", token: token, account: account);

        Assert.Equal((status, code), (answered, Code(body)));
    }

    [Fact]
    public async Task An_upload_can_be_made_to_fail_and_scripts_read_what_was_uploaded()
    {
        Media.FailNextUpload(GraphFault.Refusal(131000, 500));
        var (status, _) = await Upload(MediaFiles.Pdf, "application/pdf", "factura.pdf");
        await Uploaded(MediaFiles.Pdf, "application/pdf", "factura.pdf");

        using var http = new HttpClient();
        var uploads = await http.GetFromJsonAsync<JsonElement>(Meta.BaseAddress + "/uploads");

        Assert.Equal((500, 500, 200), (status, uploads[0].GetProperty("status").GetInt32(), uploads[1].GetProperty("status").GetInt32()));
        Assert.Equal((MediaFiles.Pdf.Length, Media.Uploads[1].Sha256), (uploads[1].GetProperty("size").GetInt32(), uploads[1].GetProperty("sha256").GetString()));
        Assert.False(uploads[1].TryGetProperty("bytes", out _));
    }

    [Fact]
    public void The_oldest_files_are_forgotten_when_all_weigh_too_much()
    {
        var shelf = new Shelf<byte[]>(10, file => file);

        shelf.Add([1, 1, 1, 1]);
        shelf.Add([2, 2, 2, 2, 2, 2]);
        shelf.Add([3]);
        Assert.Equal([6, 1], shelf.All.Select(file => file.Length));
        shelf.Add(new byte[50]);

        Assert.Equal(50, Assert.Single(shelf.All).Length);
    }
}
