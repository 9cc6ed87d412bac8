using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Convos.Tests;

/// <summary>A newcomer's way: clone, build once, start. What a build writes must be served by that same build.</summary>
public sealed partial class CleanCloneTests : IDisposable
{
    // Where the build that the tests belong to is a clean clone's first, it is that build which is looked at.
    private static readonly bool IsFirstBuild = Environment.GetEnvironmentVariable("CONVOS_FIRST_BUILD") == "1";

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Built_once_it_serves_every_file_that_its_pages_name()
    {
        var (web, program) = IsFirstBuild ? (Path.Combine(Repository.Root, "Convos.Web"), RunningApp.Program) : await Build();
        await using var app = RunningApp.Start(
            ["--environment", "Development", "--contentRoot", web, "--urls", "http://127.0.0.1:0", "--Data:Folder", folder["data"]], program: program);
        await app.Ready();

        var named = await Named(app, [.. await Page(app, "/login"), .. await Workbench(app)]);

        Assert.Contains(named, url => url.AbsolutePath.StartsWith("/lib/htmx", StringComparison.Ordinal));
        Assert.Contains(named, url => url.AbsolutePath.StartsWith("/lib/icons", StringComparison.Ordinal));
        Assert.Contains(named, url => url.AbsolutePath.StartsWith("/css/", StringComparison.Ordinal));
        Assert.Contains(named, url => url.AbsolutePath.StartsWith("/js/", StringComparison.Ordinal));
        // Nor was anybody called before they listened, which a newcomer would read and wonder.
        Assert.DoesNotContain(app.Output.Split('\n'), line => line.Contains("Connection refused", StringComparison.Ordinal));
    }

    private async Task<(string Web, string Program)> Build()
    {
        await Shell.Run("git", "clone", "--quiet", "--no-hardlinks", Repository.Root, folder["clone"]);
        var web = Path.Combine(folder["clone"], "Convos.Web");
        await Shell.Run("dotnet", "build", web, "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false");
        return (web, Path.Combine(web, "bin", "Debug", "net10.0", "Convos.Web.dll"));
    }

    private static async Task<Uri[]> Workbench(RunningApp app)
    {
        var login = (IHtmlFormElement)(await Html(app, "/login")).QuerySelector("form[action='/login']")!;
        var fields = login.Elements.OfType<IHtmlInputElement>().Where(field => field.Type == "hidden")
            .Select(field => KeyValuePair.Create(field.Name!, field.Value))
            .Append(new("Email", "ana@convos.test"))
            .Append(new("Password", "convos-demo"));
        using var form = new FormUrlEncodedContent(fields);
        using var signedIn = await app.Http.PostAsync("/login", form);
        Assert.Equal("/inbox/mine", signedIn.RequestMessage!.RequestUri!.AbsolutePath);
        return await Page(app, "/inbox/mine");
    }

    private static async Task<Uri[]> Page(RunningApp app, string path)
    {
        var page = await Html(app, path);
        return [.. page.QuerySelectorAll("link[href], script[src], use[href], img[src]")
            .Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!)
            .Where(url => !url.StartsWith("data:", StringComparison.Ordinal))
            .Select(url => new Uri(app.Http.BaseAddress!, url))];
    }

    private static async Task<IHtmlDocument> Html(RunningApp app, string path) =>
        await new HtmlParser().ParseDocumentAsync(await app.Http.GetStringAsync(path));

    // Modules name further modules.
    private static async Task<Uri[]> Named(RunningApp app, Uri[] first)
    {
        var seen = new HashSet<Uri>();
        var ahead = new Queue<Uri>(first);
        while (ahead.TryDequeue(out var url))
        {
            if (!seen.Add(url))
            {
                continue;
            }

            using var answer = await app.Http.GetAsync(url);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{url}: {(int)answer.StatusCode}");
            foreach (Match import in Import().Matches(url.AbsolutePath.EndsWith(".js", StringComparison.Ordinal) ? text : ""))
            {
                ahead.Enqueue(new Uri(url, import.Groups[1].Value));
            }
        }

        return [.. seen];
    }

    [GeneratedRegex("""^import [^;]*["'](\.{0,2}/[^"']+)["'];?\r?$""", RegexOptions.Multiline)]
    private static partial Regex Import();
}
