using System.Net;
using Convos.Data;

namespace Convos.Tests;

/// <summary>Two administrators with the same form open: whoever saves second does not undo what they have not seen.</summary>
public sealed class TwoEditorsTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Of_an_inbox_to_which_somebody_was_added_from_their_own_page()
    {
        using var admin = await Admin();
        var (inbox, email) = (await Make.Inbox(app.Database), Email());
        var ana = await app.Person(email);
        var name = await Make.One<string>(app.Database, "select name from inboxes where id = @inbox", new { inbox });
        var seen = await Shown(admin, $"/inboxes/{inbox}");
        (string, string)[] fields =
        [
            ("Form.Name", name), ("Form.GraceHours", "24"), ("Form.Enabled", "true"), ("Form.Colour", "4"), ("Form.LeaveMinutes", "5"), ("Form.AutoCloseWarningMinutes", "60"),
        ];
        await admin.Post($"/settings/people/{ana.Id}", ("Form.Name", "Ana"), ("Form.Email", email), ("Form.Role", "Operator"), ($"Form.Duty[{inbox}]", "Attends"));

        var second = await admin.Post($"/inboxes/{inbox}", [.. fields, seen]);
        var members = await Make.One<int>(app.Database, "select count(*)::int from inbox_people where inbox_id = @inbox", new { inbox });
        var again = await admin.Post($"/inboxes/{inbox}", [.. fields, await Shown(admin, $"/inboxes/{inbox}"), ($"Form.Duty[{ana.Id}]", "Attends")]);

        Refused(second, "esta bandeja");
        Assert.Equal((1, HttpStatusCode.SeeOther), (members, again.Status));
    }

    [Fact]
    public async Task Of_a_person_and_of_a_team()
    {
        using var admin = await Admin();
        var email = Email();
        var ana = await app.Person(email);
        var name = $"Equipo {Make.Number()}";
        var team = (await Teams.Save(app.Database, ana.Id, null, new(name, ""), [], DateTime.UtcNow)).Id!.Value;
        (string, string)[] her = [("Form.Name", "Ana"), ("Form.Email", email), ("Form.Role", "Operator")];
        var (person, crew) = (await Shown(admin, $"/settings/people/{ana.Id}"), await Shown(admin, $"/settings/teams/{team}"));

        var first = await admin.Post($"/settings/people/{ana.Id}", [.. her, person, ("Form.Teams", $"{team}")]);
        var stalePerson = await admin.Post($"/settings/people/{ana.Id}", [.. her, person, ("Form.Cap", "7")]);
        var staleTeam = await admin.Post($"/settings/teams/{team}", ("Form.Name", name), crew);

        Assert.Equal(HttpStatusCode.SeeOther, first.Status);
        Refused(stalePerson, "estos datos");
        Refused(staleTeam, "este equipo");
        Assert.Equal(1, await Make.One<int>(app.Database, "select count(*)::int from team_members where team_id = @team", new { team }));
    }

    private static void Refused(Answer answer, string what)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains($"Otra persona cambió {what} mientras", answer.Document.QuerySelector(".problems")!.TextContent, StringComparison.Ordinal);
    }

    private static async Task<(string, string)> Shown(Session admin, string address) =>
        ("Form.BasedOn", (await admin.Get(address)).Document.QuerySelector("[name='Form.BasedOn']")!.GetAttribute("value")!);

    private async Task<Session> Admin()
    {
        var email = Email();
        await app.Person(email, Role.Admin);
        return await Session.SignedIn(app, email);
    }

    private static string Email() => $"editor{Make.Number()}@convos.test";
}
