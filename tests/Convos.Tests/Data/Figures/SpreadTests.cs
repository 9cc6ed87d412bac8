using Convos.Data;
using CsCheck;

namespace Convos.Tests;

/// <summary>Histograms add up, and what they tell is never far from the truth.</summary>
public sealed class SpreadTests
{
    private static readonly Gen<int[]> Values = Gen.OneOf(Gen.Int[0, 120], Gen.Int[0, 4000], Gen.Int[0, 40_000_000]).Array[1, 300];

    [Fact]
    public void Percentiles_are_within_two_per_cent_of_exact() =>
        Gen.Select(Values, Gen.Double[0, 1]).Sample((values, share) =>
        {
            var told = Of(values).Percentile(share)!.Value;
            var sorted = values.Order().ToArray();
            var place = share * (sorted.Length - 1);
            var low = (int)Math.Floor(place);
            var exact = sorted[low] + ((place - low) * (sorted[Math.Min(low + 1, sorted.Length - 1)] - sorted[low]));
            return Math.Abs(told - exact) <= 0.02 * exact + 1e-9;
        });

    [Fact]
    public void That_of_the_whole_is_that_of_its_parts_and_taking_one_out_leaves_the_other() =>
        Gen.Select(Values, Values).Sample((some, others) =>
        {
            var sum = Of(some);
            sum.Add(Of(others));
            var left = Spread.Of(sum.ToBytes());
            left.Add(Of(some), -1);
            return sum.ToBytes()!.SequenceEqual(Of([.. some, .. others]).ToBytes()!) && left.ToBytes()!.SequenceEqual(Of(others).ToBytes()!);
        });

    [Fact]
    public void Bands_are_counted_exactly() =>
        Values.Sample(values => ReportBands.All.All(band =>
        {
            var (from, until) = (ReportBands.Edges[band], ReportBands.Edges[band + 1]);
            return Of(values).Between(from, until) == values.Count(value => value >= from && value < until);
        }));

    private static Spread Of(int[] values)
    {
        var spread = new Spread();
        foreach (var value in values)
        {
            spread.Add(value);
        }

        return spread;
    }
}
