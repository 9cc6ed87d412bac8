using System.Globalization;
using Convos.Web.Pages;

namespace Convos.Tests;

public sealed class ChartTests
{
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
