namespace Convos.Tests;

/// <summary>The way into the PostgreSQL that a running app started for itself.</summary>
public static class OwnDatabase
{
    public static string ConnectionString(string dataFolder)
    {
        var home = Path.Combine(dataFolder, "pg18");
        var port = File.ReadLines(Path.Combine(home, "cluster", "postmaster.pid")).ElementAt(3);
        var password = File.ReadAllText(Path.Combine(home, "password"));
        return $"Host=127.0.0.1;Port={port};Username=convos;Password={password};Database=convos;Pooling=false";
    }
}
