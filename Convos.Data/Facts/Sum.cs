namespace Convos.Data;

/// <summary>What the facts of one kind in one cell come to; sums of parts add up to that of the whole. Seconds are whole.</summary>
public sealed class Sum
{
    public long N { get; private set; }

    /// <summary>How many have a duration.</summary>
    public int Measured { get; private set; }

    public long Seconds { get; private set; }

    /// <summary>How many have one within business hours.</summary>
    public int BusinessMeasured { get; private set; }

    public long Business { get; private set; }

    public int FirstInInbox { get; private set; }

    public int FirstOfBoth { get; private set; }

    public Spread Spread { get; } = new();

    public Spread BusinessSpread { get; } = new();

    internal void Add(int n, int? seconds, int? business, bool firstInInbox, bool firstOfBoth)
    {
        N += n;
        FirstInInbox += firstInInbox ? 1 : 0;
        FirstOfBoth += firstOfBoth ? 1 : 0;
        if (seconds is { } whole)
        {
            Measured++;
            Seconds += whole;
            Spread.Add(whole);
        }

        if (business is { } part)
        {
            BusinessMeasured++;
            Business += part;
            BusinessSpread.Add(part);
        }
    }

    internal void Add(Sum other, int sign = 1)
    {
        Add(new SumRow(other.N, other.Measured, other.Seconds, other.BusinessMeasured, other.Business, null, null, other.FirstInInbox, other.FirstOfBoth), sign);
        Spread.Add(other.Spread, sign);
        BusinessSpread.Add(other.BusinessSpread, sign);
    }

    internal void Add(SumRow row, int sign = 1)
    {
        N += sign * row.N;
        Measured += sign * row.Measured;
        Seconds += sign * row.Seconds;
        BusinessMeasured += sign * row.BusinessMeasured;
        Business += sign * row.Business;
        FirstInInbox += sign * row.FirstInbox;
        FirstOfBoth += sign * row.FirstBoth;
        Spread.Add(row.Spread);
        BusinessSpread.Add(row.BusinessSpread);
    }
}

/// <summary>As it stands in the database.</summary>
internal sealed record SumRow(
    long N, int Measured, long Seconds, int BusinessMeasured, long Business, byte[]? Spread, byte[]? BusinessSpread, int FirstInbox, int FirstBoth);
