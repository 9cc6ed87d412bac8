using Convos.Data;
using Convos.Workers;

namespace Convos.Web;

/// <summary>What stands in the bar as the messages that it becomes: a text, files, or both.</summary>
public sealed class Outgoing(Database database, IEnumerable<IChannel> channels)
{
    /// <summary>
    /// The words go with the first file that may bear them, else ahead of all as a message of their own. A file that is not there (any
    /// more) is asked for nonetheless, so that all of it is refused.
    /// </summary>
    public async Task<IReadOnlyList<Draft>> Drafts(Viewer viewer, long ticketId, string body, Guid key, long? quoted, Guid[] uploads)
    {
        if (uploads.Length == 0)
        {
            return [new Draft(MessageKind.Text, body, key, quoted)];
        }

        await using var db = await database.Open();
        var files = (await Uploads.Mine(db, viewer, uploads)).ToDictionary(file => file.Id, file => file.Kind);
        var limits = (await Limits(viewer, ticketId)).ToDictionary(limit => limit.Kind);
        var drafts = uploads.Distinct().Select(id => new Draft(files.GetValueOrDefault(id, MessageKind.Document), "", id)).ToList();
        var words = body.Trim();
        // What a file said when it left it says for ever: other words since then are a message of their own.
        var said = await Messages.SentAs(db, viewer, uploads);
        var bearer = words.Length == 0 ? -1 : drafts.FindIndex(draft => limits.TryGetValue(draft.Kind, out var limit) && words.Length <= limit.LongestCaption);
        if (bearer >= 0 && said.TryGetValue(drafts[bearer].Key, out var before) && before != words && !words.Contains("{{", StringComparison.Ordinal))
        {
            bearer = -1;
        }

        if (bearer >= 0)
        {
            drafts[bearer] = drafts[bearer] with { Body = words };
        }
        else if (words.Length > 0)
        {
            drafts.Insert(0, new Draft(MessageKind.Text, words, key));
        }

        drafts[0] = drafts[0] with { Quoted = quoted };
        return drafts;
    }

    /// <summary>What the ticket's channel takes; nothing where the viewer does not see the ticket.</summary>
    public async Task<IReadOnlyList<KindLimit>> Limits(Viewer viewer, long ticketId)
    {
        await using var db = await database.Open();
        return await Data.Channels.KindOfTicket(db, viewer, ticketId) is { } kind ? Of(kind) : [];
    }

    /// <summary>What a channel takes.</summary>
    public async Task<IReadOnlyList<KindLimit>> Limits(long channelId)
    {
        await using var db = await database.Open();
        return Of(await Data.Channels.KindOf(db, channelId));
    }

    private IReadOnlyList<KindLimit> Of(string kind) => channels.Single(channel => channel.Kind == kind).Limits;
}
