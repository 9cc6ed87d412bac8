using Convos.Data;

namespace Convos.Tests;

/// <summary>What tests of presence share: somebody who is not here yet, their page, and what became of them.</summary>
public abstract class PresenceTest(TestDatabase test) : IClassFixture<TestDatabase>
{
    protected static readonly DateTime Now = Make.Noon;
    protected Guid Browser { get; } = Guid.NewGuid();

    protected Guid Tab { get; } = Guid.NewGuid();

    protected Database Database => test.Database;

    protected async Task<long> Somebody() => (await Make.Operator(Database, online: false)).Id;

    protected Task Arrive(long id, Guid page, Section section, DateTime now) =>
        Presences.Arrive(Database, id, page, Browser, section, arrived: true, now);

    protected async Task Sweep(DateTime now)
    {
        await using var db = await Database.Open();
        await Presences.Sweep(db, now);
    }

    protected async Task<(bool Available, PresenceCause Cause)> State(long id, DateTime now)
    {
        await using var db = await Database.Open();
        var presence = await Presences.Of(db, id, now);
        return (presence.Available, presence.Cause);
    }

    /// <summary>The name is this one and its own number.</summary>
    protected async Task<long> Pause(string name)
    {
        var admin = (await Make.Operator(Database, Role.Admin)).Id;
        var id = (await Pauses.Save(Database, admin, null, new($"{name}-{Make.Number()}", PauseIcon.Coffee), Now)).Id!.Value;
        await Pauses.Save(Database, admin, id, new($"{name} {id}", PauseIcon.Coffee), Now);
        return id;
    }
}
