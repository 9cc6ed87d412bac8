using System.Collections.Concurrent;
using Npgsql;

namespace Convos.Data;

/// <summary>By inbox with a target, at a moment: whoever waits for a first answer since before that has waited past it.</summary>
internal sealed record Targets(long[] Inboxes, DateTime[] Befores)
{
    /// <summary>Facts <c>f</c> of who waits so long, with <see cref="Parameters"/>.</summary>
    public const string Missed =
        """
        facts f join unnest(@inboxesWithTarget, @befores) late(inbox_id, before) on late.inbox_id = f.inbox_id and f.at < late.before and f.kind = 'first_wait'
        """;

    /// <summary>To tickets <c>t</c>, with <see cref="Parameters"/>: <c>late.before</c>, where their inbox has a target.</summary>
    public const string OfTickets = "left join unnest(@inboxesWithTarget, @befores) late(inbox_id, before) on late.inbox_id = t.inbox_id";

    /// <summary>Those of them that a viewer's figure counts, with <c>Tickets.Scope</c>: not what one holds in an inbox that one no longer leads.</summary>
    public const string Counted = "(@seesAll or not @leads or f.inbox_id = any(@inboxes))";

    public bool AreNone => Inboxes.Length == 0;

    public object Parameters => new { inboxesWithTarget = Inboxes, befores = Befores };

    /// <param name="hours">See <see cref="Clocks.Read(NpgsqlConnection, ConcurrentDictionary{ValueTuple{long, int}, OpeningHours?})"/>.</param>
    public static async Task<Targets> Read(NpgsqlConnection db, ConcurrentDictionary<(long, int), OpeningHours?> hours, DateTime at)
    {
        var late = (await Clocks.Read(db, hours)).Overdue(at).ToList();
        return new Targets([.. late.Select(one => one.Inbox)], [.. late.Select(one => one.Before)]);
    }
}
