using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// What the menu and the header of every page show a person. <c>Pauses</c>: what they may be No disponible for. <c>Mentions</c>: how many
/// they have not seen. <c>Sound</c>: whether they want to hear of what happens. <c>Alarms</c>: how many tickets «En vivo» warns
/// those who lead of. <c>Warnings</c>: what an administrator has to mend; nobody else is told.
/// </summary>
public sealed record Surroundings(
    Presence Presence, TicketCounts Counts, IReadOnlyList<Presence> Colleagues, IReadOnlyDictionary<TicketView, string> Lists,
    int Mentions, IReadOnlyList<Pause> Pauses, bool Sound, int Alarms, Warnings? Warnings)
{
    private const string Everybodys =
        $"{Presences.OfMeSql};\n{Tickets.OpenTicketsSql};\n{Presences.ColleaguesSql};\n{ListChoices.OfMeSql};\n{Data.Mentions.UnseenOfMeSql};\n{Data.Pauses.OfferedSql};\n{AlertSettings.SoundOfMeSql}";
    private const string Leads = $"{Everybodys};\n{Data.Alarms.Sql}";
    private const string Administrators = $"{Leads};\n{Warnings.Sql}";

    /// <summary>In one round trip, and one more for those who lead: each costs a page more than most of these statements do.</summary>
    public static async Task<Surroundings> Read(Database database, NpgsqlConnection db, Viewer viewer, DateTime now)
    {
        var administers = viewer.Role == Role.Admin;
        var targets = viewer.Leads ? await Targets.Read(db, database.Hours, now) : null;
        await using var found = await db.QueryMultipleAsync(
            administers ? Administrators : viewer.Leads ? Leads : Everybodys,
            Tickets.Scope(viewer, new
            {
                inboxesWithTarget = targets?.Inboxes, befores = targets?.Befores, alive = now - Presences.Patience, soon = now + ChannelStates.Warning,
            }));
        return new(
            await found.ReadSingleAsync<Presence>(),
            new OpenTickets((await found.ReadAsync<OpenTickets.Cell>()).AsList()).For(viewer),
            (await found.ReadAsync<Presence>()).AsList(),
            ListChoices.ByView(await found.ReadAsync<(TicketView, string)>()),
            await found.ReadSingleAsync<int>(),
            (await found.ReadAsync<Pause>()).AsList(),
            await found.ReadSingleAsync<bool>(),
            viewer.Leads ? (await Data.Alarms.Read(found, now)).For(viewer) : 0,
            administers ? await Warnings.Read(found, now) : null);
    }
}
