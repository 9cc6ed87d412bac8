using Convos.Data;
using Convos.Workers;

namespace Convos.Web;

/// <summary>A file on its way into somebody's bar: it is in, or it breaks a rule.</summary>
public sealed record Placed(Upload? Upload, WrongFile? Wrong);

/// <summary>Takes files into somebody's bar of a ticket, as the ticket's channel takes them.</summary>
public sealed class UploadDesk(Database database, Outgoing outgoing, FileFit fit, TimeProvider clock)
{
    /// <param name="kind">A kind by name, or anything else: what the content suggests.</param>
    /// <returns>Null, where the viewer does not see the ticket.</returns>
    public async Task<Placed?> Take(Viewer viewer, long ticketId, string? kind, string name, Stream content, CancellationToken ct)
    {
        var limits = await outgoing.Limits(viewer, ticketId);
        if (limits.Count == 0)
        {
            return null;
        }

        var (file, wrong) = await fit.Take(content, Wanted(kind), name, limits, ct);
        return await Place(viewer, ticketId, file, wrong, ct);
    }

    /// <summary>For the template that leaves by this key. Neither, where the key is somebody else's.</summary>
    public async Task<(Upload? Upload, WrongFile? Wrong)> Take(Viewer viewer, Template template, Guid key, string name, Stream content, CancellationToken ct)
    {
        var kind = template.Parts.File!.Value;
        var (file, wrong) = await fit.Take(content, kind, name, [.. (await outgoing.Limits(template.ChannelId)).Where(limit => limit.Kind == kind)], ct);
        if (file is null)
        {
            return (null, wrong);
        }

        await using var db = await database.Open(ct);
        return (await Uploads.Keep(db, viewer, key, file.Kind, file.File, file.FileName, clock.Now()), null);
    }

    /// <summary>What is kept in the library or with an «atajo», in the same order; nothing where the viewer does not see the ticket.</summary>
    public async Task<IReadOnlyList<Placed>> Place(Viewer viewer, long ticketId, IReadOnlyList<KeptFile> kept, CancellationToken ct)
    {
        var limits = await outgoing.Limits(viewer, ticketId);
        var placed = new List<Placed>();
        foreach (var one in limits.Count == 0 ? [] : kept)
        {
            var (file, wrong) = await fit.Again(one, limits, ct);
            placed.Add(await Place(viewer, ticketId, file, wrong, ct));
        }

        return placed;
    }

    /// <summary>A kind that carries a file, by name.</summary>
    public static MessageKind? Wanted(string? kind) =>
        Enum.TryParse<MessageKind>(kind, ignoreCase: true, out var known) && known.CarriesFile() ? known : null;

    private async Task<Placed> Place(Viewer viewer, long ticketId, KeptFile? file, WrongFile? wrong, CancellationToken ct)
    {
        if (file is null)
        {
            return new Placed(null, wrong);
        }

        await using var db = await database.Open(ct);
        return new Placed(await Uploads.Add(db, viewer, ticketId, file.Kind, file.File, file.FileName, clock.Now()), null);
    }
}
