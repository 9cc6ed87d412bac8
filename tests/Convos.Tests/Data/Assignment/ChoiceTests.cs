using Convos.Data;
using CsCheck;

namespace Convos.Tests;

/// <summary>Who gets a ticket, decided without a database.</summary>
public sealed class ChoiceTests
{
    private static readonly AssignmentRule InTurn = new(Strategy.RoundRobin, null, OwnerElse.RoundRobin, null);

    private static readonly Gen<Candidate> People = Gen.Select(
        Gen.Bool, Gen.Int[0, 5], Gen.Int[0, 6].Nullable(), Gen.Int[0, 4], Gen.Long[0, 9], (there, open, cap, here, turn) => new Candidate(0, there, open, cap, here, turn));

    private static readonly Gen<(AssignmentRule Rule, Waiting Ticket, Candidate[] Crew, int Here)> Scenes =
        from crew in People.Array[0, 6].Select(people => people.Select((person, n) => person with { OperatorId = n + 1 }).ToArray())
        from strategy in Gen.Enum<Strategy>()
        from share in Gen.Int[1, 100].Nullable()
        from otherwise in Gen.Enum<OwnerElse>()
        from cap in Gen.Int[0, 5].Nullable()
        from owner in Gen.Long[1, 7].Nullable()
        from passed in Gen.Long[1, 6].Array[0, 3]
        from here in Gen.Int[0, 20]
        select (new AssignmentRule(strategy, share, otherwise, cap), new Waiting(1, owner, passed), crew, here);

    [Fact]
    public void Nobody_gets_what_they_are_away_for_full_for_or_let_pass() => Scenes.Sample(scene =>
    {
        if (Choice.Choose(scene.Rule, scene.Ticket, scene.Crew, scene.Here) is not { } decision)
        {
            return;
        }

        var chosen = scene.Crew.Single(person => person.OperatorId == decision.OperatorId);
        Assert.True(chosen.Available);
        Assert.False(chosen.Open >= chosen.Cap);
        Assert.False(chosen.OpenHere >= scene.Rule.Cap);
        Assert.DoesNotContain(chosen.OperatorId, scene.Ticket.PassedBy);
    }, iter: 5000);

    [Fact]
    public void It_waits_only_where_nobody_can_have_it_or_where_it_is_to_wait_for_its_owner() => Scenes.Sample(scene =>
    {
        if (Choice.Choose(scene.Rule, scene.Ticket, scene.Crew, scene.Here) is not null)
        {
            return;
        }

        var owner = scene.Rule.Strategy == Strategy.Owner ? scene.Crew.FirstOrDefault(person => person.OperatorId == scene.Ticket.Owner) : null;
        var overShare = owner?.OpenHere + 1 > Choice.MostOf(scene.Rule.OwnerShare, scene.Here);
        var isKept = owner is not null && scene.Rule.OwnerElse == OwnerElse.Queue && !scene.Ticket.PassedBy.Contains(owner.OperatorId);
        Assert.All(scene.Crew.Where(person => Can(scene.Rule, scene.Ticket, person)), person => Assert.True(person == owner ? overShare : isKept));
    }, iter: 5000);

    [Fact]
    public void Whoever_is_named_as_passed_over_could_not_have_had_it() => Scenes.Sample(scene =>
    {
        foreach (var passed in Choice.Choose(scene.Rule, scene.Ticket, scene.Crew, scene.Here)?.Passed ?? [])
        {
            var person = scene.Crew.Single(one => one.OperatorId == passed.OperatorId);
            Assert.True(passed.Why == PassedFor.OverShare || !Can(scene.Rule, scene.Ticket, person));
        }
    }, iter: 5000);

    [Fact]
    public void In_turn_the_one_who_waited_longest_since_their_last_is_next()
    {
        var decision = Choice.Choose(InTurn, new Waiting(1, null, []), [Free(1, turn: 7), Free(2, turn: 3), Free(3, turn: 5)], 0);

        Assert.Equal((2L, AssignmentReason.Turn), (decision!.OperatorId, decision.Reason));
    }

    [Fact]
    public void The_least_busy_is_who_holds_fewest_over_all_inboxes()
    {
        var rule = InTurn with { Strategy = Strategy.LeastBusy };

        var decision = Choice.Choose(rule, new Waiting(1, null, []), [Free(1, open: 4), Free(2, open: 1, turn: 9), Free(3, open: 1, turn: 2)], 0);

        Assert.Equal((3L, AssignmentReason.LeastBusy), (decision!.OperatorId, decision.Reason));
    }

    [Theory]
    // Of 0 open tickets the first is always within one's share; of 9, 40 % of 10 are 4.
    [InlineData(40, 0, 0, true)]
    [InlineData(40, 9, 3, true)]
    [InlineData(40, 9, 4, false)]
    [InlineData(1, 9, 0, true)]
    [InlineData(100, 9, 9, true)]
    public void An_owner_gets_it_up_to_their_share_of_what_is_open(int share, int assignedHere, int holds, bool gets)
    {
        var rule = new AssignmentRule(Strategy.Owner, share, OwnerElse.RoundRobin, null);

        var decision = Choice.Choose(rule, new Waiting(1, 1, []), [Free(1, here: holds, turn: 9), Free(2)], assignedHere);

        Assert.Equal(gets ? (1L, AssignmentReason.Owner) : (2L, AssignmentReason.Turn), (decision!.OperatorId, decision.Reason));
        Assert.Equal(gets ? [] : [new PassedOver(1, PassedFor.OverShare)], decision.Passed);
    }

    [Fact]
    public void An_owner_who_is_away_is_waited_for_only_where_the_inbox_says_so()
    {
        var (owner, ticket) = (Free(1) with { Available = false }, new Waiting(1, 1, []));
        Decision? With(OwnerElse otherwise) => Choice.Choose(new AssignmentRule(Strategy.Owner, null, otherwise, null), ticket, [owner, Free(2)], 0);

        Assert.Null(With(OwnerElse.Queue));
        Assert.Equal(2, With(OwnerElse.RoundRobin)!.OperatorId);
        Assert.Equal([new PassedOver(1, PassedFor.Offline)], With(OwnerElse.RoundRobin)!.Passed);
    }

    [Fact]
    public void Several_at_once_are_dealt_as_one_after_another() => Scenes.Sample(scene =>
    {
        var waiting = Enumerable.Range(1, 6).Select(n => scene.Ticket with { TicketId = n, Owner = n % 2 == 0 ? scene.Ticket.Owner : null, PassedBy = n == 3 ? [] : scene.Ticket.PassedBy }).ToList();
        var (left, crew, one) = (waiting.ToList(), scene.Crew, new List<(long, long, string)>());
        while (one.Count < 4 && Choice.Deal(scene.Rule, left, crew, scene.Here + one.Count, 1) is [var gift])
        {
            one.Add((gift.TicketId, gift.Decision.OperatorId, string.Join(',', gift.Decision.Passed)));
            left.RemoveAll(ticket => ticket.TicketId == gift.TicketId);
            crew = [.. crew.Select(person => person.OperatorId != gift.Decision.OperatorId
                ? person : person with { Open = person.Open + 1, OpenHere = person.OpenHere + 1, Turn = 100 + one.Count })];
        }

        Assert.Equal(one, Choice.Deal(scene.Rule, waiting, scene.Crew, scene.Here, 4).Select(gift => (gift.TicketId, gift.Decision.OperatorId, string.Join(',', gift.Decision.Passed))));
    }, iter: 5000);

    private static bool Can(AssignmentRule rule, Waiting ticket, Candidate person) =>
        person.Available && !ticket.PassedBy.Contains(person.OperatorId) && !(person.Open >= person.Cap) && !(person.OpenHere >= rule.Cap);

    private static Candidate Free(long id, int open = 0, int here = 0, long turn = 0) => new(id, true, open, null, here, turn);
}
