namespace Convos.Data;

/// <summary>
/// Why a ticket was given to somebody. <c>NamedOwner</c>: the contact's card says that they are its owner; <c>Owner</c>: they attended it
/// last; <c>Absence</c>: whoever held it is away.
/// </summary>
public enum AssignmentReason { Turn, LeastBusy, Owner, NamedOwner, Rotation, Absence }

/// <summary>Why somebody who attends the inbox did not get it. <c>Full</c>: over all inboxes; <c>LetPass</c>: they had it in this cycle.</summary>
public enum PassedFor { Offline, LetPass, Full, FullHere, OverShare }

/// <summary>How an inbox gives. <c>OwnerShare</c> in per cent of its open tickets; <c>Cap</c>: open tickets of the inbox for each person.</summary>
public sealed record AssignmentRule(Strategy Strategy, int? OwnerShare, OwnerElse OwnerElse, int? Cap);

/// <summary>Somebody who attends the inbox. <c>Open</c> and <c>Cap</c> over all inboxes, <c>OpenHere</c> in this one; whoever has the lowest <c>Turn</c> is the next.</summary>
public sealed record Candidate(long OperatorId, bool Available, int Open, int? Cap, int OpenHere, long Turn);

/// <summary>
/// A ticket that is to be given. <c>Owner</c>: whose customer its contact is, by its card if <c>Named</c>; <c>PassedBy</c> let it pass since
/// it was last answered.
/// </summary>
public sealed record Waiting(long TicketId, long? Owner, long[] PassedBy, bool Named = false);

/// <summary>Somebody who came before whoever got the ticket, and why they did not get it.</summary>
public sealed record PassedOver(long OperatorId, PassedFor Why);

/// <summary>Who gets a ticket, why, and who was passed over.</summary>
public sealed record Decision(long OperatorId, AssignmentReason Reason, IReadOnlyList<PassedOver> Passed);

/// <summary>What is given to whom.</summary>
public sealed record Gift(long TicketId, Decision Decision);

/// <summary>Chooses among those who attend an inbox: all that assignment decides, without a database.</summary>
public static class Choice
{
    /// <param name="assignedHere">How many open tickets of the inbox somebody holds.</param>
    /// <returns>Null: nobody can have it now, and it waits.</returns>
    public static Decision? Choose(AssignmentRule rule, Waiting ticket, IReadOnlyCollection<Candidate> crew, int assignedHere)
    {
        var owner = rule.Strategy == Strategy.Owner ? crew.FirstOrDefault(person => person.OperatorId == ticket.Owner) : null;
        if (owner is null)
        {
            return InOrder(rule, ticket, crew, []);
        }

        return BarredOwner(rule, ticket, owner, assignedHere) switch
        {
            null => new Decision(owner.OperatorId, ticket.Named ? AssignmentReason.NamedOwner : AssignmentReason.Owner, []),
            _ when IsKept(rule, ticket, owner) => null,
            { } why => InOrder(rule, ticket, [.. crew.Where(person => person != owner)], [new PassedOver(owner.OperatorId, why)]),
        };
    }

    /// <summary>So many of those that wait, the first in <paramref name="waiting"/> first; each is chosen as if those before it were given already.</summary>
    public static IReadOnlyList<Gift> Deal(
        AssignmentRule rule, IReadOnlyList<Waiting> waiting, IReadOnlyCollection<Candidate> crew, int assignedHere, int most)
    {
        var (left, people, dealt) = (waiting.ToList(), crew.ToList(), new List<Gift>());
        while (dealt.Count < most && Oldest(rule, left, people, assignedHere + dealt.Count) is { } gift)
        {
            dealt.Add(gift);
            left.RemoveAll(ticket => ticket.TicketId == gift.TicketId);
            var place = people.FindIndex(person => person.OperatorId == gift.Decision.OperatorId);
            var receiver = people[place];
            people[place] = receiver with { Open = receiver.Open + 1, OpenHere = receiver.OpenHere + 1, Turn = people.Max(person => person.Turn) + 1 };
        }

        return dealt;
    }

    private static Gift? Oldest(AssignmentRule rule, List<Waiting> waiting, List<Candidate> people, int assignedHere)
    {
        foreach (var ticket in waiting)
        {
            if (Choose(rule, ticket, people, assignedHere) is { } decision)
            {
                return new Gift(ticket.TicketId, decision);
            }
        }

        return null;
    }

    /// <summary>Who may have what somebody else had; never whoever let it pass.</summary>
    public static Decision? Next(AssignmentRule rule, Waiting ticket, IReadOnlyCollection<Candidate> crew, AssignmentReason reason) =>
        InOrder(rule, ticket, crew, []) is { } next ? next with { Reason = reason } : null;

    /// <summary>Of a ticket that waits for its owner: who that is, and why they cannot have it now. Null: it is kept for nobody.</summary>
    public static PassedOver? KeptFor(AssignmentRule rule, Waiting ticket, IReadOnlyCollection<Candidate> crew, int assignedHere) =>
        rule.Strategy == Strategy.Owner && crew.FirstOrDefault(person => person.OperatorId == ticket.Owner) is { } owner && IsKept(rule, ticket, owner)
            && BarredOwner(rule, ticket, owner, assignedHere) is { } why
            ? new PassedOver(owner.OperatorId, why)
            : null;

    // Who let it pass will not take it by being waited for, wherever they are by now.
    private static bool IsKept(AssignmentRule rule, Waiting ticket, Candidate owner) =>
        rule.OwnerElse == OwnerElse.Queue && !ticket.PassedBy.Contains(owner.OperatorId);

    private static PassedFor? BarredOwner(AssignmentRule rule, Waiting ticket, Candidate owner, int assignedHere) =>
        Barred(rule, ticket, owner) ?? (owner.OpenHere + 1 > MostOf(rule.OwnerShare, assignedHere) ? PassedFor.OverShare : null);

    /// <summary>Of a ticket that waits: each who cannot have it now, and why.</summary>
    public static IReadOnlyList<PassedOver> Waits(AssignmentRule rule, Waiting ticket, IReadOnlyCollection<Candidate> crew) =>
        [.. from person in crew let why = Barred(rule, ticket, person) where why is not null select new PassedOver(person.OperatorId, why.Value)];

    /// <summary>So many of an inbox's open tickets may one owner hold: always one, or the first would be all there is.</summary>
    public static int MostOf(int? share, int assignedHere) =>
        share is { } percent ? Math.Max(1, ((percent * (assignedHere + 1)) + 99) / 100) : int.MaxValue;

    private static Decision? InOrder(AssignmentRule rule, Waiting ticket, IReadOnlyCollection<Candidate> crew, List<PassedOver> passed)
    {
        var leastBusy = rule.Strategy == Strategy.LeastBusy;
        foreach (var person in crew.OrderBy(person => leastBusy ? person.Open : 0).ThenBy(person => person.Turn).ThenBy(person => person.OperatorId))
        {
            if (Barred(rule, ticket, person) is not { } why)
            {
                return new Decision(person.OperatorId, leastBusy ? AssignmentReason.LeastBusy : AssignmentReason.Turn, passed);
            }

            passed.Add(new PassedOver(person.OperatorId, why));
        }

        return null;
    }

    private static PassedFor? Barred(AssignmentRule rule, Waiting ticket, Candidate person) =>
        !person.Available ? PassedFor.Offline
        : ticket.PassedBy.Contains(person.OperatorId) ? PassedFor.LetPass
        : person.Open >= person.Cap ? PassedFor.Full
        : person.OpenHere >= rule.Cap ? PassedFor.FullHere
        : null;
}
