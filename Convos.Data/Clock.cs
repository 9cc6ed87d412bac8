namespace Convos.Data;

public static class Clock
{
    /// <summary>The moment that a move is given, in UTC; SQL never asks for the time itself.</summary>
    public static DateTime Now(this TimeProvider clock) => clock.GetUtcNow().UtcDateTime;
}
