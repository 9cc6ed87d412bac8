using System.Globalization;
using System.Net;
using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>«Conversaciones» by links, posts and reloads: filtered, kept, opened, read to both ends; each as far as one may see.</summary>
public sealed class ConversationsPageTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly DateTime Noon = DateTime.UtcNow.Date.AddDays(-5).AddHours(12);

    [Fact]
    public async Task A_line_says_how_it_began_what_was_said_last_and_leads_to_it_to_its_ticket_and_to_its_chat()
    {
        var (channel, _, session) = await Open();
        using var ana = session;
        var phone = Phone();
        await Make.Arrives(app.Database, channel, Noon, Make.Text(phone, "Vi <b>esto</b>", Noon) with { Referral = new(ConversationSource.Post, "Rebajas & <i>más</i>", "https://example.org/x") });
        var ticket = await Make.Of(app.Database, channel, phone);
        var id = await Make.One<long>(app.Database, "select conversation_id from tickets where id = @Id", new { ticket.Id });

        var page = await ana.Get("/conversations");
        var row = page.Document.QuerySelector($"#conversation-{id}")!;
        var one = await ana.Get($"/conversations/{id}");

        Assert.Equal("Atención", row.QuerySelector("[data-origin=support]")!.TextContent.Trim());
        Assert.Contains("Rebajas & <i>más</i>", row.QuerySelector("[data-source=post]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Vi <b>esto</b>", row.QuerySelector(".said")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("1", row.QuerySelector(".figure")!.TextContent);
        Assert.Equal($"/inbox/all/{ticket.Id}", row.QuerySelector(".number")!.GetAttribute("href"));
        Assert.Equal($"/conversations/{id}", row.QuerySelector("a.clip")!.GetAttribute("href"));
        Assert.Contains("Rebajas & <i>más</i>", one.Document.QuerySelector(".conversation-head")!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/inbox/all/{ticket.Id}", one.Document.QuerySelector(".ticket-of")!.GetAttribute("href"));
        Assert.Equal($"/contacts/{ticket.ContactId}", one.Document.QuerySelector("h1 a")!.GetAttribute("href"));
        Assert.Single(one.Document.QuerySelectorAll(".message"));
        Assert.Single(one.Document.QuerySelectorAll(".happened"));
        Assert.Null(one.Document.QuerySelector("#reply, .composer"));
        Assert.Equal(0, await Make.One<int>(app.Database, "select count(*)::int from ticket_reads where ticket_id = @Id", new { ticket.Id }));
        using var stranger = (await Open()).Session;
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"/conversations/{id}")).Status);
        Assert.Empty(Ids(await stranger.Get("/conversations")));
    }

    [Fact]
    public async Task Filters_add_up_in_the_address_and_are_kept_under_a_name()
    {
        var (channel, me, session) = await Open();
        using var ana = session;
        var (one, other) = (await Begins(channel, Noon), await Begins(channel, Noon.AddDays(1), referral: new(ConversationSource.Ad, "Sol", null)));
        var day = DateOnly.FromDateTime(Noon).ToString("O", CultureInfo.InvariantCulture);

        Assert.Equal([other, one], Ids(await ana.Get("/conversations")));
        Assert.Equal([other], Ids(await ana.Get($"/conversations?source=Ad&origin=Support&channel={channel.Id}&ticket=true")));
        Assert.Equal([one], Ids(await ana.Get($"/conversations?from={day}&to={day}&zone=Etc/UTC")));
        Assert.Contains("UTC", (await ana.Get($"/conversations?from={day}&zone=UTC")).Document.QuerySelector(".zone-of")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(Ids(await ana.Get("/conversations?ticket=false")));
        Assert.NotNull((await ana.Get("/conversations?ticket=false")).Document.QuerySelector(".nothing"));
        Assert.Equal(HttpStatusCode.BadRequest, (await ana.Get("/conversations?from=nunca")).Status);
        await ana.Post("/conversations?handler=save&source=Ad", ("name", "Por anuncio"));
        var kept = (await ana.Get("/conversations")).Document.QuerySelector(".segment a")!.GetAttribute("href")!;
        Assert.Equal([other], Ids(await ana.Get(kept)));
        Assert.DoesNotContain("Por anuncio", (await ana.Get("/tickets")).Body, StringComparison.Ordinal);
        var id = await Make.One<long>(app.Database, "select id from segments where list = 'conversations' and operator_id = @Id", new { me.Id });
        await ana.Post("/conversations?handler=forget", ("segment", $"{id}"));
        Assert.Empty((await ana.Get("/conversations")).Document.QuerySelectorAll(".segment"));
    }

    [Fact]
    public async Task Page_by_page_a_browser_and_htmx_get_all_of_it_once()
    {
        var (channel, _, session) = await Open();
        using var ana = session;
        for (var one = 0; one < 53; one++)
        {
            await Begins(channel, Noon.AddMinutes(-one));
        }

        var first = await ana.Get("/conversations");
        var next = first.Document.QuerySelector("#more-conversations a")!.GetAttribute("href")!;
        var second = await ana.Get(next);
        var rows = await ana.Get(next, htmx: true, target: "tr#more-conversations");

        Assert.Equal((50, 53), (Ids(first).Length, Ids(first).Concat(Ids(second)).Distinct().Count()));
        Assert.Contains("53", first.Document.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("<main", rows.Body, StringComparison.Ordinal);
        Assert.Null(second.Document.QuerySelector("#more-conversations"));
    }

    [Fact]
    public async Task The_timeline_is_whole_from_its_end_to_its_first_and_around_any_message_and_holds_nothing_of_another()
    {
        var (channel, _, session) = await Open();
        using var ana = session;
        var phone = Phone();
        await Make.Arrives(app.Database, channel, Noon.AddDays(-3), Make.Text(phone, "de antes", Noon.AddDays(-3)));
        await Make.Arrives(app.Database, channel, Noon, [.. Enumerable.Range(0, 130).Select(line => Make.Text(phone, $"línea {line}", Noon.AddSeconds(line)))]);
        await Make.Arrives(app.Database, channel, Noon.AddDays(3), Make.Text(phone, "de después", Noon.AddDays(3)));
        var ids = await Numbers("select cv.id from conversations cv join threads th on th.id = cv.thread_id where th.channel_id = @Id order by cv.started_at", channel);
        var messages = await Numbers($"select id from messages where conversation_id = {ids[1]} order by sent_at, id", channel);
        await using (var db = await app.Database.Open())
        {
            await db.ExecuteAsync(
                """
                insert into messages (channel_id, thread_id, author, kind, body, sent_at, stored_at, delivery, withheld)
                select th.channel_id, th.id, 'contact', 'text', 'apartado', @at, @at, 'received', true from threads th where th.channel_id = @Id
                """, new { channel.Id, at = Noon.AddSeconds(5) });
        }

        async Task<List<string>> Read(string address, string marker)
        {
            var read = new List<string>();
            for (string? next = address; next is not null;)
            {
                var page = await ana.Get(next);
                read.InsertRange(marker == "older" ? 0 : read.Count, page.Document.QuerySelectorAll(".message").Select(one => one.Id!["message-".Length..]));
                next = page.Document.QuerySelector($".more[id^={marker}] a")?.GetAttribute("href");
            }

            return read;
        }

        var all = messages.Select(id => $"{id}").ToList();
        Assert.Equal(all, await Read($"/conversations/{ids[1]}", "older"));
        var around = await ana.Get($"/conversations/{ids[1]}?around={messages[60]}");
        var shown = around.Document.QuerySelectorAll(".message").Select(one => one.Id!["message-".Length..]).ToList();
        var (up, down) = (around.Document.QuerySelector(".more[id^=older] a")!.GetAttribute("href")!, around.Document.QuerySelector(".more[id^=newer] a")!.GetAttribute("href")!);
        Assert.Equal(all, [.. await Read(up, "older"), .. shown, .. await Read(down, "newer")]);
        Assert.DoesNotContain("<main", (await ana.Get(up, htmx: true, target: $"ol#timeline-{ids[1]}")).Body, StringComparison.Ordinal);
        var newest = await ana.Get($"/conversations/{ids[1]}");
        Assert.DoesNotContain("apartado", (await ana.Get(up)).Body + newest.Body, StringComparison.Ordinal);
        Assert.Equal($"/conversations/{ids[0]}", newest.Document.QuerySelector("[rel=prev]")!.GetAttribute("href"));
        Assert.Equal($"/conversations/{ids[2]}", newest.Document.QuerySelector("[rel=next]")!.GetAttribute("href"));
        Assert.Null((await ana.Get($"/conversations/{ids[0]}")).Document.QuerySelector("[rel=prev]"));
        var elsewhere = await ana.Get($"/conversations/{ids[0]}?around={messages[3]}");
        Assert.Equal($"/conversations/{ids[1]}?around={messages[3]}", elsewhere.Location);
    }

    [Fact]
    public async Task Where_no_ticket_came_of_it_its_channel_s_people_read_it_with_its_files()
    {
        var (channel, _, session) = await Open();
        using var ana = session;
        var id = await Begins(channel, Noon);
        await using (var db = await app.Database.Open())
        {
            await db.ExecuteAsync(
                """
                insert into conversations (thread_id, origin, started_at, last_at) select thread_id, 'dialogue', @at, @at from conversations where id = @id;
                insert into messages (channel_id, thread_id, conversation_id, author, kind, body, sent_at, stored_at, delivery)
                select @channel, cv.thread_id, cv.id, 'bot', 'text', '¿Ventas o soporte?', @at, @at, 'sent' from conversations cv where cv.started_at = @at
                """, new { id, at = Noon.AddDays(2), channel = channel.Id });
        }

        var page = await ana.Get("/conversations?ticket=false");
        var alone = Assert.Single(Ids(page));
        var one = await ana.Get($"/conversations/{alone}");

        Assert.Contains("Sin ticket", page.Document.QuerySelector($"#conversation-{alone}")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Diálogo", one.Document.QuerySelector(".conversation-head")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("¿Ventas o soporte?", one.Document.QuerySelector(".message")!.TextContent, StringComparison.Ordinal);
        Assert.Null(one.Document.QuerySelector(".happened"));
        using var stranger = (await Open()).Session;
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"/conversations/{alone}")).Status);
    }

    private async Task<(Channel Channel, Viewer Me, Session Session)> Open()
    {
        var inbox = await Make.Inbox(app.Database);
        var email = $"lee{Make.Number()}@convos.test";
        var me = await app.Person(email, Role.Operator, inbox);
        return (await app.Channel(inbox), me, await Session.SignedIn(app, email));
    }

    private async Task<long> Begins(Channel channel, DateTime at, Referral? referral = null)
    {
        var phone = Phone();
        await Make.Arrives(app.Database, channel, at, Make.Text(phone, "hola", at) with { Referral = referral });
        var ticket = await Make.Of(app.Database, channel, phone);
        return await Make.One<long>(app.Database, "select conversation_id from tickets where id = @Id", new { ticket.Id });
    }

    private async Task<List<long>> Numbers(string sql, Channel channel)
    {
        await using var db = await app.Database.Open();
        return [.. await db.QueryAsync<long>(sql, new { channel.Id })];
    }

    private static string Phone() => $"+54911{Make.Number():D8}";

    private static long[] Ids(Answer page) => [.. page.Document.QuerySelectorAll(".conversations tbody tr[id^=conversation]").Select(row => long.Parse(row.Id!["conversation-".Length..], CultureInfo.InvariantCulture))];
}
