using System.Collections.Concurrent;
using System.Text.Json;
using Convos.Workers;

namespace Convos.Web;

// What goes wrong with its next calls.
public sealed partial class FakeGraph
{
    private readonly ConcurrentQueue<GraphFault> faults = new();
    private readonly ConcurrentQueue<GraphFault> readingFaults = new();
    private readonly ConcurrentQueue<GraphFault> typingFaults = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<GraphFault>> faultsOf = new();

    /// <summary>The next that is said, a reaction too: by whichever number, where none is named.</summary>
    public void FailNext(GraphFault fault, string? account = null) =>
        (account is null ? faults : faultsOf.GetOrAdd(account, _ => new())).Enqueue(fault);

    /// <summary>What merely says that somebody has read takes no other fault.</summary>
    public void FailReading(GraphFault fault) => readingFaults.Enqueue(fault);

    /// <summary>Nor does what merely shows that somebody is writing.</summary>
    public void FailTyping(GraphFault fault) => typingFaults.Enqueue(fault);

    private GraphFault? Fault(string account, JsonElement body)
    {
        var own = faultsOf.GetValueOrDefault(account);
        var queue = body.At("typing_indicator").IsObject() ? typingFaults
            : IsReadMark(body) ? readingFaults
            : own is { IsEmpty: false } ? own
            : faults;
        return queue.TryDequeue(out var fault) ? fault : null;
    }
}
