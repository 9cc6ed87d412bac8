using Npgsql;

namespace Convos.Data;

/// <summary>What a viewer may filter lists by: their inboxes, the tags on offer, themselves and their colleagues.</summary>
public sealed record FilterChoices(IReadOnlyList<Inbox> Inboxes, IReadOnlyList<Tag> Tags, IReadOnlyList<(long Id, string Name)> People)
{
    public static readonly FilterChoices None = new([], [], []);

    public static async Task<FilterChoices> For(NpgsqlConnection db, Viewer viewer, DateTime now)
    {
        var inboxes = await Convos.Data.Inboxes.Enabled(db);
        var colleagues = await Presences.Colleagues(db, viewer, now);
        return new FilterChoices(
            [.. inboxes.Where(inbox => viewer.SeesAll || viewer.Inboxes.Contains(inbox.Id))],
            await Convos.Data.Tags.Offered(db),
            [(viewer.Id, viewer.Name), .. colleagues.Select(person => (person.OperatorId, person.Name))]);
    }
}
