using Convos.Data;
using Convos.Workers;
using Microsoft.Extensions.Localization;

namespace Convos.Web;

/// <summary>A file that cannot be sent, and every rule that it breaks.</summary>
public sealed record WrongFile(string FileName, IReadOnlyList<string> Problems);

/// <summary>
/// Takes a file into somebody's bar, or over the text of their template: held against what the channel takes, by its content, before
/// anything is sent. A picture that the channel would refuse becomes a JPEG; a sticker becomes the WebP that leaves.
/// </summary>
public sealed class UploadDesk(Database database, Outgoing outgoing, Intake intake, IFileStore files, TimeProvider clock, IStringLocalizer<Texts> texts)
{
    /// <param name="kind">A kind by name, or anything else: what the content suggests.</param>
    /// <returns>Neither, where the viewer does not see the ticket.</returns>
    public async Task<(Upload? Upload, WrongFile? Wrong)> Take(Viewer viewer, long ticketId, string? kind, string name, Stream content, CancellationToken ct)
    {
        var limits = await outgoing.Limits(viewer, ticketId);
        if (limits.Count == 0)
        {
            return (null, null);
        }

        var (fit, wrong) = await Fit(content, Wanted(kind), name, limits, ct);
        if (fit is null)
        {
            return (null, wrong);
        }

        await using var db = await database.Open(ct);
        return (await Uploads.Add(db, viewer, ticketId, fit.Kind, fit.File, fit.Name, clock.Now()), null);
    }

    /// <summary>For the template that leaves by this key.</summary>
    /// <returns>Neither, where the key is somebody else's.</returns>
    public async Task<(Upload? Upload, WrongFile? Wrong)> Take(Viewer viewer, Template template, Guid key, string name, Stream content, CancellationToken ct)
    {
        var kind = template.Parts.File!.Value;
        var (fit, wrong) = await Fit(content, kind, name, [.. (await outgoing.Limits(template.ChannelId)).Where(limit => limit.Kind == kind)], ct);
        if (fit is null)
        {
            return (null, wrong);
        }

        await using var db = await database.Open(ct);
        return (await Uploads.Keep(db, viewer, key, fit.Kind, fit.File, fit.Name, clock.Now()), null);
    }

    private async Task<(Fitting? Fit, WrongFile? Wrong)> Fit(Stream content, MessageKind? kind, string name, IReadOnlyList<KindLimit> limits, CancellationToken ct)
    {
        Taken taken;
        try
        {
            taken = await intake.Keep(content, UploadEndpoints.MostBytes, ct);
        }
        catch (TooManyBytesException)
        {
            return (null, new WrongFile(name, [texts["Attach.TooLarge", name, FileWords.Size(limits.Max(limit => limit.MostBytes))]]));
        }

        var (limit, kept, problems) = await Fit(taken, kind, name, limits, ct);
        return problems.Count > 0 ? (null, new WrongFile(name, problems)) : (new Fitting(limit.Kind, kept, MediaTypes.NameFor(name, kept.Mime)), null);
    }

    private async Task<(KindLimit Limit, StoredFile File, IReadOnlyList<string> Problems)> Fit(
        Taken taken, MessageKind? wanted, string name, IReadOnlyList<KindLimit> limits, CancellationToken ct)
    {
        var (file, facts) = taken;
        await using var bytes = await files.Open(file.Name, ct) ?? throw new FileNotFoundException("What was kept just now is gone.", file.Name);
        var kind = wanted ?? ChannelLimits.KindFor(facts, file.Size, limits).Kind;
        var limit = limits.FirstOrDefault(one => one.Kind == kind) ?? limits[0];
        if (limit.Kind == MessageKind.Sticker)
        {
            var sticker = await Sticker.From(bytes, ct);
            return sticker.WebP is { } webp ? (limit, await Keep(webp, ct), []) : (limit, file, [.. texts.Say(sticker)]);
        }

        if (ChannelLimits.Problem(limit, facts, file.Size, name) is not { } problem)
        {
            return (limit, file, []);
        }

        return problem.Convertible && await Workers.Pictures.ToJpeg(bytes, limit.MostBytes, ct) is { } jpeg
            ? (limit, await Keep(jpeg, ct), [])
            : (limit, file, [texts.Say(problem)]);
    }

    private async Task<StoredFile> Keep(byte[] made, CancellationToken ct) => (await intake.Keep(new MemoryStream(made), made.Length, ct)).File;

    private static MessageKind? Wanted(string? kind) =>
        Enum.TryParse<MessageKind>(kind, ignoreCase: true, out var known) && known.CarriesFile() ? known : null;

    private sealed record Fitting(MessageKind Kind, StoredFile File, string Name);
}
