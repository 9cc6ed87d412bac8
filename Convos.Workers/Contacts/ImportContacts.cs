using Convos.Data;

namespace Convos.Workers;

/// <summary>Looks at and takes in files of contacts, batch by batch, as long as there is anything to do; whatever a killed process left goes on where it was.</summary>
public sealed class ImportContacts(Database database, TimeProvider clock) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await ContactImports.Step(database, clock.Now(), ct))
        {
        }
    }
}
