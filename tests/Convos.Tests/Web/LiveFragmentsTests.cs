using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Convos.Data;
using Convos.Web;
using Dapper;

namespace Convos.Tests;

/// <summary>The stream as bytes: what it brings is what the page has, and only to whom it concerns.</summary>
public sealed partial class LiveFragmentsTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Everything_that_is_streamed_is_what_the_page_has()
    {
        var (inbox, channel) = await Desk();
        var (ana, session) = await Person(inbox);
        using var _ = session;
        var (phone, ticket) = await Writes(channel, "Hola");
        await using var stream = await LiveStream.Of(session, $"/inbox/all/{ticket.Id}");

        phone.Write("¿Siguen ahí?", quoted: phone.Chat[0].Wamid);
        phone.React(phone.Chat[0].Wamid, "👍");
        await Tickets.Apply(app.Database, TicketMove.Take, ana, ticket.Id, Now);
        var note = (await Messages.Note(app.Database, ana, ticket.Id, "Es cliente de años\ny <amable>", Guid.NewGuid(), Now)).Message!;
        var reply = (await Messages.Reply(app.Database, ana, ticket.Id, "Sí, decime", Guid.NewGuid(), Now)).Message!;
        await Presences.Choose(app.Database, ana.Id, available: false, Now);
        await PageShows(session, $"/inbox/all/{ticket.Id}", $"#message-{reply.Id}[data-delivery=delivered]", ".message .reactions", ".message .quote");

        await EqualsPage(stream, session, $"/inbox/all/{ticket.Id}",
            $"ticket-{ticket.Id}", $"head-{ticket.Id}", $"state-{ticket.Id}", $"card-ticket-{ticket.Id}",
            $"message-{note.Id}", $"message-{reply.Id}", "count-mine", "count-unassigned", "count-all", "presence");
        var streamed = await stream.Elements();
        Assert.Contains(streamed.Values, element => element.QuerySelector(".reactions") is not null);
        Assert.Contains(streamed.Values, element => element.QuerySelector(".quote") is not null);
    }

    [Fact]
    public async Task A_streamed_row_is_the_row_of_its_list_and_tells_what_its_reader_has_not_read()
    {
        var (inbox, channel) = await Desk();
        var (_, session) = await Person(inbox);
        using var reader = session;
        await using var stream = await LiveStream.Of(session, "/inbox/unassigned");

        var ticket = await Make.Ticket(app.Database, channel, Now);

        await EqualsPage(stream, session, "/inbox/unassigned", $"ticket-{ticket.Id}", "count-unassigned", "count-all");
        Assert.Equal("1", (await stream.Elements())[$"ticket-{ticket.Id}"].GetAttribute("data-unread"));
    }

    [Fact]
    public async Task The_bubble_after_a_retry_is_the_streamed_bubble_and_the_pages_bubble()
    {
        var (inbox, channel) = await Desk();
        var (ana, session) = await Person(inbox);
        using var _ = session;
        var ticket = (await Writes(channel, "Hola")).Ticket;
        await Tickets.Apply(app.Database, TicketMove.Take, ana, ticket.Id, Now);
        var path = $"/inbox/mine/{ticket.Id}";
        await using var stream = await LiveStream.Of(session, path);
        var (first, second) = (await Fails(stream, ana, channel, ticket, "Uno"), await Fails(stream, ana, channel, ticket, "Dos"));

        // While the first is put off, for 15 minutes, the second may not overtake it: its state stands still to be compared.
        app.Graph.Graph.FailNext(GraphFault.Refusal(80007), channel.AccountId);
        await session.Htmx($"{path}?handler=retry&message={first.Id}");
        var answer = await session.Htmx($"{path}?handler=retry&message={second.Id}");

        var retried = answer.Document.GetElementById($"message-{second.Id}")!.OuterHtml;
        Assert.Contains("data-delivery=\"queued\"", retried, StringComparison.Ordinal);
        Assert.Equal((await session.Get(path)).Document.GetElementById($"message-{second.Id}")!.OuterHtml, retried);
        await stream.Next(item => Bubble(second).IsMatch(item.Data));
        Assert.Equal(retried, (await stream.Elements())[$"message-{second.Id}"].OuterHtml);
    }

    [Fact]
    public async Task Nothing_of_an_inbox_reaches_who_does_not_belong_to_it()
    {
        var (theirs, theirChannel) = await Desk();
        var (own, ownChannel) = await Desk();
        using var member = (await Person(theirs)).Session;
        using var stranger = (await Person(own)).Session;
        await using var shown = await LiveStream.Of(member, "/inbox/all");
        await using var stream = await LiveStream.Of(stranger, "/inbox/all");

        var ticket = await Make.Ticket(app.Database, theirChannel, Now);
        await shown.Next(item => Row(ticket).IsMatch(item.Data));
        var visible = await Make.Ticket(app.Database, ownChannel, Now);
        await stream.Next(item => Row(visible).IsMatch(item.Data));

        Assert.DoesNotContain(stream.Heard, item => Row(ticket).IsMatch(item.Data));
        Assert.Equal("1", (await stream.Elements())["count-all"].TextContent);
    }

    [Fact]
    public async Task Who_is_removed_from_an_inbox_is_told_at_once_and_gets_nothing_of_it_any_more()
    {
        var (lost, lostChannel) = await Desk();
        var (kept, keptChannel) = await Desk();
        var (ana, session) = await Person(lost, kept);
        using var _ = session;
        await using var stream = await LiveStream.Of(session, "/inbox/all");
        await stream.Signal("hello");

        await Run("delete from inbox_people where inbox_id = @lost and operator_id = @ana", new { lost, ana = ana.Id });
        await ComesPromptly(stream, "resync");

        var hidden = await Make.Ticket(app.Database, lostChannel, Now);
        var visible = await Make.Ticket(app.Database, keptChannel, Now);
        await stream.Next(item => Row(visible).IsMatch(item.Data));
        Assert.DoesNotContain(stream.Heard, item => Row(hidden).IsMatch(item.Data));
    }

    [Fact]
    public async Task The_stream_of_a_disabled_operator_says_gone_and_ends()
    {
        var (inbox, _) = await Desk();
        var (ana, session) = await Person(inbox);
        using var reader = session;
        await using var stream = await LiveStream.Of(session, "/inbox/all");
        await stream.Signal("hello");

        await Run("update operators set disabled_at = @now, available = false where id = @ana", new { now = Now, ana = ana.Id });
        await ComesPromptly(stream, "gone");
        await stream.Ended();
    }

    private static DateTime Now => DateTime.UtcNow;

    // Rights are looked at behind every tick, which comes every five seconds: one may have been on its way, behind another they were being looked at.
    private static async Task ComesPromptly(LiveStream stream, string signal)
    {
        await stream.Elements();
        var before = stream.Heard.Count;
        await stream.Signal(signal);
        Assert.InRange(stream.Heard.Skip(before).Count(item => item.EventType == "tick"), 0, 3);
    }

    private static Regex Row(Ticket ticket) => new($"<li id=\"ticket-{ticket.Id}\"");

    private static Regex Bubble(Message message) => new($"<li id=\"message-{message.Id}\"");

    /// <summary>Waits until all that came, in its newest version, is as the page has it; these elements must be among it.</summary>
    private static async Task EqualsPage(LiveStream stream, Session session, string path, params string[] ids)
    {
        var patience = DateTime.UtcNow + Until.Patience;
        while (true)
        {
            var page = (await session.Get(path)).Document;
            var streamed = await stream.Elements();
            var both = streamed.Values.Where(element => !element.HasAttribute("data-gone")).Select(element => (Streamed: Text(element), Page: Text(page.GetElementById(element.Id!)))).ToList();
            if (ids.All(streamed.ContainsKey) && both.All(pair => pair.Streamed == pair.Page))
            {
                return;
            }

            if (DateTime.UtcNow > patience)
            {
                Assert.Empty(ids.Except(streamed.Keys));
                Assert.All(both, pair => Assert.Equal(pair.Page, pair.Streamed));
            }

            await Task.Delay(200);
        }
    }

    private static async Task PageShows(Session session, string path, params string[] selectors)
    {
        var patience = DateTime.UtcNow + Until.Patience;
        while ((await session.Get(path)).Document is var page && selectors.FirstOrDefault(selector => page.QuerySelector(selector) is null) is { } missing)
        {
            Assert.True(DateTime.UtcNow < patience, $"{path} never shows {missing}");
            await Task.Delay(200);
        }
    }

    // A counter's version is the position from which it was counted: later for whoever looked later.
    private static string Text(IElement? element) => CounterVersion().Replace(element?.OuterHtml ?? "", "$1");

    [GeneratedRegex("(class=\"count\") data-version=\"\\d+\"")]
    private static partial Regex CounterVersion();

    private async Task<(long Inbox, Channel Channel)> Desk()
    {
        var inbox = await Make.Inbox(app.Database);
        return (inbox, await app.Channel(inbox));
    }

    private async Task<(Viewer Viewer, Session Session)> Person(params long[] inboxes)
    {
        var email = $"ana{Make.Number()}@convos.test";
        var viewer = await app.Person(email, Role.Operator, inboxes);
        await Presences.Choose(app.Database, viewer.Id, available: true, Now);
        return (viewer, await Session.SignedIn(app, email));
    }

    private async Task<(FakePhone Phone, Ticket Ticket)> Writes(Channel channel, string text)
    {
        var phone = app.Graph.Graph.Phone(channel.AccountId, $"+549115{Make.Number():D7}", "Marta");
        phone.Write(text);
        var patience = DateTime.UtcNow + Until.Patience;
        long? id;
        while ((id = await Make.One<long?>(app.Database, "select max(id) from tickets where channel_id = @id", new { id = channel.Id })) is null)
        {
            Assert.True(DateTime.UtcNow < patience, "No ticket was born.");
            await Task.Delay(100);
        }

        return (phone, await Make.Ticket(app.Database, id.Value));
    }

    private async Task<Message> Fails(LiveStream stream, Viewer viewer, Channel channel, Ticket ticket, string text)
    {
        app.Graph.Graph.FailNext(GraphFault.Refusal(131026), channel.AccountId);
        var message = (await Messages.Reply(app.Database, viewer, ticket.Id, text, Guid.NewGuid(), Now)).Message!;
        await stream.Next(item => Bubble(message).IsMatch(item.Data) && item.Data.Contains("data-delivery=\"failed\"", StringComparison.Ordinal));
        return message;
    }

    private async Task Run(string sql, object parameters)
    {
        await using var db = await app.Database.Open();
        Assert.Equal(1, await db.ExecuteAsync(sql, parameters));
    }
}
