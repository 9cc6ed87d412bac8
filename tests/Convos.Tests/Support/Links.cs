using Convos.Data;
using Convos.Web;

namespace Convos.Tests;

/// <summary>People as administrators make them, and the links that let them in.</summary>
public static class Links
{
    private static readonly Dictionary<long, InboxDuty> Nowhere = [];

    public static Task<PersonResult> Add(Database database, Viewer admin, string email, Role role = Role.Operator, string name = "Carla Díaz") =>
        People.Save(database, admin.Id, null, new(name, email, role), Nowhere, [], DateTime.UtcNow);

    public static Task<PersonResult> Edit(Database database, Viewer admin, long id, string email, Role role, string name = "Carla Díaz") =>
        People.Save(database, admin.Id, id, new(name, email, role), Nowhere, [], DateTime.UtcNow);

    /// <summary>Somebody invited, and the token of their link.</summary>
    public static async Task<(long Id, string Token)> Invited(Database database, Viewer admin, string email, DateTime? at = null)
    {
        var id = (await Add(database, admin, email)).Id!.Value;
        return (id, await New(database, admin, id, at));
    }

    public static async Task<string> New(Database database, Viewer admin, long id, DateTime? at = null)
    {
        var (token, hash) = LinkToken.New();
        var now = at ?? DateTime.UtcNow;
        var (_, made) = await People.NewLink(database, admin.Id, id, hash, now.AddHours(48), now);
        Assert.NotNull(made);
        return token;
    }

    public static string Email(string who = "person") => $"{who}{Make.Number()}@convos.test";
}
