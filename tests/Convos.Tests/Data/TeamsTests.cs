using Convos.Data;

namespace Convos.Tests;

[Trait("On", "PostgreSQL15")]
public sealed class TeamsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task A_team_has_one_name_whatever_its_case_and_the_people_it_was_given()
    {
        var (admin, ana) = (await Make.Operator(Database, Role.Admin), await Make.Operator(Database));
        var name = $"Mostrador {Make.Number()}";

        var made = (await Teams.Save(Database, admin.Id, null, new(name, "Los de adelante"), [ana.Id], Now)).Id;
        var taken = await Teams.Save(Database, admin.Id, null, new(name.ToUpperInvariant(), ""), [], Now);

        Assert.Equal(TeamProblem.NameTaken, taken.Problem);
        await using var db = await Database.Open();
        Assert.Equal([ana.Name], (await Teams.Lines(db)).Single(team => team.Id == made).Members);
        Assert.Contains((await People.TeamsOf(db, ana.Id)), team => team.Id == made && team.Member);
    }

    [Fact]
    public async Task The_disabled_keep_their_team_though_its_form_does_not_show_them()
    {
        var (admin, ana, bruno) = (await Make.Operator(Database, Role.Admin), await Make.Operator(Database), await Make.Operator(Database));
        var name = $"Mostrador {Make.Number()}";
        var id = (await Teams.Save(Database, admin.Id, null, new(name, ""), [ana.Id, bruno.Id], Now)).Id!.Value;
        await People.Disable(Database, admin.Id, bruno.Id, Now);

        await Teams.Save(Database, admin.Id, id, new(name, ""), [], Now);
        await People.Enable(Database, admin.Id, bruno.Id, Now);

        await using var db = await Database.Open();
        Assert.Equal([bruno.Name], (await Teams.Lines(db)).Single(team => team.Id == id).Members);
    }

    [Fact]
    public async Task Removing_a_team_leaves_its_people_and_a_line_that_says_who_they_were()
    {
        var (admin, ana) = (await Make.Operator(Database, Role.Admin), await Make.Operator(Database));
        var id = (await Teams.Save(Database, admin.Id, null, new($"Mostrador {Make.Number()}", ""), [ana.Id], Now)).Id!.Value;

        var removed = await Teams.Remove(Database, admin.Id, id, Now);
        var again = await Teams.Remove(Database, admin.Id, id, Now);

        Assert.Equal((true, false), (removed, again));
        await using var db = await Database.Open();
        Assert.NotNull(await People.Find(db, ana.Id, Now));
        Assert.Contains($"[\"{ana.Name}\"]", await Make.One<string>(Database, "select changes::text from audit where subject = 'team' and subject_id = @id and action = 'removed'", new { id }));
    }
}
