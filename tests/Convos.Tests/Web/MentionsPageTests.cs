using System.Net;
using System.Text.Json;
using Convos.Data;

namespace Convos.Tests;

/// <summary>«Menciones»: the list, its counter on the stream of whoever is called alone, and what counts as seen.</summary>
public sealed class MentionsPageTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_mention_moves_the_counter_of_whoever_is_called_and_of_nobody_else()
    {
        var (inbox, channel) = await Desk();
        var (ana, _) = await Person(inbox);
        var ((bruno, his), (carla, hers)) = (await Person(inbox), await Person(inbox));
        using var _ = his;
        using var __ = hers;
        var ticket = await Make.Ticket(app.Database, channel, Now);
        await using var called = await LiveStream.Of(his, "/inbox/mentions");
        await using var other = await LiveStream.Of(hers, "/inbox/all");

        var first = await Note(ana, ticket, $"@{bruno.Name}, ¿lo ves?");
        await called.Next(item => item.Data.Contains("count-mentions", StringComparison.Ordinal));
        var second = await Note(ana, ticket, $"@{carla.Name}, ¿y tú?");
        await other.Next(item => item.Data.Contains("count-mentions", StringComparison.Ordinal));

        var page = (await his.Get("/inbox/mentions")).Document;
        var streamed = await called.Elements();
        Assert.Equal("1", streamed["count-mentions"].TextContent);
        Assert.Equal(page.GetElementById($"mention-{first.Id}")!.OuterHtml, streamed[$"mention-{first.Id}"].OuterHtml);
        Assert.DoesNotContain(other.Heard, item => item.Data.Contains($"mention-{first.Id}", StringComparison.Ordinal));
        Assert.Equal("1", (await other.Elements())["count-mentions"].TextContent);
        Assert.DoesNotContain(streamed.Keys, key => key == $"mention-{second.Id}");
    }

    [Fact]
    public async Task Opening_the_chat_is_seeing_it_and_all_of_ones_tabs_agree()
    {
        var (inbox, channel) = await Desk();
        var (ana, _) = await Person(inbox);
        var (bruno, his) = await Person(inbox);
        using var _ = his;
        var ticket = await Make.Ticket(app.Database, channel, Now);
        var note = await Note(ana, ticket, $"@{bruno.Name}, mira");
        await using var tab = await LiveStream.Of(his, "/inbox/mentions");

        var link = (await his.Get("/inbox/mentions")).Document.QuerySelector($"#mention-{note.Id} a")!.GetAttribute("href");
        var chat = await his.Get(link!);

        Assert.Equal($"/inbox/all/{ticket.Id}?around={note.Id}&mode=note", link);
        Assert.Equal($"@{bruno.Name}", chat.Document.QuerySelector($"#message-{note.Id} .mention")!.TextContent);
        Assert.Equal("0", chat.Document.QuerySelector("#count-mentions")!.TextContent);
        await tab.Next(item => item.Data.Contains($"id=\"mention-{note.Id}\"", StringComparison.Ordinal) && item.Data.Contains("data-version=\"1\"", StringComparison.Ordinal));
        Assert.Equal("0", (await tab.Elements())["count-mentions"].TextContent);
    }

    [Fact]
    public async Task A_ticket_that_goes_where_one_does_not_see_it_takes_its_mentions_along_at_once()
    {
        var (inbox, channel) = await Desk();
        var other = await Make.Inbox(app.Database);
        var (ana, _) = await Person(inbox, other);
        var (bruno, his) = await Person(inbox);
        using var _ = his;
        await Presences.Choose(app.Database, ana.Id, available: true, Now);
        var ticket = await Make.Ticket(app.Database, channel, Now);
        await Tickets.Apply(app.Database, TicketMove.Take, ana, ticket.Id, Now);
        await Note(ana, ticket, $"@{bruno.Name}, mira");
        await using var tab = await LiveStream.Of(his, "/inbox/all");

        await Tickets.Apply(app.Database, TicketMove.Transfer, ana, ticket.Id, Now, null, other);

        await tab.Next(item => item.Data.Contains("id=\"count-mentions\"", StringComparison.Ordinal) && item.Data.Contains("data-count=\"0\"", StringComparison.Ordinal));
        Assert.Null((await his.Get("/inbox/mentions")).Document.QuerySelector(".mention-row"));
    }

    [Fact]
    public async Task A_note_posted_by_a_form_calls_whom_it_names_and_its_menu_offers_the_inboxs_people()
    {
        var (inbox, channel) = await Desk();
        var (_, hers) = await Person(inbox);
        using var _ = hers;
        var (bruno, stranger) = ((await Person(inbox)).Viewer, (await Person(await Make.Inbox(app.Database))).Viewer);
        await app.Person($"jefe{Make.Number()}@convos.test", Role.Admin);
        var ticket = await Make.Ticket(app.Database, channel, Now);
        await hers.Get($"/inbox/all/{ticket.Id}");

        var people = JsonDocument.Parse((await hers.Get($"/inbox/mentions?handler=people&ticket={ticket.Id}")).Body).RootElement.GetProperty("items");
        var posted = await hers.Post($"/inbox/all/{ticket.Id}?handler=note", ("body", $"@{bruno.Name} y @{stranger.Name}"), ("clientKey", Guid.NewGuid().ToString()));

        Assert.Equal([bruno.Name], people.EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Equal(HttpStatusCode.SeeOther, posted.Status);
        Assert.Equal(bruno.Id, await Make.One<long>(app.Database,
            "select n.operator_id from mentions n join messages m on m.id = n.message_id where m.ticket_id = @Id", new { ticket.Id }));
    }

    [Fact]
    public async Task All_are_marked_as_seen_at_once_and_an_empty_list_says_what_it_is_for()
    {
        var (inbox, channel) = await Desk();
        var (ana, _) = await Person(inbox);
        var (bruno, his) = await Person(inbox);
        using var _ = his;
        Assert.Contains("escribe @", (await his.Get("/inbox/mentions")).Document.QuerySelector(".nothing")!.TextContent, StringComparison.Ordinal);
        await Note(ana, await Make.Ticket(app.Database, channel, Now), $"@{bruno.Name}");

        Assert.NotNull((await his.Get("/inbox/mentions")).Document.QuerySelector(".mention-row[data-version='0']"));
        await his.Post("/inbox/mentions?handler=seen");

        Assert.NotNull((await his.Get("/inbox/mentions")).Document.QuerySelector(".mention-row[data-version='1']"));
    }

    private static DateTime Now => DateTime.UtcNow;

    private async Task<(long Inbox, Channel Channel)> Desk()
    {
        var inbox = await Make.Inbox(app.Database);
        return (inbox, await app.Channel(inbox));
    }

    private async Task<(Viewer Viewer, Session Session)> Person(params long[] inboxes)
    {
        var email = $"persona{Make.Number()}@convos.test";
        return (await app.Person(email, Role.Operator, inboxes), await Session.SignedIn(app, email));
    }

    private async Task<Message> Note(Viewer by, Ticket ticket, string body)
    {
        var result = await Messages.Note(app.Database, by, ticket.Id, body, Guid.NewGuid(), Now);
        Assert.Null(result.Refusal);
        return result.Message!;
    }
}
