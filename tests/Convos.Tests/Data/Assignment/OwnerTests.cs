using Convos.Data;

namespace Convos.Tests;

/// <summary>«Por propietario»: whose customer somebody is, and that what is told of it is true.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class OwnerTests(TestDatabase test) : AssignmentTest(test)
{
    [Fact]
    public async Task The_owner_is_who_wrote_to_the_contact_last_and_the_others_get_what_is_new()
    {
        var desk = await Automatic(Strategy.Owner);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var phone = Desk.Phone();
        var before = await desk.Held(bruno, phone);
        await desk.Replies(bruno, before, "hola", Now);
        await Tickets.Apply(Database, TicketMove.Close, bruno, before.Id, Now);
        var (again, strange) = (Now.AddDays(3), Desk.Phone());
        await desk.Arrives(again, Make.Text(phone, "otra vez", again));
        await desk.Arrives(again, Make.Text(strange, "hola", again.AddSeconds(1)));

        await HandOutAll(desk, again);

        Assert.Equal([bruno.Id, ana.Id], await Holders([await desk.Ticket(phone), await desk.Ticket(strange)]));
        Assert.Equal(AssignmentReason.Owner, (await Why(ana, await desk.Ticket(phone))).Reason);
    }

    [Fact]
    public async Task Whoever_the_card_names_comes_before_who_wrote_last_and_it_says_that_the_card_does()
    {
        var desk = await Automatic(Strategy.Owner);
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());

        var again = await Returns(desk, bruno, named: ana);

        Assert.Equal(ana.Id, again.OperatorId);
        Assert.Equal(AssignmentReason.NamedOwner, (await Why(ana, again)).Reason);
        Assert.Equal((ana.Id, true), await Suggested(ana, again));
    }

    [Theory]
    [InlineData("update operators set disabled_at = @Now, available = false where id = @ana")]
    [InlineData("delete from inbox_people where inbox_id = @inbox and operator_id = @ana")]
    [InlineData("update inbox_people set duty = 'supervises' where inbox_id = @inbox and operator_id = @ana")]
    public async Task Whom_the_card_names_and_who_does_not_attend_the_inbox_hides_nobody_who_does(string gone)
    {
        var desk = await Automatic(Strategy.Owner);
        var (ana, bruno, carla) = (await desk.Operator(), await desk.Operator(), await desk.Operator());
        await Run("update operator_inboxes set turn = 0 where operator_id = @carla", new { carla = carla.Id });

        var again = await Returns(desk, bruno, named: ana, () => Run(gone, new { Now, ana = ana.Id, inbox = desk.Inbox }));

        Assert.Equal(bruno.Id, again.OperatorId);
        Assert.Equal(AssignmentReason.Owner, (await Why(bruno, again)).Reason);
        Assert.Equal((bruno.Id, false), await Suggested(bruno, again));
    }

    /// <summary>A customer whom one attended and whose card names another writes again days later, and what waits is handed out.</summary>
    private async Task<Ticket> Returns(Desk desk, Viewer attended, Viewer named, Func<Task>? meanwhile = null)
    {
        var phone = Desk.Phone();
        var before = await desk.Held(attended, phone);
        await desk.Replies(attended, before, "hola", Now);
        await Tickets.Apply(Database, TicketMove.Close, attended, before.Id, Now);
        await Run("update contacts set owner_id = @named where id = @contact", new { named = named.Id, contact = before.ContactId });
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        var again = Now.AddDays(3);
        await desk.Arrives(again, Make.Text(phone, "otra vez", again));
        await HandOutAll(desk, again);
        return await desk.Ticket(phone);
    }

    private async Task<(long, bool)> Suggested(Viewer viewer, Ticket ticket)
    {
        await using var db = await Database.Open();
        var suggested = (await Assignments.Suggested(db, viewer, ticket.Id))!;
        return (suggested.OperatorId, suggested.Named);
    }
}
