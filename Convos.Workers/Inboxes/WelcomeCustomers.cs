using Convos.Data;

namespace Convos.Workers;

/// <summary>Says the welcomes that inboxes owe to customers who have got their first operator.</summary>
public sealed class WelcomeCustomers(Database database, TimeProvider clock) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await Welcomes.SayNext(database, clock.Now()))
        {
        }
    }
}
