using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Convos.Bench;

/// <summary>The page with all that it names, and what that names in turn: bytes and requests of a browser with an empty cache.</summary>
internal static partial class FirstLoad
{
    private const double Budget = 120;

    public static async Task Run(Stage stage, Report report)
    {
        using var visitor = await Visitor.SignIn(stage.App.Address, Staff.Admin);
        var (requests, bytes) = (0, 0L);
        var ahead = new Queue<string>(["/inbox/all"]);
        var seen = new HashSet<string>();
        while (ahead.TryDequeue(out var path))
        {
            if (!seen.Add(path))
            {
                continue;
            }

            requests++;
            bytes += await visitor.Weigh(path);
            var text = Encoding.UTF8.GetString(await visitor.Plain(path));
            foreach (Match found in (path.EndsWith(".js", StringComparison.Ordinal) ? Import() : path.StartsWith("/inbox", StringComparison.Ordinal) ? Named() : Nothing()).Matches(text))
            {
                ahead.Enqueue(new Uri(new Uri(stage.App.Address, path), found.Groups[1].Value.Split('#')[0]).PathAndQuery);
            }
        }

        report.Add(new Result("first-load", "/inbox/all, 40 rows", "1 cold browser")
        {
            Figure = string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KB in {requests} requests"),
        }.Aims(Goal.Most("≤ 120 KB", Budget, bytes / 1024.0)));
    }

    [GeneratedRegex("""<(?:link|script|use|img)[^>]*\s(?:href|src)="(/[^"]+)""")]
    private static partial Regex Named();

    [GeneratedRegex("""^import [^;]*["'](\.{0,2}/[^"']+)["']""", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex("(?!)")]
    private static partial Regex Nothing();
}
