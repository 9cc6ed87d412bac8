using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>A merge with somebody who is blocked blocks the other one too: by whoever may, and told as any block.</summary>
public sealed class MergedBlocksTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(30);

    private Database Database => test.Database;

    [Fact]
    public async Task Whoever_becomes_blocked_is_told_as_blocked_with_the_reason_and_audited_and_undone_their_page_asks_again()
    {
        var (ana, one, other) = await Two();

        Assert.Null(await Merges.Join(Database, ana, one.ContactId, other.ContactId, Now));

        await using var db = await Database.Open();
        Assert.Equal(
            (ana.Id, "Insulta"),
            await db.QuerySingleAsync<(long, string)>("select actor_id, data ->> 'reason' from events where kind = 'contact_blocked' and contact_id = @ContactId", new { one.ContactId }));
        Assert.Equal(1, await db.QuerySingleAsync<int>("select count(*)::int from audit where action = 'blocked' and subject_id = @ContactId", new { one.ContactId }));
        Assert.Equal(TicketStatus.Closed, (await Make.Ticket(Database, one.Id)).Status);

        Assert.Null(await Merges.Undo(Database, ana, (await Merges.Undoable(db, ana, one.ContactId))!.Id, Now.AddMinutes(1)));

        Assert.False(await Contacts.IsBlocked(db, one.ContactId));
        Assert.Equal(2, await db.QuerySingleAsync<int>(
            "select count(*)::int from events where kind = 'contact_block_told' and at = @at and contact_id in (@one, @other)",
            new { at = Now.AddMinutes(1), one = one.ContactId, other = other.ContactId }));
        Assert.Equal(TicketStatus.Assigned, (await Make.Ticket(Database, one.Id)).Status);
    }

    [Fact]
    public async Task Whoever_may_not_block_may_not_do_it_by_a_merge()
    {
        var (ana, one, other) = await Two();
        await Make.One<int>(Database, "update installation set who_blocks = 'admin' returning 1");

        var into = await Merges.Join(Database, ana, one.ContactId, other.ContactId, Now);
        var from = await Merges.Join(Database, ana, other.ContactId, one.ContactId, Now);
        await Make.One<int>(Database, "update installation set who_blocks = 'operator' returning 1");

        Assert.Equal([MergeProblem.MayNotBlock, MergeProblem.MayNotBlock], new[] { into, from }.Select(problem => problem ?? default));
        Assert.Equal(TicketStatus.Assigned, (await Make.Ticket(Database, one.Id)).Status);
    }

    private async Task<(Viewer Ana, Ticket One, Ticket Other)> Two()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var one = await desk.Held(ana);
        var other = await Make.Ticket(Database, desk.Channel, Make.Noon.AddMinutes(1));
        Assert.Null(await Contacts.Block(Database, ana, other.ContactId, "Insulta", Make.Noon.AddMinutes(2)));
        return (ana, one, other);
    }
}
