namespace Convos.Data;

/// <summary>How many tickets are open, by inbox and holder (null: nobody). Every counter is a sum over it.</summary>
public sealed record OpenTickets(IReadOnlyList<OpenTickets.Cell> Cells)
{
    public sealed record Cell(long InboxId, long? OperatorId, int Count);

    public TicketCounts For(Viewer viewer)
    {
        var seen = Cells.Where(cell => viewer.Sees(cell.InboxId, cell.OperatorId)).ToList();
        return new TicketCounts(
            Mine: seen.Where(cell => cell.OperatorId == viewer.Id).Sum(cell => cell.Count),
            Unassigned: seen.Where(cell => cell.OperatorId is null).Sum(cell => cell.Count),
            All: seen.Sum(cell => cell.Count));
    }
}
