namespace Convos.Workers;

/// <summary>Finds its own work and can be run twice.</summary>
public interface IJob
{
    Task Run(CancellationToken ct);
}
