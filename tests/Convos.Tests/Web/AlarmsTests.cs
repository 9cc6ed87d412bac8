using AngleSharp.Html.Parser;
using Convos.Data;
using Convos.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Convos.Tests;

/// <summary>The number on «En vivo» in the menu: it moves with the clock, and reaches every page of those who lead.</summary>
public sealed class AlarmsTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_wait_that_passes_its_target_is_told_of_by_the_next_pulse_though_nothing_happens()
    {
        var inbox = await Make.Inbox(app.Database);
        var clock = new FakeTimeProvider(new DateTimeOffset(DateTime.UtcNow));
        var hub = new LiveHub(app.Services.GetRequiredService<PartialRenderer>());
        var (member, lead, admin) = (await Page(hub, Role.Operator, inbox), await Page(hub, Role.Supervisor, inbox), await Page(hub, Role.Admin));
        var elsewhere = await Page(hub, Role.Supervisor, await Make.Inbox(app.Database));
        await Make.Rules(app.Database, inbox, rules => rules with { FirstResponseMinutes = 10 });

        // Held: who is En línea plays no part.
        var ticket = await Make.Ticket(app.Database, await app.Channel(inbox), clock.Now().AddMinutes(-5));
        Assert.Null((await Tickets.Apply(app.Database, TicketMove.Take, member.Viewer, ticket.Id, clock.Now())).Refusal);
        using var pulse = new LivePulse(app.Database, hub, app.Services.GetRequiredService<PartialRenderer>(), clock, NullLogger<LivePulse>.Instance);
        await pulse.StartAsync(default);
        List<string>[] heard = [[], [], [], []];
        async Task Until(string count) => await Tests.Until.True(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            foreach (var (page, index) in new[] { member, lead, admin, elsewhere }.Select((page, index) => (page, index)))
            {
                heard[index].AddRange(Counts(page));
            }

            return heard[1].Contains(count) && heard[2].Contains(count);
        }, count);

        await Until("0");
        clock.Advance(TimeSpan.FromMinutes(5));
        await Until("1");

        Assert.Equal(["0", "1"], heard[1].Distinct());
        Assert.Empty(heard[0]);
        Assert.All(heard[3], count => Assert.Equal("0", count));
        await pulse.StopAsync(default);
    }

    private async Task<Subscriber> Page(LiveHub hub, Role role, params long[] inboxes)
    {
        var page = new Subscriber(await Make.Operator(app.Database, role, at: DateTime.UtcNow, inboxes: inboxes), Guid.NewGuid(), new Showing(null, null));
        hub.Add(page);
        return page;
    }

    private static IEnumerable<string> Counts(Subscriber page)
    {
        while (page.Items.TryRead(out var one))
        {
            if (new HtmlParser().ParseDocument(one.Item.Data).QuerySelector("[hx-target='#count-alarms'] #count-alarms") is { } count)
            {
                yield return count.TextContent;
            }
        }
    }
}
