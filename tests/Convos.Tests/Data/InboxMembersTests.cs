using Convos.Data;

namespace Convos.Tests;

/// <summary>People belong to an inbox one by one or by their team, and what is said of one of them stands over what is said of the team.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class InboxMembersTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task Whoever_joins_a_team_joins_its_inboxes_and_whoever_leaves_it_leaves_them()
    {
        var (admin, ana, bruno) = (await Admin(), await Make.Operator(Database), await Make.Operator(Database));
        var (inbox, team) = (await Make.Inbox(Database), await Team(admin, ana));
        await Save(admin, inbox, teams: new() { [team] = InboxDuty.Attends });

        Assert.Equal([inbox], await InboxesOf(ana));
        Assert.Empty(await InboxesOf(bruno));
        await Teams.Save(Database, admin.Id, team, new(await TeamName(team), ""), [bruno.Id], Now);

        Assert.Empty(await InboxesOf(ana));
        Assert.Equal([inbox], await InboxesOf(bruno));
    }

    [Fact]
    public async Task The_list_says_who_comes_by_which_team_and_ones_own_line_wins()
    {
        var (admin, ana, bruno, lead) = (await Admin(), await Make.Operator(Database), await Make.Operator(Database), await Make.Operator(Database, Role.Supervisor));
        var (inbox, team) = (await Make.Inbox(Database), await Team(admin, ana, bruno, lead));

        await Save(admin, inbox, new() { [bruno.Id] = InboxDuty.Supervises }, new() { [team] = InboxDuty.Attends });

        await using var db = await Database.Open();
        var members = (await Inboxes.Members(db, inbox)).ToDictionary(member => member.OperatorId);
        var name = await TeamName(team);
        Assert.Equal((null, InboxDuty.Attends), (members[ana.Id].Duty, members[ana.Id].Here));
        Assert.Equal((InboxDuty.Supervises, InboxDuty.Supervises), (members[bruno.Id].Duty, members[bruno.Id].Here));
        Assert.Equal((null, InboxDuty.Supervises), (members[lead.Id].Duty, members[lead.Id].Here));
        Assert.All(new[] { ana, bruno, lead }, one => Assert.Equal([name], members[one.Id].Teams));
        Assert.Empty(members[admin.Id].Teams);
        Assert.Equal(InboxDuty.Attends, (await Inboxes.TeamsOf(db, inbox)).Single(one => one.TeamId == team).Duty);
        var hers = (await People.InboxesOf(db, ana.Id)).Single(one => one.Id == inbox);
        Assert.Equal((null, InboxDuty.Attends, name), (hers.Duty, hers.Here, Assert.Single(hers.Teams)));
        Assert.Equal([ana.Name], (await Inboxes.Lines(db, admin)).Single(line => line.Id == inbox).Attending);
    }

    [Fact]
    public async Task The_audit_names_the_teams_and_a_team_that_is_removed_names_its_inboxes()
    {
        var (admin, ana) = (await Admin(), await Make.Operator(Database));
        var (inbox, team) = (await Make.Inbox(Database), await Team(admin, ana));
        var name = await TeamName(team);

        await Save(admin, inbox, teams: new() { [team] = InboxDuty.Attends });
        await Save(admin, inbox, teams: new() { [team] = InboxDuty.Supervises });
        await Teams.Remove(Database, admin.Id, team, Now);

        var lines = await Make.One<string>(Database,
            "select string_agg(changes::text, E'\\n' order by id) from audit where subject = 'inbox' and subject_id = @inbox or subject = 'team' and subject_id = @team", new { inbox, team });
        Assert.Contains($"{{\"team_attends\": [[], [\"{name}\"]]}}", lines);
        Assert.Contains($"\"team_supervises\": [[], [\"{name}\"]]", lines);
        Assert.Contains($"\"inboxes\": [[\"{await Make.One<string>(Database, "select name from inboxes where id = @inbox", new { inbox })}\"], null]", lines);
        Assert.Empty(await InboxesOf(ana));
    }

    private Task<Viewer> Admin() => Make.Operator(Database, Role.Admin);

    private async Task<long> Team(Viewer admin, params Viewer[] people) =>
        (await Teams.Save(Database, admin.Id, null, new($"Equipo {Make.Number()}", ""), [.. people.Select(one => one.Id)], Now)).Id!.Value;

    private async Task Save(Viewer admin, long inbox, Dictionary<long, InboxDuty>? people = null, Dictionary<long, InboxDuty>? teams = null)
    {
        await using var db = await Database.Open();
        var settings = (await Inboxes.SettingsOf(db, inbox))!;
        Assert.Null((await Inboxes.Save(Database, admin.Id, inbox, settings, people ?? [], Now, teams)).Problem);
    }

    private async Task<long[]> InboxesOf(Viewer person)
    {
        await using var db = await Database.Open();
        return (await Operators.Viewers(db, [person.Id]))[person.Id].Inboxes;
    }

    private Task<string> TeamName(long id) => Make.One<string>(Database, "select name from teams where id = @id", new { id });
}
