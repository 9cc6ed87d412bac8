using System.Text.RegularExpressions;

namespace Convos.Tests;

/// <summary>What a view must not hold: anything that our Content-Security-Policy refuses, literal words, and, where it is streamed, anything of one person.</summary>
public sealed partial class ViewsTests
{
    private static readonly string Pages = Path.Combine(Repository.Root, "Convos.Web", "Pages");

    /// <summary>The same bytes go to everybody whom the change concerns.</summary>
    private static readonly string[] Streamed =
    [
        "Inbox/_TicketRow", "Inbox/_Count", "Chat/_Message", "Chat/_Event", "Chat/_Ticks", "Chat/_ChatHead", "Chat/_ComposerState", "Chat/_Company", "Chat/_CardTicket",
        "Presence/_PresenceSwitch", "Presence/_Dropped", "Presence/_Colleague", "Mentions/_Mention",
    ];

    public static TheoryData<string> Views =>
        [.. Directory.EnumerateFiles(Pages, "*.cshtml", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Pages, file))];

    public static TheoryData<string> StreamedViews => [.. Streamed];

    [Theory]
    [MemberData(nameof(Views))]
    public void A_view_holds_nothing_that_the_policy_refuses(string view)
    {
        Assert.Empty(Refused().Matches(Text(view)).Select(match => match.Value));
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void A_view_holds_no_words_of_its_own(string view)
    {
        var words = Words().Matches(Code().Replace(Text(view), "")).Select(match => match.Groups[1].Value.Trim());

        Assert.Empty(words.Except(["Convos", "Español", "English"]));
    }

    [Theory]
    [MemberData(nameof(StreamedViews))]
    public void A_streamed_view_holds_nothing_of_one_person_or_request(string view)
    {
        Assert.Empty(OfOnePerson().Matches(Text($"{view}.cshtml")).Select(match => match.Value));
    }

    // «~» adds a print to a name; a module has as many lives as names.
    [Fact]
    public void A_module_that_others_import_is_loaded_by_the_name_by_which_they_do()
    {
        var scripts = Directory.EnumerateFiles(Path.Combine(Repository.Root, "wwwroot", "js"), "*.js").Select(File.ReadAllText);
        var imported = scripts.SelectMany(script => Imports().Matches(script)).Select(found => found.Groups[1].Value);

        Assert.Empty(imported.Intersect(Printed().Matches(Text("Shared/_Layout.cshtml")).Select(found => found.Groups[1].Value)));
    }

    private static string Text(string view) => File.ReadAllText(Path.Combine(Pages, view));

    [GeneratedRegex("""\s(style|on[a-z]+|hx-on[^=\s]*|nonce)=|<style|<script(?![^>]*\ssrc=)|\bjs:|javascript:|hx-trigger="[^"]*\[|asp-validation-summary""")]
    private static partial Regex Refused();

    [GeneratedRegex("""method="post"|\basp-|\bUrl\.|\bUser\.|\bContext\.|AntiForgery|\bDateTime\.(Utc)?Now""", RegexOptions.IgnoreCase)]
    private static partial Regex OfOnePerson();

    [GeneratedRegex("""(?:from|import\()\s*'\./([a-z]+\.js)'""")]
    private static partial Regex Imports();

    [GeneratedRegex("""type="module" src="~/js/([a-z]+\.js)""")]
    private static partial Regex Printed();

    // Razor's own lines and blocks: directives, comments, @{ … }, @if (…), expressions.
    [GeneratedRegex("""@\*.*?\*@|^@\{.*?^\}|^\s*@?(using|model|inject|page|switch|case|break|default|else|foreach|if|var)\b[^\n<]*$|@T\[[^\]]*\]|@\((?>[^()]+|\((?<d>)|\)(?<-d>))*\)|"[^"]*"|'[^']*'""", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    [GeneratedRegex(""">([^<>@{}=;]*\p{L}{3,}[^<>@{}=;]*)<""")]
    private static partial Regex Words();
}
