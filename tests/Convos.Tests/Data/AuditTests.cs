using System.Text.Json;
using Convos.Data;

namespace Convos.Tests;

[Trait("On", "PostgreSQL15")]
public sealed class AuditTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private sealed record Thing(string Name, int Size, string[] Parts, Role Role);

    [Fact]
    public void Changes_are_the_fields_that_differ_with_what_they_were_and_are()
    {
        var before = new Thing("a", 1, ["x"], Role.Operator);

        var changes = Changes.Between(before, before with { Size = 2, Parts = ["x", "ñ"], Role = Role.Admin });

        Assert.Equal("""{"size":[1,2],"parts":[["x"],["x","ñ"]],"role":["operator","admin"]}""", changes.Json);
    }

    [Fact]
    public void A_creation_has_nothing_before() =>
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(Changes.Between(null, new Thing("a", 1, [], Role.Admin)).Json).RootElement.GetProperty("name")[0].ValueKind);

    [Fact]
    public async Task An_edit_that_changed_nothing_leaves_no_line()
    {
        var thing = new Thing("a", 1, [], Role.Admin);
        await using var db = await test.Database.Open();

        await Audit.Note(db, null, AuditAction.Edited, AuditSubject.Inbox, 71, "a", Make.Noon, Changes.Between(thing, thing));
        await Audit.Note(db, null, AuditAction.Edited, AuditSubject.Inbox, 72, "b", Make.Noon, Changes.Between(thing, thing with { Name = "b" }));

        Assert.Equal("72 {\"name\": [\"a\", \"b\"]}", await Make.One<string>(test.Database,
            "select string_agg(subject_id || ' ' || changes, '; ') from audit where subject_id in (71, 72)"));
    }
}
