using Convos.Data;

namespace Convos.Tests;

/// <summary>Lists in every order and with every filter: whole, in order, page by page, and only of what the viewer sees.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ListsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddHours(30);

    private Database Database => test.Database;

    public static TheoryData<TicketView, ListOrder> Lists
    {
        get
        {
            var all = new TheoryData<TicketView, ListOrder>();
            foreach (var view in Enum.GetValues<TicketView>())
            {
                foreach (var order in Enum.GetValues<ListOrder>())
                {
                    all.Add(view, order);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Page_by_page_a_list_is_the_list_in_one_piece_in_its_order(TicketView view, ListOrder order)
    {
        var (desk, ana) = await Crowd();
        var list = new Listing(view, order);
        var whole = await List(ana, list, 100);

        var paged = await Pages(ana, list, 3);

        Assert.Equal(view == TicketView.All ? 16 : 8, whole.Count);
        Assert.Equal(whole.Select(row => row.Ticket.Id), paged.Select(row => row.Ticket.Id));
        Assert.Equal(Ordered(whole, order), whole.Select(row => row.Ticket.Id));
        Assert.All(whole, row => Assert.Equal(desk.Inbox, row.Ticket.InboxId));
    }

    [Fact]
    public async Task The_longest_wait_comes_first_and_who_awaits_nothing_last()
    {
        var (_, ana) = await Crowd();

        var rows = await List(ana, new Listing(TicketView.Mine, ListOrder.Waiting), 100);

        var waiting = rows.TakeWhile(row => row.Ticket.AwaitingSince is not null).ToList();
        Assert.Equal(4, waiting.Count);
        Assert.Equal(waiting.OrderBy(row => row.Ticket.AwaitingSince), waiting);
        Assert.All(rows.Skip(4), row => Assert.Null(row.Ticket.AwaitingSince));
    }

    [Fact]
    public async Task The_window_that_closes_next_comes_first_and_closed_ones_follow_the_latest_closed_first()
    {
        var (_, ana) = await Crowd();

        var rows = await List(ana, new Listing(TicketView.Unassigned, ListOrder.Closing), 100);

        var open = rows.TakeWhile(row => row.Ticket.WindowClosesAt > Now).Select(row => row.Ticket.WindowClosesAt).ToList();
        var closed = rows.Skip(open.Count).Select(row => row.Ticket.WindowClosesAt).ToList();
        Assert.True(open.Count > 0 && closed.Count > 0);
        Assert.Equal(open.Order(), open);
        Assert.Equal(closed.OrderDescending(), closed);
        Assert.All(closed, at => Assert.True(at <= Now));
    }

    [Fact]
    public async Task A_window_that_closes_between_two_pages_leaves_no_gap()
    {
        var (_, ana) = await Crowd();
        var list = new Listing(TicketView.Unassigned, ListOrder.Closing);
        var first = await List(ana, list, 3);

        var later = Now.AddHours(2);
        var rest = new List<TicketRow>();
        for (var page = await List(ana, list, 3, first[^1].Place, later); page.Count > 0; page = await List(ana, list, 3, page[^1].Place, later))
        {
            rest.AddRange(page);
        }

        Assert.Equal(8, first.Concat(rest).Select(row => row.Ticket.Id).Distinct().Count());
    }

    [Fact]
    public async Task Filters_leave_in_what_they_name_and_add_up()
    {
        var (desk, ana) = await Crowd();
        var bruno = await desk.Operator();
        var vip = await Tag("vip");
        var tickets = (await List(ana, new Listing(TicketView.All), 100)).Select(row => row.Ticket).ToList();
        var (mine, queued) = (tickets.First(one => one.AwaitingSince is null), tickets.First(one => one.Status == TicketStatus.Queued));
        foreach (var ticket in new[] { mine, queued })
        {
            await Tags.Add(Database, ana, ticket.Id, vip, Now);
        }

        await using (var db = await Database.Open())
        {
            await Messages.MarkRead(db, ana, queued.Id, Now);
        }

        var all = new Listing(TicketView.All);
        Assert.Equal(new[] { mine.Id, queued.Id }.Order(), await Ids(ana, all with { Tag = vip }, ordered: true));
        Assert.Equal([queued.Id], await Ids(ana, all with { Tag = vip, Pending = true }));
        Assert.Equal([mine.Id], await Ids(ana, all with { Tag = vip, Operator = ana.Id }));
        Assert.Equal([queued.Id], await Ids(ana, all with { Tag = vip, Nobody = true }));
        Assert.Equal([mine.Id], await Ids(ana, all with { Tag = vip, Unread = true }));
        Assert.Equal(2, (await Ids(bruno, all with { Tag = vip, Unread = true })).Count);
        Assert.Equal(16, (await Ids(ana, all with { Inbox = desk.Inbox })).Count);
        Assert.Empty(await Ids(ana, all with { Inbox = desk.Inbox + 1000 }));
        Assert.Empty(await Ids(ana, all with { Operator = bruno.Id }));
        Assert.Equal(12, (await Ids(ana, all with { Pending = true })).Count);
    }

    [Fact]
    public async Task The_query_and_the_stream_agree_on_every_filter()
    {
        var (_, ana) = await Crowd();
        var vip = await Tag("vip");
        var tickets = (await List(ana, new Listing(TicketView.All), 100)).ToList();
        foreach (var row in tickets.Where((_, at) => at % 3 == 0))
        {
            await Tags.Add(Database, ana, row.Ticket.Id, vip, Now);
            await using var db = await Database.Open();
            await Messages.MarkRead(db, ana, row.Ticket.Id, Now);
        }

        var now = (await List(ana, new Listing(TicketView.All), 100)).ToList();
        foreach (var view in Enum.GetValues<TicketView>())
        {
            Listing[] lists =
            [
                new(view), new(view, Tag: vip), new(view, Unread: true), new(view, Pending: true), new(view, Operator: ana.Id),
                new(view, Nobody: true), new(view, ListOrder.Waiting, Tag: vip, Pending: true), new(view, ListOrder.Closing, Unread: true, Pending: true),
            ];
            foreach (var list in lists)
            {
                var fits = now.Where(row => list.Fits(ana, row.Ticket, row.Unread, null)).Select(row => row.Ticket.Id).Order();
                Assert.Equal(fits, (await Ids(ana, list)).Order());
            }
        }
    }

    [Fact]
    public async Task Nothing_of_anothers_inbox_is_listed_whatever_is_asked_for()
    {
        var (desk, ana) = await Crowd();
        var stranger = await Make.Operator(Database, inboxes: await Make.Inbox(Database));
        var vip = await Tag("vip");
        await Tags.Add(Database, ana, (await List(ana, new Listing(TicketView.All), 1))[0].Ticket.Id, vip, Now);

        foreach (var order in Enum.GetValues<ListOrder>())
        {
            foreach (var list in new Listing[] { new(TicketView.All, order), new(TicketView.Unassigned, order), new(TicketView.Mine, order) })
            {
                Assert.Empty(await Ids(stranger, list));
                Assert.Empty(await Ids(stranger, list with { Inbox = desk.Inbox }));
                Assert.Empty(await Ids(stranger, list with { Tag = vip }));
                Assert.Empty(await Ids(stranger, list with { Unread = true, Operator = ana.Id }));
            }
        }
    }

    [Fact]
    public async Task The_open_chat_stays_in_a_list_of_the_unread()
    {
        var (_, ana) = await Crowd();
        var open = (await List(ana, new Listing(TicketView.Mine), 1))[0].Ticket;
        await using var db = await Database.Open();
        await Messages.MarkRead(db, ana, open.Id, Now);
        var list = new Listing(TicketView.Mine, Unread: true);

        var beside = await Tickets.List(db, ana, list, null, 100, Now, open.Id);
        var without = await Tickets.List(db, ana, list, null, 100, Now);

        Assert.Contains(beside, row => row.Ticket.Id == open.Id);
        Assert.DoesNotContain(without, row => row.Ticket.Id == open.Id);
    }

    [Fact]
    public async Task Each_view_is_remembered_for_each_person_until_it_is_as_it_comes_again()
    {
        var (ana, bruno) = (await Make.Operator(Database), await Make.Operator(Database));
        await using var db = await Database.Open();

        await ListChoices.Remember(db, ana.Id, TicketView.All, "order=waiting");
        await ListChoices.Remember(db, ana.Id, TicketView.All, "pending=1");
        await ListChoices.Remember(db, ana.Id, TicketView.Mine, "unread=1");
        var chosen = await ListChoices.Of(db, ana.Id);
        await ListChoices.Remember(db, ana.Id, TicketView.Mine, "");

        Assert.Equal("pending=1", chosen[TicketView.All]);
        Assert.Equal("unread=1", chosen[TicketView.Mine]);
        Assert.Equal([TicketView.All], (await ListChoices.Of(db, ana.Id)).Keys);
        Assert.Empty(await ListChoices.Of(db, bruno.Id));
    }

    private static IEnumerable<long> Ordered(IEnumerable<TicketRow> rows, ListOrder order) => (order switch
    {
        ListOrder.Recent => rows.OrderByDescending(row => row.Ticket.LastActivityAt).ThenByDescending(row => row.Ticket.Id),
        ListOrder.Waiting => rows.OrderBy(row => row.Ticket.AwaitingSince ?? DateTime.MaxValue).ThenBy(row => row.Ticket.Id),
        _ => rows.OrderBy(row => row.Ticket.WindowClosesAt <= Now)
            .ThenBy(row => row.Ticket.WindowClosesAt > Now ? row.Ticket.WindowClosesAt!.Value.Ticks : -row.Ticket.WindowClosesAt!.Value.Ticks)
            .ThenBy(row => row.Ticket.WindowClosesAt > Now ? row.Ticket.Id : -row.Ticket.Id),
    }).Select(row => row.Ticket.Id);

    /// <summary>Eight waiting tickets and eight of Ana's, half of hers answered; windows closed and open; several at the same instant.</summary>
    private async Task<(Desk Desk, Viewer Ana)> Crowd()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        await Make.Ticket(Database, (await Desk.Open(Database)).Channel, Make.Noon);
        for (var number = 0; number < 16; number++)
        {
            var at = Make.Noon.AddHours(number / 2 * 2);
            if (number % 2 == 0)
            {
                await Make.Ticket(Database, desk.Channel, at);
                continue;
            }

            var held = await desk.Held(ana, at: at);
            if (number % 4 == 1)
            {
                await desk.Replies(ana, held, "hola", at.AddMinutes(1));
            }
        }

        return (desk, ana);
    }

    private async Task<long> Tag(string name)
    {
        await using var db = await Database.Open();
        return (await Tags.Create(db, $"{name} {Make.Number()}", "", 3, Now))!.Value;
    }

    private async Task<IReadOnlyList<TicketRow>> List(Viewer viewer, Listing list, int take, SortKey? after = null, DateTime? now = null)
    {
        await using var db = await Database.Open();
        // As a page writes it into its address and reads it back.
        return await Tickets.List(db, viewer, list, SortKey.Parse(after?.ToString()), take, now ?? Now);
    }

    private async Task<IReadOnlyList<TicketRow>> Pages(Viewer viewer, Listing list, int take)
    {
        var rows = new List<TicketRow>();
        for (var page = await List(viewer, list, take); page.Count > 0; page = await List(viewer, list, take, page[^1].Place))
        {
            rows.AddRange(page);
        }

        return rows;
    }

    private async Task<List<long>> Ids(Viewer viewer, Listing list, bool ordered = false)
    {
        var ids = (await List(viewer, list, 100)).Select(row => row.Ticket.Id);
        return [.. ordered ? ids.OrderBy(id => id) : ids];
    }
}
