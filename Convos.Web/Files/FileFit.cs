using Convos.Data;
using Convos.Workers;
using Microsoft.Extensions.Localization;

namespace Convos.Web;

/// <summary>A file that cannot be sent, and every rule that it breaks.</summary>
public sealed record WrongFile(string FileName, IReadOnlyList<string> Problems);

/// <summary>
/// Holds a file against what channels take, by its content, before anything is sent. A picture that a channel would refuse becomes a
/// JPEG; a sticker becomes the WebP that leaves.
/// </summary>
public sealed class FileFit(
    Database database, Intake intake, IFileStore files, IEnumerable<IChannel> channels, TimeProvider clock, IStringLocalizer<Texts> texts)
{
    private IReadOnlyList<KindLimit>[] EveryChannel => [.. channels.Select(channel => channel.Limits)];

    /// <summary>For a bar whose channel takes <paramref name="limits"/>. No kind: what the content suggests.</summary>
    public Task<(KeptFile? File, WrongFile? Wrong)> Take(Stream content, MessageKind? wanted, string name, IReadOnlyList<KindLimit> limits, CancellationToken ct) =>
        Take(content, wanted, name, [limits], ct);

    /// <summary>To be kept for later, whatever the channel: the first that takes it decides.</summary>
    public Task<(KeptFile? File, WrongFile? Wrong)> Take(Stream content, MessageKind? wanted, string name, CancellationToken ct) =>
        Take(content, wanted, name, EveryChannel, ct);

    /// <summary>A form's file, the same.</summary>
    public async Task<(KeptFile? File, WrongFile? Wrong)> Take(IFormFile file, MessageKind? wanted, CancellationToken ct)
    {
        await using var content = file.OpenReadStream();
        return await Take(content, wanted, FileNames.Clean(file.FileName), ct);
    }

    /// <summary>What was kept for some channel, as this one takes it.</summary>
    public async Task<(KeptFile? File, WrongFile? Wrong)> Again(KeptFile kept, IReadOnlyList<KindLimit> limits, CancellationToken ct)
    {
        await using var bytes = await files.Open(kept.File.Name, ct) ?? throw new FileNotFoundException("A file that is kept is gone.", kept.File.Name);
        return await Fit(new Taken(kept.File, await FileFacts.Of(bytes, ct)), kept.Kind, kept.FileName, limits, ct);
    }

    private async Task<(KeptFile? File, WrongFile? Wrong)> Take(
        Stream content, MessageKind? wanted, string name, IReadOnlyList<KindLimit>[] tables, CancellationToken ct)
    {
        Taken taken;
        try
        {
            taken = await Kept(content, UploadEndpoints.MostBytes, ct);
        }
        catch (TooManyBytesException)
        {
            return (null, new WrongFile(name, [texts["Attach.TooLarge", name, FileWords.Size(tables.SelectMany(limits => limits).Max(limit => limit.MostBytes))]]));
        }

        WrongFile? wrong = null;
        foreach (var limits in tables)
        {
            var (file, problem) = await Fit(taken, wanted, name, limits, ct);
            if (file is not null)
            {
                return (file, null);
            }

            wrong ??= problem;
        }

        return (null, wrong);
    }

    private async Task<(KeptFile? File, WrongFile? Wrong)> Fit(Taken taken, MessageKind? wanted, string name, IReadOnlyList<KindLimit> limits, CancellationToken ct)
    {
        var (file, facts) = taken;
        await using var bytes = await files.Open(file.Name, ct) ?? throw new FileNotFoundException("What was kept just now is gone.", file.Name);
        var kind = wanted ?? ChannelLimits.KindFor(facts, file.Size, limits).Kind;
        var limit = limits.FirstOrDefault(one => one.Kind == kind) ?? limits[0];
        if (limit.Kind == MessageKind.Sticker)
        {
            var sticker = await Sticker.From(bytes, ct);
            return sticker.WebP is { } webp ? Fits(limit, await Keep(webp, ct), name) : (null, new WrongFile(name, [.. texts.Say(sticker)]));
        }

        if (ChannelLimits.Problem(limit, facts, file.Size, name) is not { } problem)
        {
            return Fits(limit, file, name);
        }

        return problem.Convertible && await Workers.Pictures.ToJpeg(bytes, limit.MostBytes, ct) is { } jpeg
            ? Fits(limit, await Keep(jpeg, ct), name)
            : (null, new WrongFile(name, [texts.Say(problem)]));
    }

    private static (KeptFile?, WrongFile?) Fits(KindLimit limit, StoredFile file, string name) =>
        (new KeptFile(limit.Kind, MediaTypes.NameFor(name, file.Mime), file), null);

    private async Task<StoredFile> Keep(byte[] made, CancellationToken ct) => (await Kept(new MemoryStream(made), made.Length, ct)).File;

    // Known from the first moment, so that whatever becomes of it its bytes go some day.
    private async Task<Taken> Kept(Stream content, long most, CancellationToken ct)
    {
        var taken = await intake.Keep(content, most, ct);
        await using var db = await database.Open(CancellationToken.None);
        await StoredFiles.Add(db, taken.File, clock.Now());
        return taken;
    }
}
