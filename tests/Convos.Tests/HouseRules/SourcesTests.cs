using System.Reflection;
using System.Text.RegularExpressions;

namespace Convos.Tests;

/// <summary>What may not stand in our sources, whoever writes them.</summary>
public sealed class SourcesTests
{
    // What else the policy refuses is looked for view by view.
    [Theory]
    [InlineData(@"<script[^>]*>\s*[^<\s]")]
    [InlineData(@"\bunsafe-")]
    [InlineData(@"Html\.Raw")]
    public void No_page_weakens_its_policy(string forbidden) =>
        Nowhere(forbidden, RegexOptions.IgnoreCase, "Convos.Web", "*.cshtml");

    [Theory]
    [InlineData("migrations", "*.sql")]
    [InlineData("Convos.Data", "*.cs")]
    public void Sql_never_asks_for_the_time(string folder, string files) =>
        Nowhere(@"(?<![.\w])now\(\)|\b(current_timestamp|localtimestamp|clock_timestamp|statement_timestamp|transaction_timestamp)\b", RegexOptions.None, folder, files);

    // A plan that serves every value knows none.
    [Fact]
    public void A_limit_stands_in_the_text_of_its_query() => Nowhere(@"\b(limit|offset) @\w+", RegexOptions.None, "Convos.Data", "*.cs");

    [Theory]
    [InlineData("Convos.Data")]
    [InlineData("Convos.Workers")]
    [InlineData("Convos.Web")]
    public void Time_comes_from_the_clock_that_is_given(string project) =>
        Nowhere(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bDateTime\.Today\b", RegexOptions.None, project, "*.cs");

    // Before the first test, xunit writes down every row that it may list: of a file, byte by byte, for half a minute.
    [Fact]
    public void No_row_that_holds_bytes_is_listed_before_it_is_run() =>
        Assert.Empty(typeof(SourcesTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(test => test.GetParameters().Any(one => one.ParameterType == typeof(byte[])))
            .Where(test => test.GetCustomAttributes<MemberDataAttribute>().Any(rows => !rows.DisableDiscoveryEnumeration))
            .Select(test => $"{test.DeclaringType!.Name}.{test.Name}"));

    [Theory]
    [InlineData("Convos.Data", "*.cs")]
    [InlineData("Convos.Workers", "*.cs")]
    [InlineData("Convos.Web", "*.cs")]
    [InlineData("Convos.Web", "*.cshtml")]
    [InlineData("bench", "*.cs")]
    [InlineData("migrations", "*.sql")]
    [InlineData("wwwroot", "*.js")]
    [InlineData("wwwroot", "*.css")]
    public void No_file_is_longer_than_two_hundred_lines(string folder, string files) =>
        Assert.Empty(Files(folder, files).Where(file => File.ReadLines(file).Count() > 200).Select(Short));

    private static void Nowhere(string forbidden, RegexOptions options, string folder, string files)
    {
        var rule = new Regex(forbidden, options);
        var searched = Files(folder, files).ToList();

        Assert.NotEmpty(searched);
        Assert.Empty(searched.SelectMany(file => rule.Matches(File.ReadAllText(file)).Select(found => $"{Short(file)}: {found.Value}")));
    }

    private static IEnumerable<string> Files(string folder, string files) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), files, SearchOption.AllDirectories).Where(IsOurs);

    private static bool IsOurs(string file) => !Short(file).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "lib" or "node_modules");

    private static string Short(string file) => Path.GetRelativePath(Repository.Root, file);
}
