namespace Convos.Web;

/// <summary>One download that goes wrong.</summary>
/// <param name="Status">In place of the file.</param>
/// <param name="Elsewhere">Where it sends the caller.</param>
/// <param name="Hold">How long it stands still half-way.</param>
/// <param name="Truncated">Ends half-way.</param>
/// <param name="Altered">As many bytes, but others.</param>
public sealed record DownloadFault(int? Status = null, Uri? Elsewhere = null, TimeSpan Hold = default, bool Truncated = false, bool Altered = false)
{
    public static readonly DownloadFault Error = new(Status: 500);

    public static readonly DownloadFault Gone = new(Status: 404);

    public static readonly DownloadFault Cut = new(Truncated: true);

    public static readonly DownloadFault Other = new(Altered: true);

    public static DownloadFault Slow(TimeSpan hold) => new(Hold: hold);

    public static DownloadFault Redirect(Uri to) => new(Elsewhere: to);
}
