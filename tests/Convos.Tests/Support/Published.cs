namespace Convos.Tests;

/// <summary>Convos as it is published, once for the whole run: what an installer gets, of the build that the tests belong to.</summary>
public static class Published
{
    private static readonly Lazy<Task<TestFolder>> Made = new(Publish);

    public static async Task<string> Program() => (await Made.Value)[Path.Combine("app", "Convos.Web.dll")];

    public static async Task Remove()
    {
        if (Made is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            (await Made.Value).Dispose();
        }
    }

    private static async Task<TestFolder> Publish()
    {
        var folder = new TestFolder();
        // …/bin/{configuration}/net10.0/
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        await Shell.Run(
            "dotnet", "publish", Path.Combine(Repository.Root, "Convos.Web"), "-c", configuration, "--no-build", "-o", folder["app"], "-v", "q", "-nodeReuse:false");
        return folder;
    }
}
