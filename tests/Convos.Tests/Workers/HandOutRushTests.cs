using Convos.Bench;
using Convos.Data;

namespace Convos.Tests;

/// <summary>
/// What assignment promises, held under load: fifty arrivals a second, twenty people who come and go, two nodes that both hand out.
/// The minute-long form is the bench's «hand-out».
/// </summary>
public sealed class HandOutRushTests : IAsyncLifetime
{
    private Database Database { get; set; } = null!;

    private TestApp[] Nodes { get; set; } = [];

    public async Task InitializeAsync()
    {
        Database = new Database(await TestPostgres.Create());
        Nodes = [await TestApp.On(Database), await TestApp.On(Database)];
    }

    public async Task DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Database.DisposeAsync();
        await TestPostgres.Drop(Database.ConnectionString);
    }

    [Fact]
    public async Task Nobody_gets_what_they_are_away_or_full_for_the_oldest_goes_first_and_shares_are_equal()
    {
        var desks = new List<Desk>();
        for (var n = 0; n < 3; n++)
        {
            desks.Add(await Desk.Open(Database));
        }

        var people = new List<Viewer>();
        for (var n = 0; n < 20; n++)
        {
            people.Add(await Make.Operator(Database, at: DateTime.UtcNow, inboxes: [.. desks.Select(desk => desk.Inbox)]));
        }

        var known = desks.Select(_ => new List<string>()).ToArray();
        var rush = new Rush(Database, [.. desks.Select(desk => desk.Inbox)], people, (place, again) =>
        {
            var phone = again && known[place].Count > 0 ? known[place][known[place].Count / 2] : Desk.Phone();
            known[place].Add(phone);
            var now = DateTime.UtcNow;
            return desks[place].Arrives(now, Make.Text(phone, "hola", now));
        });

        await rush.Prepare();
        await rush.Turmoil(TimeSpan.FromSeconds(15));
        var found = await rush.Calm(TimeSpan.FromSeconds(4));

        Assert.Empty(found.Violations);
        Assert.InRange(found.LargestShareGap, 0, 1);
        // Fifty a second where the machine can; however few, some were given and some were taken.
        Assert.True(found.Given >= 10 && found.Taken >= 5 && found.Moved >= 1, $"{found.Arrived} arrived, {found.Given} given, {found.Taken} taken, {found.Moved} moved on");
        Assert.Equal(40, found.Room.Count);
    }
}
