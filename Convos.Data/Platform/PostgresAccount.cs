namespace Convos.Data;

/// <summary>Under whose name the server runs: our own, or, when we are root, one that PostgreSQL accepts.</summary>
internal sealed record PostgresAccount(string[] Prefix, string? Owner, bool IsOther)
{
    private static readonly PostgresAccount Ourselves = new([], Owner: null, IsOther: false);

    public IReadOnlyList<string> Line(params string[] command) => [.. Prefix, .. command];

    public static async Task<PostgresAccount> Choose(RootRunsPostgresAs wanted, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return Ourselves;
        }

        var people = (await File.ReadAllLinesAsync("/etc/passwd", ct)).Select(line => line.Split(':')).ToArray();
        PostgresAccount[] ways = [.. Namespaced(people), .. Others(people)];
        foreach (var way in ways.Where(way => Fits(way, wanted)))
        {
            if (await Command.Works(way.Line("true"), ct))
            {
                return way;
            }
        }

        throw new CannotStartException(
            "PostgreSQL does not run as root, and this machine refuses both a user namespace (unshare -U) and the accounts postgres and nobody (setpriv). Start Convos as an ordinary user, or name a PostgreSQL of your own in ConnectionStrings:Convos.");
    }

    private static bool Fits(PostgresAccount way, RootRunsPostgresAs wanted) => wanted switch
    {
        RootRunsPostgresAs.NamespaceUser => !way.IsOther,
        RootRunsPostgresAs.OtherAccount => way.IsOther,
        _ => true,
    };

    /// <summary>Gives a folder and all in it to the account.</summary>
    public async Task Own(string folder, CancellationToken ct)
    {
        if (Owner is not null && await Command.Run(["chown", "-R", Owner, folder], ct) is { Succeeded: false } refused)
        {
            throw new CannotStartException($"{folder} cannot be given to the account that runs PostgreSQL: {refused.Output}");
        }
    }

    // Inside it looks like the named user, outside its files stay root's. initdb wants a number that has a name.
    private static IEnumerable<PostgresAccount> Namespaced(string[][] people) =>
        from person in people.Where(person => person[2] != "0").OrderByDescending(person => person[2] == "1000").Take(1)
        select new PostgresAccount(["unshare", "-U", $"--map-user={person[2]}", $"--map-group={person[3]}"], "0:0", IsOther: false);

    private static IEnumerable<PostgresAccount> Others(string[][] people) =>
        from name in new[] { "postgres", "nobody" }
        from person in people.Where(person => person[0] == name)
        select new PostgresAccount(
            ["setpriv", $"--reuid={person[2]}", $"--regid={person[3]}", "--clear-groups"], $"{person[2]}:{person[3]}", IsOther: true);
}
