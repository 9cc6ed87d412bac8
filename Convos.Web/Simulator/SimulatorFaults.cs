namespace Convos.Web;

/// <summary>The ways in which the next call, upload or download can be made to fail on screen; the texts are <c>Simulator.Fault.…</c>.</summary>
public static class SimulatorFaults
{
    private static readonly Dictionary<string, Action<FakeGraph>> Known = new()
    {
        ["Rejected"] = Call(GraphFault.Refusal(131026)),
        ["Later"] = Call(GraphFault.Refusal(131000, 500)),
        ["Rate"] = Call(GraphFault.Refusal(130429)),
        ["Lost"] = Call(GraphFault.BadGateway(accepts: true)),
        ["Vanished"] = Call(GraphFault.BadGateway(accepts: false)),
        ["Late"] = Call(GraphFault.Late(TimeSpan.FromSeconds(20))),
        ["Failed"] = Call(GraphFault.FailedAfterwards(131053)),
        ["Upload"] = graph => graph.Media.FailNextUpload(GraphFault.Refusal(131000, 500)),
        ["DownloadError"] = Download(DownloadFault.Error),
        ["DownloadGone"] = Download(DownloadFault.Gone),
        ["DownloadCut"] = Download(DownloadFault.Cut),
        ["DownloadOther"] = Download(DownloadFault.Other),
        ["DownloadSlow"] = Download(DownloadFault.Slow(TimeSpan.FromSeconds(20))),
        ["DownloadElsewhere"] = Download(DownloadFault.Redirect(new("http://elsewhere.invalid/file"))),
    };

    public static IEnumerable<string> Names => Known.Keys;

    public static Action<FakeGraph>? Named(string? name) => Known.GetValueOrDefault(name ?? "");

    private static Action<FakeGraph> Call(GraphFault fault) => graph => graph.FailNext(fault);

    private static Action<FakeGraph> Download(DownloadFault fault) => graph => graph.Media.FailNext(fault);
}
