namespace Convos.Bench;

/// <summary>The checkout that is measured.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "Convos.slnx")) ? folder.FullName : Find(folder.Parent!);
}
