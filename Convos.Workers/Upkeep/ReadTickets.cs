using Convos.Data;

namespace Convos.Workers;

/// <summary>Reads the texts of tickets in which something was said, so that they are found by it.</summary>
public sealed class ReadTickets(Database database) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await TicketTexts.Read(database, ct))
        {
        }
    }
}
