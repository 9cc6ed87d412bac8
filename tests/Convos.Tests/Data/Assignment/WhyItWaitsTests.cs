using Convos.Data;

namespace Convos.Tests;

/// <summary>«¿Por qué espera?»: what assignment would say of a ticket that nobody has.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class WhyItWaitsTests(TestDatabase test) : AssignmentTest(test)
{
    [Fact]
    public async Task For_somebody_to_take_it_or_to_attend_the_inbox()
    {
        var (manual, deserted) = (await Desk.Open(Database), await Automatic(Strategy.RoundRobin));
        var ana = await manual.Operator();

        Assert.Equal(Strategy.Manual, (await Waits(ana, await Make.Ticket(Database, manual.Channel)))!.Strategy);
        var lead = await Make.Operator(Database, Role.Admin, online: false);
        Assert.Empty((await Waits(lead, await Make.Ticket(Database, deserted.Channel)))!.Passed);
        Assert.Null(await Waits(ana, await manual.Held(ana)));
        Assert.Null(await Waits(ana, await Make.Ticket(Database, deserted.Channel)));
    }

    [Fact]
    public async Task For_somebody_who_can_have_it_and_it_names_those_who_cannot()
    {
        var desk = await Automatic(Strategy.RoundRobin, "cap = 1");
        var (away, full) = (await desk.Operator(online: false), await desk.Operator());
        await desk.Held(full);
        var ticket = await Make.Ticket(Database, desk.Channel);

        var waits = (await Waits(full, ticket))!;

        Assert.Equal((false, null), (waits.Soon, waits.For));
        Assert.Equal(
            [new Passed(away.Name, PassedFor.Offline), new Passed(full.Name, PassedFor.FullHere)],
            waits.Passed.OrderBy(one => one.Why));
        await Presences.Choose(Database, away.Id, available: true, Now);
        Assert.True((await Waits(full, ticket))!.Soon);
    }

    [Fact]
    public async Task For_its_owner_where_the_inbox_keeps_it_for_them()
    {
        var desk = await Automatic(Strategy.Owner, "owner_else = 'queue'");
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var phone = Desk.Phone();
        var before = await desk.Held(ana, phone: phone);
        await desk.Replies(ana, before, "hola", Make.Noon);
        await Tickets.Apply(Database, TicketMove.Close, ana, before.Id, Make.Noon.AddMinutes(1));
        await Presences.Choose(Database, ana.Id, available: false, Make.Noon.AddMinutes(2));
        var ticket = await Make.Ticket(Database, desk.Channel, Make.Noon.AddDays(3), phone);

        var waits = (await Waits(bruno, ticket))!;

        Assert.Equal((false, ana.Name), (waits.Soon, waits.For));
    }

    private async Task<WhyItWaits?> Waits(Viewer viewer, Ticket ticket)
    {
        await using var db = await Database.Open();
        return await Assignments.WhyItWaits(db, viewer, await Make.Ticket(Database, ticket.Id), Now);
    }
}
