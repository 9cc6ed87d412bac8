namespace Convos.Web;

/// <summary>The ways in which the next call can be made to fail on screen; the texts are <c>Simulator.Fault.…</c>.</summary>
public static class SimulatorFaults
{
    private static readonly Dictionary<string, GraphFault> Known = new()
    {
        ["Rejected"] = GraphFault.Refusal(131026),
        ["Later"] = GraphFault.Refusal(131000, 500),
        ["Rate"] = GraphFault.Refusal(130429),
        ["Lost"] = GraphFault.BadGateway(accepts: true),
        ["Vanished"] = GraphFault.BadGateway(accepts: false),
        ["Late"] = GraphFault.Late(TimeSpan.FromSeconds(20)),
        ["Failed"] = GraphFault.FailedAfterwards(131053),
    };

    public static IEnumerable<string> Names => Known.Keys;

    public static GraphFault? Named(string? name) => Known.GetValueOrDefault(name ?? "");
}
