using System.Text.RegularExpressions;
using System.Xml.Linq;
using Convos.Data;

namespace Convos.Tests;

/// <summary>What is on screen stands in one pair of files, Spanish and English, and nowhere else.</summary>
public sealed partial class TextsTests
{
    private static readonly string Web = Path.Combine(Repository.Root, "Convos.Web");

    private static readonly string[] Spanish = Keys("Texts.resx");

    private static readonly string Sources = string.Concat(
        Directory.EnumerateFiles(Web, "*.cs*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".cshtml", StringComparison.Ordinal))
            .Where(file => !Path.GetRelativePath(Web, file).StartsWith("obj", StringComparison.Ordinal))
            .Select(File.ReadAllText));

    [Fact]
    public void Both_languages_have_the_same_keys_in_order()
    {
        Assert.Equal(Spanish.Order(StringComparer.Ordinal), Spanish);
        Assert.Equal(Spanish, Keys("Texts.en.resx"));
    }

    [Fact]
    public void Every_text_is_asked_for_by_its_key_or_by_its_family()
    {
        var unused = Spanish.Where(key =>
            !Sources.Contains($"\"{key}\"", StringComparison.Ordinal)
            && !Families(key).Any(family => Sources.Contains($"$\"{family}.{{", StringComparison.Ordinal)));

        Assert.Empty(unused);
    }

    [Fact]
    public void Every_key_that_is_asked_for_has_a_text()
    {
        var asked = AskedFor().Matches(Sources).Select(match => match.Groups[1].Value).Distinct();

        Assert.Empty(asked.Except(Spanish));
    }

    [Theory]
    [InlineData("Author", typeof(Author))]
    [InlineData("Cause", typeof(PresenceCause))]
    [InlineData("Delivery", typeof(Delivery))]
    [InlineData("Empty", typeof(TicketView))]
    [InlineData("Kind", typeof(MessageKind))]
    [InlineData("Origin", typeof(TicketOrigin))]
    [InlineData("Refusal", typeof(RefusalReason))]
    [InlineData("Role", typeof(Role))]
    [InlineData("Status", typeof(TicketStatus))]
    [InlineData("Theme", typeof(Theme))]
    [InlineData("View", typeof(TicketView))]
    public void Every_value_of_a_family_has_a_text(string family, Type values)
    {
        Assert.Empty(Enum.GetNames(values).Select(name => $"{family}.{name}").Except(Spanish));
    }

    private static string[] Keys(string file) =>
        [.. XDocument.Load(Path.Combine(Web, "Texts", file)).Root!.Elements("data").Select(text => (string)text.Attribute("name")!)];

    // Error.404.Title is of the family Error.
    private static IEnumerable<string> Families(string key) =>
        key.Split('.') is var parts ? Enumerable.Range(1, parts.Length - 1).Select(take => string.Join('.', parts.Take(take))) : [];

    [GeneratedRegex("""(?:\bT|[Tt]exts)\["([^"]+)"[],]""")]
    private static partial Regex AskedFor();
}
