using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>What customers do on the phone beside writing.</summary>
public sealed partial class SimulatorPage
{
    /// <summary>Every post shows the phone as it is then.</summary>
    public const string Swap = """{"target":"#phone","select":"#phone","swap":"outerHTML show:none","push":false}""";

    private const int CaptionLimit = 1024;

    /// <summary>As what a file can be sent.</summary>
    public static readonly string[] Kinds = ["image", "video", "audio", "voice", "document", "sticker"];

    public static string Weight(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.CurrentCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1024.0:0.#} KB"),
        _ => string.Create(CultureInfo.CurrentCulture, $"{bytes / (1024.0 * 1024):0.#} MB"),
    };

    public async Task<IActionResult> OnPostFile(IFormFile? file, string? kind, string? caption, bool forwarded)
    {
        await Find();
        if (file is not null && Kinds.Contains(kind))
        {
            var bytes = new byte[file.Length];
            await using var content = file.OpenReadStream();
            await content.ReadExactlyAsync(bytes, HttpContext.RequestAborted);
            var words = string.IsNullOrWhiteSpace(caption) ? null : caption.Length <= CaptionLimit ? caption : caption[..CaptionLimit];
            Phone?.SendMedia(kind == "voice" ? "audio" : kind!, bytes, Mime(kind!, bytes, file.ContentType), file.FileName, words, kind == "voice", forwarded: forwarded);
        }

        return this.SeeOther(Here());
    }

    public async Task<IActionResult> OnPostPlace(string? latitude, string? longitude, string? place, string? address)
    {
        await Find();
        if (Degrees(latitude) is { } north && Degrees(longitude) is { } east)
        {
            Phone?.SendLocation(north, east, Said(place), Said(address));
        }

        return this.SeeOther(Here());
    }

    public async Task<IActionResult> OnPostCard(string? person, string? phone)
    {
        await Find();
        if (Said(person) is { } name && Said(phone) is { } reached)
        {
            Phone?.SendContact((name, reached));
        }

        return this.SeeOther(Here());
    }

    public async Task<IActionResult> OnPostUnsupported()
    {
        await Find();
        Phone?.SendUnsupported();
        return this.SeeOther(Here());
    }

    public async Task<IActionResult> OnPostChoose(string? answer)
    {
        await Find();
        if (answer?.Split(' ', 2) is [var wamid, var id])
        {
            Phone?.Choose(wamid, id);
        }

        return this.SeeOther(Here());
    }

    /// <summary>The customer's own message becomes what stands in the line below.</summary>
    public async Task<IActionResult> OnPostEdit(string? message, string? text)
    {
        await Find();
        if (message is not null && Said(text) is { } words)
        {
            Phone?.Edit(message, words);
        }

        return this.SeeOther(Here());
    }

    public async Task<IActionResult> OnPostRevoke(string? message)
    {
        await Find();
        if (message is not null)
        {
            Phone?.Revoke(message);
        }

        return this.SeeOther(Here());
    }

    // A telephone tells Ogg as what it recorded; the browser that stands for it does not.
    private static string Mime(string kind, byte[] bytes, string told) =>
        kind is "voice" or "audio" && MediaBytes.Opus(bytes) ? "audio/ogg; codecs=opus" : string.IsNullOrWhiteSpace(told) ? "application/octet-stream" : told;

    private static double? Degrees(string? typed) =>
        double.TryParse(typed, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= 180 ? degrees : null;

    private static string? Said(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
