using Convos.Data;

namespace Convos.Workers;

/// <summary>Asks the customers of tickets that were closed how they were attended, where their inbox does so.</summary>
public sealed class SurveyCustomers(Database database, TimeProvider clock) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await Surveys.SayNext(database, clock.Now()))
        {
        }
    }
}
