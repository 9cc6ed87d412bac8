using System.Globalization;
using Convos.Web.Pages;

namespace Convos.Tests;

public sealed class ChartTests
{
    [Fact]
    public void A_value_between_gaps_is_a_dot()
    {
        var chart = new Chart("waits", "Esperas", ["a", "b", "c", "d", "e"], [new("Esperas", "tone-1", [null, 2, null, 1, 2])], value => value.ToString(CultureInfo.InvariantCulture));

        var strokes = chart.Path(chart.Lines[0]).Split('M', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(2, strokes.Length);
        Assert.All(strokes, stroke => Assert.Contains("h0", stroke, StringComparison.Ordinal));
        Assert.EndsWith("h0", strokes[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.004)]
    [InlineData(0.67)]
    [InlineData(1)]
    public void An_axis_of_shares_goes_up_to_all_of_it_at_most(double most)
    {
        var chart = new Chart("shares", "Partes", ["a"], [new("Partes", "tone-1", [most])], value => value.ToString(CultureInfo.InvariantCulture), IsShare: true);

        Assert.InRange(double.Parse(chart.Grid.Last().Text, CultureInfo.InvariantCulture), most, 1);
    }

    [Fact]
    public void What_is_counted_on_another_day_than_its_whole_may_be_more_than_all_of_it()
    {
        var chart = new Chart("shares", "Partes", ["a"], [new("Partes", "tone-1", [2.0])], value => value.ToString(CultureInfo.InvariantCulture), IsShare: true);

        Assert.InRange(double.Parse(chart.Grid.Last().Text, CultureInfo.InvariantCulture), 2, 4);
    }

    // A ticket has no half, and an axis says the half of its top.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(43)]
    [InlineData(999)]
    public void An_axis_of_counts_says_whole_numbers_and_holds_what_is_drawn(int most)
    {
        var chart = new Chart("tickets", "Tickets", ["a", "b"], [new("Tickets", "tone-1", [0, most])], value => value.ToString(CultureInfo.InvariantCulture), Bars: true);

        var marks = chart.Grid.Select(mark => double.Parse(mark.Text, CultureInfo.InvariantCulture)).ToList();

        Assert.All(marks, mark => Assert.Equal(Math.Round(mark), mark));
        Assert.InRange(most, 1, marks[^1]);
        Assert.True(marks[^1] <= Math.Max(2, most * 2), $"{most} of {marks[^1]} is a chart of nothing.");
    }
}
