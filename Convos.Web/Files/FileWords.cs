using System.Globalization;
using Convos.Workers;
using Microsoft.Extensions.Localization;

namespace Convos.Web;

/// <summary>Why a file cannot be sent, in a sentence that names the rule and what would do.</summary>
public static class FileWords
{
    private static readonly string[] Units = ["B", "KB", "MB"];

    public static string Say(this IStringLocalizer<Texts> texts, FileProblem problem)
    {
        var (limit, facts) = (problem.Limit, problem.Facts);
        string[] words = problem.Rule switch
        {
            FileRule.WrongType => [texts.Is(facts.Mime), texts.An(limit), texts.Accepted(limit)],
            FileRule.Disguised => [texts.Claims(problem.Claimed), texts.Is(facts.Mime), texts.An(limit), texts.Accepted(limit)],
            FileRule.TooLarge => [Size(problem.Size), texts.An(limit), Size(limit.BytesFor(facts))],
            FileRule.TooManyPixels => [Number(facts.Width), Number(facts.Height), Number(Picture.MostPixels / 1_000_000)],
            FileRule.WrongSide => [Number(facts.Width), Number(facts.Height), Number(limit.Side)],
            _ => [],
        };
        return texts[$"File.Problem.{problem.Rule}", words];
    }

    /// <summary>One sentence for each rule that is broken.</summary>
    public static IEnumerable<string> Say(this IStringLocalizer<Texts> texts, StickerResult sticker) => sticker.Faults.Select(fault =>
    {
        string[] words = fault switch
        {
            StickerFault.WrongSize => [Number(Sticker.Side), Number(sticker.Width), Number(sticker.Height)],
            StickerFault.TooHeavy => [Size(sticker.Limit), Size(sticker.Size), Size(sticker.Over)],
            _ => [],
        };
        return texts[$"Sticker.{fault}", words].Value;
    });

    /// <summary>«5 MB», «7,3 MB»: rounded up, so that what is above a limit never reads as if it were at it.</summary>
    public static string Size(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        for (; size >= 1024 && unit < Units.Length - 1; unit++)
        {
            size /= 1024;
        }

        return $"{(Math.Ceiling(size * 10) / 10).ToString("#,0.#", CultureInfo.CurrentCulture)} {Units[unit]}";
    }

    private static string An(this IStringLocalizer<Texts> texts, KindLimit limit) => texts[$"File.An.{limit.Kind}"];

    private static string Is(this IStringLocalizer<Texts> texts, string mime) =>
        MediaTypes.Extension(mime) is { Length: > 0 } end ? $"{texts.Sort(mime)} ({end})" : texts.Sort(mime);

    private static string Claims(this IStringLocalizer<Texts> texts, string? mime) => texts.Sort(mime ?? MediaTypes.Unknown);

    private static string Sort(this IStringLocalizer<Texts> texts, string mime) => texts[$"File.Sort.{MediaTypes.Sort(mime)}"];

    // «JPG o PNG»
    private static string Accepted(this IStringLocalizer<Texts> texts, KindLimit limit)
    {
        var names = limit.Mimes.Select(mime => MediaTypes.Extension(mime)[1..].ToUpperInvariant()).ToList();
        return names.Count == 1 ? names[0] : texts["File.Or", string.Join(", ", names.SkipLast(1)), names[^1]];
    }

    private static string Number(long? number) => (number ?? 0).ToString("N0", CultureInfo.CurrentCulture);
}
