namespace Convos.Tests;

public sealed class BrowserFixtureTests(BrowserFixture browsers) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task The_browser_shows_pages_and_runs_scripts()
    {
        var page = await browsers.Browser.NewPageAsync();

        await page.SetContentAsync("<p id=words>hola</p>");

        Assert.Equal("hola", await page.TextContentAsync("#words"));
        Assert.Equal(3, await page.EvaluateAsync<int>("() => 1 + 2"));
    }
}
