using Convos.Data;
using Dapper;

namespace Convos.Tests;

[Trait("On", "PostgreSQL15")]
public sealed class PausesTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task A_pause_has_one_name_whatever_its_case_and_every_change_is_in_the_audit()
    {
        var admin = (await Make.Operator(Database, Role.Admin)).Id;
        var name = $"Almuerzo {Make.Number()}";

        var made = await Pauses.Save(Database, admin, null, new(name, PauseIcon.Utensils), Now);
        var twice = await Pauses.Save(Database, admin, null, new(name.ToUpperInvariant(), PauseIcon.Coffee), Now);
        await Pauses.Save(Database, admin, made.Id, new(name, PauseIcon.Utensils), Now);
        await Pauses.Save(Database, admin, made.Id, new(name, PauseIcon.GraduationCap), Now);
        await Pauses.Archive(Database, admin, made.Id!.Value, archived: true, Now);
        var again = await Pauses.Archive(Database, admin, made.Id.Value, archived: true, Now);
        await Pauses.Archive(Database, admin, made.Id.Value, archived: false, Now);

        Assert.Equal((PauseProblem.NameTaken, false), (twice.Problem, again));
        await using var db = await Database.Open();
        Assert.Equal(["created", "edited", "disabled", "restored"], await db.QueryAsync<string>(
            "select action from audit where subject = 'pause' and subject_id = @Id order by id", new { made.Id }));
        Assert.Equal("""{"icon": ["utensils", "graduation_cap"]}""", await db.QuerySingleAsync<string>(
            "select changes::text from audit where subject = 'pause' and subject_id = @Id and action = 'edited'", new { made.Id }));
    }

    [Fact]
    public async Task An_archived_pause_is_offered_no_more_and_whoever_is_in_it_stays()
    {
        var admin = (await Make.Operator(Database, Role.Admin)).Id;
        var ana = (await Make.Operator(Database)).Id;
        var name = $"Curso {Make.Number()}";
        var id = (await Pauses.Save(Database, admin, null, new(name, PauseIcon.GraduationCap), Now)).Id!.Value;
        await Presences.Choose(Database, ana, available: false, Now, id);

        await Pauses.Archive(Database, admin, id, archived: true, Now);

        await using var db = await Database.Open();
        Assert.DoesNotContain(await Pauses.Offered(db), pause => pause.Id == id);
        Assert.Equal(1, (await Pauses.All(db)).Single(pause => pause.Id == id).People);
        Assert.Equal((name, PauseIcon.GraduationCap), (await Presences.Of(db, ana, Now)) switch { var state => (state.Pause, state.PauseIcon!.Value) });
    }
}
