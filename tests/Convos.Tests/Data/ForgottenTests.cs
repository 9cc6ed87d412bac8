using Convos.Data;

namespace Convos.Tests;

/// <summary>Whoever was forgotten is nobody any more: nobody is merged with them, writes to them, or opens a ticket of theirs again.</summary>
public sealed class ForgottenTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(1);

    private Database Database => test.Database;

    [Fact]
    public async Task Nobody_is_merged_with_them_either_way()
    {
        var (desk, ana, gone) = await Erased();
        var other = await desk.Held(ana);

        Assert.Equal(MergeProblem.NotFound, await Merges.Join(Database, ana, gone.ContactId, other.ContactId, Now));
        Assert.Equal(MergeProblem.NotFound, await Merges.Join(Database, ana, other.ContactId, gone.ContactId, Now));
    }

    [Fact]
    public async Task Their_tickets_stay_closed_and_nobody_can_write_to_them()
    {
        var (desk, ana, gone) = await Erased();

        var reopened = await Tickets.Apply(Database, TicketMove.Reopen, ana, gone.Id, Now);
        var undone = await Tickets.UndoClose(Database, ana, gone.Id, Make.Noon.AddSeconds(2));
        var opened = await Tickets.OpenOn(Database, ana, gone.ThreadId, Now);

        Assert.Equal(
            [RefusalReason.ContactErased, RefusalReason.ContactErased, RefusalReason.ContactErased],
            new[] { reopened, undone, opened }.Select(result => result.Refusal?.Reason ?? default));
        await using var db = await Database.Open();
        Assert.DoesNotContain(await Tickets.Recipients(db, ana, ""), recipient => recipient.ContactId == gone.ContactId);
        Assert.Empty(await Tickets.Reaches(db, ana, gone.ContactId));
    }

    [Fact]
    public async Task They_are_neither_blocked_nor_tagged()
    {
        var (_, ana, gone) = await Erased();
        await using var db = await Database.Open();
        var tag = (await Tags.Create(db, $"Etiqueta {Make.Number()}", "", 1, Now))!.Value;

        Assert.Equal(RefusalReason.NotFound, (await Contacts.Block(Database, ana, gone.ContactId, "spam", Now))?.Reason);
        Assert.False(await Contacts.Tag(Database, ana, gone.ContactId, tag, Now));
    }

    private async Task<(Desk Desk, Viewer Ana, Ticket Gone)> Erased()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var ticket = await desk.Held(ana);
        await Tickets.Apply(Database, TicketMove.Close, ana, ticket.Id, Make.Noon.AddSeconds(1));
        Assert.Null(await Contacts.Erase(Database, ana, ticket.ContactId, "Anónimo", Make.Noon.AddSeconds(1)));
        return (desk, ana, ticket);
    }
}
