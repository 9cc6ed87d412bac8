namespace Convos.Bench;

/// <summary>How large a desk is. The shares are those of a busy company: four of five tickets are closed, ten messages each.</summary>
public sealed record Scale(string Name, int Tickets, int Operators, int Inboxes)
{
    public static readonly Scale Small = new("small", 1_000, 10, 4);
    public static readonly Scale Medium = new("medium", 20_000, 40, 8);
    public static readonly Scale Large = new("large", 200_000, 100, 12);
    public static readonly Scale Huge = new("huge", 1_000_000, 200, 16);

    public static readonly IReadOnlyList<Scale> All = [Small, Medium, Large, Huge];

    public int Threads => Tickets * 2 / 5;

    /// <summary>One contact in ten writes on two channels.</summary>
    public int Contacts => Threads * 10 / 11;

    public int OpenTickets => Tickets / 5;

    public static Scale? Named(string name) => All.FirstOrDefault(scale => scale.Name == name);
}
