using System.Diagnostics;
using System.Reflection;

namespace Convos.Web.Pages;

/// <summary>The process that answers: its version, age, memory, open streams, and the disk that it keeps data on.</summary>
public sealed record NodeState(string Name, string Version, DateTime StartedAt, long Memory, int Streams, long DiskFree, long DiskSize)
{
    public static NodeState Read(LiveHub hub, IConfiguration configuration, IHostEnvironment environment)
    {
        using var process = Process.GetCurrentProcess();
        var disk = new DriveInfo(DataFolder(configuration, environment));
        return new(
            Environment.MachineName,
            typeof(NodeState).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            process.StartTime.ToUniversalTime(),
            process.WorkingSet64,
            hub.Subscribers.Count,
            disk.AvailableFreeSpace,
            disk.TotalSize);
    }

    // It exists only once something was kept there.
    private static string DataFolder(IConfiguration configuration, IHostEnvironment environment)
    {
        var folder = Path.Combine(environment.ContentRootPath, configuration["Data:Folder"] ?? "data");
        return Directory.Exists(folder) ? folder : environment.ContentRootPath;
    }
}
