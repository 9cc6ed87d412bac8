namespace Convos.Data;

// The countries that a number without its own may be of.
public static partial class PhoneNumbers
{
    /// <summary>As the library names them (<c>AR</c>), each with what is dialled before its numbers.</summary>
    public static IReadOnlyList<(string Region, int Code)> Regions { get; } =
        [.. Library.GetSupportedRegions().Select(region => (region, Library.GetCountryCodeForRegion(region))).OrderBy(one => one.region, StringComparer.Ordinal)];

    public static bool IsRegion(string region) => Library.GetSupportedRegions().Contains(region);
}
