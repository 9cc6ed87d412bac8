namespace Convos.Data;

/// <summary>What a customer's message does to the tickets of its thread.</summary>
public enum Birth { Joins, Reopens, Opens }

public static class TicketBirth
{
    /// <summary>
    /// An open ticket takes the message; within the inbox's grace period after the last closing that ticket reopens;
    /// later a new one is born. A message written before the closing and delivered after it reopens too.
    /// </summary>
    public static Birth Decide(bool hasOpen, DateTime? closedAt, TimeSpan? grace, DateTime messageAt) =>
        hasOpen ? Birth.Joins
        : closedAt is { } closed && messageAt - closed <= grace ? Birth.Reopens
        : Birth.Opens;
}
