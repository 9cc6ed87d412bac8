namespace Convos.Data;

/// <summary>
/// What a report is of: whole days of <c>Zone</c> (an IANA name), the last one included; durations by the calendar or within business hours; all
/// that the viewer may see, or one inbox or one person of it.
/// </summary>
public sealed record ReportQuery(DateOnly From, DateOnly To, string Zone, bool Business = false, long? Inbox = null, long? Operator = null)
{
    public TimeZoneInfo TimeZone { get; } = TimeZoneInfo.FindSystemTimeZoneById(Zone);

    public DateTime Start => LocalDays.Start(From, TimeZone);

    /// <summary>The first instant that is not part of it.</summary>
    public DateTime End => LocalDays.Start(To.AddDays(1), TimeZone);

    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>Few enough days to show each hour.</summary>
    public bool ByHour => Days <= 3;

    /// <summary>The one person whose report it is: whoever was chosen, and of who leads nobody themselves. Null: it is everybody's.</summary>
    public long? PersonFor(Viewer reader) => Operator ?? (reader.Leads ? null : reader.Id);

    /// <summary>As many days, right before it.</summary>
    public ReportQuery Before() => this with { From = From.AddDays(-Days), To = From.AddDays(-1) };
}

/// <summary>
/// One figure. <c>N</c>: how often, of how many tickets, or how many durations; seconds. A share has its part and its whole.
/// <c>Approximate</c>: read from a histogram, within two per cent.
/// </summary>
public sealed record Figure(long N, double? Median = null, double? P90 = null, double? Mean = null, long? Whole = null, bool Approximate = false)
{
    /// <summary>So few say little.</summary>
    public bool IsThin => (Whole ?? N) < 5;

    public double? Share => Whole is > 0 and var whole ? (double)N / whole : null;
}
