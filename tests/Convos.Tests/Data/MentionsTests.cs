using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Whom a note calls by name: only those who see its ticket, and only while they do.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class MentionsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Theory]
    [InlineData("@Ana Paz, ¿lo ves?", new[] { 2L })]
    [InlineData("Mira @ana", new[] { 1L })]
    [InlineData("@Ana, @Bruno y @Ana otra vez", new[] { 1L, 3L, 4L })]
    [InlineData("@Anabella no es nadie, ni ana@convos.test, ni Ana", new long[0])]
    [InlineData("@", new long[0])]
    public void A_whole_name_after_an_at_calls_its_bearer_and_of_two_names_the_longer(string body, long[] called)
    {
        Called[] people = [new(1, "Ana"), new(2, "Ana Paz"), new(3, "Bruno"), new(4, "Bruno")];

        Assert.Equal(called, Called.In(body, people, []).Select(one => one.Id));
        Assert.Equal(called.Except([3L]), Called.In(body, people, [4]).Select(one => one.Id));
    }

    [Fact]
    public async Task A_note_calls_members_holder_and_administrators_and_nobody_who_does_not_see_the_ticket()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator(online: false));
        var (stranger, admin) = (await Make.Operator(Database, inboxes: await Make.Inbox(Database)), await Make.Operator(Database, Role.Admin));
        var ticket = await desk.Held(ana);

        var note = await Note(ana, ticket, $"@{bruno.Name} @{stranger.Name} @{admin.Name} @{ana.Name}", stranger.Id);

        Assert.Equal([bruno.Id, admin.Id], await Rows(note));
        Assert.Equal([bruno.Name, admin.Name], Called.Read(note.Content).Select(one => one.Name));
        Assert.Equal($"{{\"called\": [{bruno.Id}, {admin.Id}]}}", await Make.One<string>(Database,
            "select data::text from events where message_id = @Id and kind = 'noted'", new { note.Id }));
    }

    [Fact]
    public async Task Whoever_was_disabled_is_called_by_nobody()
    {
        var desk = await Desk.Open(Database);
        var (ana, gone) = (await desk.Operator(), await desk.Operator(online: false));
        var ticket = await desk.Held(ana);
        await Run("update operators set disabled_at = @Now where id = @Id", new { Now, gone.Id });

        Assert.Empty(await Rows(await Note(ana, ticket, $"@{gone.Name}")));
    }

    [Fact]
    public async Task A_note_posted_twice_calls_once_and_a_reply_calls_nobody()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);
        var key = Guid.NewGuid();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Messages.Note(Database, ana, ticket.Id, $"@{bruno.Name}", key, Now)));
        var reply = await desk.Replies(ana, ticket, $"@{bruno.Name}", Now);

        Assert.Equal(1, await Unseen(bruno));
        Assert.Empty(await Rows(reply));
        Assert.Null(reply.Content);
    }

    [Fact]
    public async Task Whoever_no_longer_sees_the_ticket_sees_no_mention_of_it_and_sees_it_again_when_they_do()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var other = await Make.Inbox(Database);
        await using var db = await Database.Open();
        await Inboxes.AddMember(db, other, ana.Id, attends: true);
        var ticket = await desk.Held(ana);
        var note = await Note(ana, ticket, $"@{bruno.Name} mira");
        Assert.Equal([note.Id], await Listed(bruno));

        await Tickets.Apply(Database, TicketMove.Transfer, ana, ticket.Id, Now, null, other);

        Assert.Empty(await Listed(bruno));
        Assert.Equal(0, await Unseen(bruno));
        await Mentions.SeenAll(db, bruno, Now);
        Assert.Equal(1, await Unseen(bruno with { Inboxes = [desk.Inbox, other] }));
    }

    [Fact]
    public async Task Seen_is_what_one_has_been_shown_and_ones_other_pages_are_told_once()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno, carla) = (await desk.Operator(), await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);
        var (first, second) = (await Note(ana, ticket, $"@{bruno.Name} @{carla.Name} uno"), await Note(ana, ticket, $"@{bruno.Name} dos"));
        await using var db = await Database.Open();

        await Mentions.Seen(db, bruno, [first.Id], Now);
        await Mentions.Seen(db, bruno, [first.Id], Now.AddMinutes(1));
        Assert.Equal((1, 1), (await Unseen(bruno), await Unseen(carla)));
        await Mentions.SeenAtTheEndOf(db, bruno, ticket.Id, Now);

        Assert.Equal((0, 1), (await Unseen(bruno), await Unseen(carla)));
        Assert.Equal([second.Id, first.Id], await Listed(bruno));
        Assert.Equal([$"{{\"messages\": [{first.Id}]}}", $"{{\"messages\": [{second.Id}]}}"],
            await db.QueryAsync<string>("select data::text from events where kind = 'mentions_seen' and operator_id = @Id order by id", new { bruno.Id }));
    }

    [Fact]
    public async Task The_list_pages_back_without_gap_or_repetition()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);
        var written = new List<long>();
        for (var number = 0; number < 7; number++)
        {
            written.Insert(0, (await Note(ana, ticket, $"@{bruno.Name} {number}")).Id);
        }

        await using var db = await Database.Open();
        var (read, after) = (new List<long>(), (long?)null);
        while (await Mentions.List(db, bruno, after, 3) is { Count: > 0 } page)
        {
            read.AddRange(page.Select(mention => mention.MessageId));
            after = read[^1];
        }

        Assert.Equal(written, read);
    }

    [Fact]
    public async Task The_menu_offers_those_who_see_the_ticket_and_says_who_belongs_to_it()
    {
        var desk = await Desk.Open(Database);
        var (ana, bruno, admin) = (await desk.Operator(), await desk.Operator(online: false), await Make.Operator(Database, Role.Admin));
        var stranger = await Make.Operator(Database, inboxes: await Make.Inbox(Database));
        var ticket = await desk.Held(ana);
        await using var db = await Database.Open();

        var people = await Mentions.Callable(db, ana, ticket.Id);

        Assert.Equal((bruno.Name, false, true), people.Where(one => one.Id == bruno.Id).Select(one => (one.Name, one.Available, one.Member)).Single());
        Assert.False(people.Single(one => one.Id == admin.Id).Member);
        Assert.DoesNotContain(people, one => one.Id == ana.Id || one.Id == stranger.Id);
        Assert.Empty(await Mentions.Callable(db, stranger, ticket.Id));
    }

    private async Task<Message> Note(Viewer by, Ticket ticket, string body, params long[] picked)
    {
        var result = await Messages.Note(Database, by, ticket.Id, body, Guid.NewGuid(), Now, picked);
        Assert.Null(result.Refusal);
        return result.Message!;
    }

    private async Task<IEnumerable<long>> Rows(Message message)
    {
        await using var db = await Database.Open();
        return await db.QueryAsync<long>("select operator_id from mentions where message_id = @Id order by operator_id", new { message.Id });
    }

    private async Task<int> Unseen(Viewer viewer)
    {
        await using var db = await Database.Open();
        return await Mentions.Unseen(db, viewer);
    }

    private async Task<IEnumerable<long>> Listed(Viewer viewer)
    {
        await using var db = await Database.Open();
        return (await Mentions.List(db, viewer, null, 100)).Select(mention => mention.MessageId);
    }

    private async Task Run(string sql, object parameters)
    {
        await using var db = await Database.Open();
        await db.ExecuteAsync(sql, parameters);
    }
}
