using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Convos.Tests.LongestFirst", "Convos.Tests")]

namespace Convos.Tests;

/// <summary>Classes that take minutes begin first: one that began last would run on alone beside an idle core.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(HiddenPageTests), nameof(CleanCloneTests), nameof(PublishedTests), nameof(DeskAccessibilityTests), nameof(StartTests), nameof(SettingsAccessibilityTests), nameof(LiveTests),
        nameof(RecordedPayloadsTests), nameof(PresencePageTests), nameof(BackupTests), nameof(TwoMinutesTests), nameof(LifeInBrowserTests), nameof(TalkInBrowserTests), nameof(StickerTests),
        nameof(TemplateTests), nameof(PeopleInBrowserTests), nameof(ListTests), nameof(UnreadWalkTests), nameof(SetAsideWalkTests), nameof(CompanyTests), nameof(FilesTests), nameof(BarTests),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(Rank);

    private static int Rank(ITestCollection collection) =>
        Array.FindIndex(Long, name => collection.DisplayName.EndsWith($".{name}", StringComparison.Ordinal)) is >= 0 and var place ? place : Long.Length;
}
