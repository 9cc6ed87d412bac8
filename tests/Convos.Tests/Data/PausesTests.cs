using Convos.Data;
using Dapper;

namespace Convos.Tests;

[Trait("On", "PostgreSQL15")]
public sealed class PausesTests(TestDatabase test) : PresenceTest(test)
{
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

    [Fact]
    public async Task A_pause_is_stored_with_its_interval_by_the_name_that_it_had()
    {
        var ana = await Somebody();
        var admin = (await Make.Operator(Database, Role.Admin)).Id;
        await Arrive(ana, Tab, Section.Conversations, Now);
        var (lunch, course) = (await Pause("Almuerzo"), await Pause("Curso"));

        await Presences.Choose(Database, ana, available: false, Now.AddMinutes(1), lunch);
        await Pauses.Save(Database, admin, lunch, new($"Siesta {lunch}", PauseIcon.House), Now.AddMinutes(2));
        await Presences.Choose(Database, ana, available: false, Now.AddMinutes(3), course);
        await Presences.Choose(Database, ana, available: false, Now.AddMinutes(4));
        await Presences.Choose(Database, ana, available: true, Now.AddMinutes(5));

        Assert.Equal(["False New ", "True Arrived ", $"False ByHand Almuerzo {lunch}", $"False ByHand Curso {course}", "False ByHand ", "True ByHand "], await Told(ana));
    }

    [Fact]
    public async Task A_pause_that_nobody_defined_changes_nothing_and_one_archived_meanwhile_counts()
    {
        var ana = await Somebody();
        await Arrive(ana, Tab, Section.Conversations, Now);
        var lunch = await Pause("Almuerzo");
        await Pauses.Archive(Database, (await Make.Operator(Database, Role.Admin)).Id, lunch, archived: true, Now);

        var unknown = await Presences.Choose(Database, ana, available: false, Now.AddSeconds(1), long.MaxValue);
        var between = await State(ana, Now);
        var archived = await Presences.Choose(Database, ana, available: false, Now.AddSeconds(2), lunch);

        Assert.Equal((false, true, true), (unknown, between.Available, archived));
        Assert.Equal((false, PresenceCause.ByHand), await State(ana, Now));
    }

    private async Task<IEnumerable<string>> Told(long id)
    {
        await using var db = await Database.Open();
        var told = await db.QueryAsync<(bool Available, PresenceCause Cause, string? Pause)>(
            "select available, cause, pause from presence_intervals where operator_id = @id order by since, id", new { id });
        return told.Select(one => $"{one.Available} {one.Cause} {one.Pause}");
    }
}
