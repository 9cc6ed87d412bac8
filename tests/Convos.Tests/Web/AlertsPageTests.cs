using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Convos.Data;

namespace Convos.Tests;

/// <summary>«Notificaciones»: as a sheet, as a page, and kept for every device.</summary>
public sealed class AlertsPageTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly (string, string)[] Chosen =
    [
        ("volume", "40"), ("notices", "true"), ("on", "Mention"), ("on", "Rotation"), ("tones[Unassigned]", "Knock"), ("tones[Message]", "Bell"),
        ("tones[Mention]", "Pulse"), ("tones[Rotation]", "Drop"),
    ];

    [Fact]
    public async Task The_bell_leads_to_them_and_what_is_chosen_without_JavaScript_stands_there_for_the_next_device()
    {
        var (viewer, session) = await Person();
        using var _ = session;
        var bell = (await session.Get("/inbox/mine")).Document.QuerySelector("#bell")!;
        Assert.Equal(("true", "/inbox/alerts"), (bell.GetAttribute("data-sound"), bell.QuerySelector("a")!.GetAttribute("href")));

        await session.Get("/inbox/alerts");
        var answer = await session.Post("/inbox/alerts", Chosen);

        Assert.Equal((HttpStatusCode.SeeOther, "/inbox/alerts"), (answer.Status, answer.Location));
        var page = (await session.Get("/inbox/alerts")).Document;
        Assert.NotNull(page.QuerySelector(".done"));
        Assert.Equal(["Mention", "Rotation"], Ticked(page, "on"));
        Assert.Empty(Ticked(page, "sound"));
        Assert.Equal(["true"], Ticked(page, "notices"));
        Assert.Equal(("40", "Knock"), (page.QuerySelector<IHtmlInputElement>("#volume")!.Value, page.QuerySelector<IHtmlSelectElement>("[name='tones[Unassigned]']")!.Value));
        Assert.Equal("false", page.QuerySelector("#bell")!.GetAttribute("data-sound"));
        await using var db = await app.Database.Open();
        Assert.Equal(new AlertSound(AlertKind.Message, false, AlertTone.Bell), (await AlertSettings.Read(db, viewer.Id)).Of(AlertKind.Message));
    }

    [Fact]
    public async Task The_sheet_is_a_part_of_the_page_and_its_post_answers_with_the_bell_as_it_is_now()
    {
        var (_, session) = await Person();
        using var _2 = session;
        await session.Get("/inbox/mine");

        var sheet = await session.Get("/inbox/alerts", htmx: true);
        var answer = await session.Htmx("/inbox/alerts", Chosen);

        Assert.Null(sheet.Document.QuerySelector("#bell"));
        Assert.NotNull(sheet.Document.QuerySelector("section.sheet #sheet-title"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("false", answer.Document.QuerySelector("#bell")!.GetAttribute("data-sound"));
    }

    [Fact]
    public async Task Only_who_leads_chooses_how_to_hear_of_what_nobody_took_and_whoever_comes_to_lead_has_it_on()
    {
        var (ana, hers) = await Person();
        var (lead, theirs) = await Person(Role.Supervisor);
        using var _ = hers;
        using var _2 = theirs;

        Assert.Equal(["Unassigned", "Message", "Mention", "Rotation"], Ticked((await hers.Get("/inbox/alerts")).Document, "on"));
        Assert.Equal(["Unassigned", "Message", "Mention", "Rotation", "Stranded"], Ticked((await theirs.Get("/inbox/alerts")).Document, "on"));
        foreach (var session in new[] { hers, theirs })
        {
            await session.Post("/inbox/alerts", [.. Chosen, ("tones[Stranded]", "Pulse")]);
        }

        await using var db = await app.Database.Open();
        Assert.Equal(AlertSettings.Usual.Of(AlertKind.Stranded), (await AlertSettings.Read(db, ana.Id)).Of(AlertKind.Stranded));
        Assert.Equal(new AlertSound(AlertKind.Stranded, false, AlertTone.Pulse), (await AlertSettings.Read(db, lead.Id)).Of(AlertKind.Stranded));
    }

    [Theory]
    [InlineData("volume", "0")]
    [InlineData("volume", "101")]
    [InlineData("tones[Message]", "Trombone")]
    [InlineData("on", "Everything")]
    public async Task What_no_form_of_ours_sends_is_refused(string name, string value)
    {
        var (_, session) = await Person();
        using var _2 = session;
        await session.Get("/inbox/alerts");

        var answer = await session.Post("/inbox/alerts", [.. Chosen.Where(field => field.Item1 != name), (name, value)]);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    private static IEnumerable<string> Ticked(IDocument page, string name) =>
        page.QuerySelectorAll<IHtmlInputElement>($"input[name={name}]").Where(input => input.IsChecked).Select(input => input.Value);

    private async Task<(Viewer, Session)> Person(Role role = Role.Operator)
    {
        var email = $"ana{Make.Number()}@convos.test";
        var viewer = await app.Person(email, role, await Make.Inbox(app.Database));
        return (viewer, await Session.SignedIn(app, email));
    }
}
