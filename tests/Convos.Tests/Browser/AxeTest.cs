using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Convos.Tests;

/// <summary>WCAG 2.2 AA as far as a machine can tell, on both widths and in both themes.</summary>
public abstract class AxeTest(TestApp app, BrowserFixture browser) : DeskTest(app, browser)
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
        // Of what passes one element a rule is told: that it was looked for at all.
        ResultTypes = [ResultType.Violations],
    };

    /// <summary>What is said of width and of colour hardly meets: each of both once.</summary>
    public static TheoryData<int, int, ColorScheme> Screens => new() { { 1366, 768, ColorScheme.Light }, { 360, 740, ColorScheme.Dark } };

    protected static BrowserNewContextOptions Screen(int width, int height, ColorScheme scheme) =>
        new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme };

    protected static async Task Passes(IPage page, string? path = null)
    {
        if (path is not null)
        {
            var answer = await page.GotoAsync(path);
            Assert.True(answer!.Ok, $"{path}: {answer.Status}");
        }

        // In the page alone: the newer way opens a second page for the end of each run, for the sake of frames of other origins.
#pragma warning disable CS0618
        var result = await page.Locator("html").RunAxeLegacy(Rules);
#pragma warning restore CS0618
        Assert.NotEmpty(result.Passes);
        var broken = result.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{page.Url} {rule.Id}: {node.Html}")).ToList();
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }
}
