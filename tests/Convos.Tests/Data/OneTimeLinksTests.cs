using Convos.Data;
using Convos.Web;
using Dapper;

namespace Convos.Tests;

/// <summary>A link lets its holder choose a password, once, and the database never knows the link.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class OneTimeLinksTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon;

    private Database Database => test.Database;

    [Fact]
    public async Task Of_ten_that_use_a_link_at_once_one_does()
    {
        var (id, token) = await Invited();

        var used = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => OneTimeLinks.Use(Database, LinkToken.Hash(token), LinkPurpose.Invite, $"hash{n}", Now)));

        var winner = Array.IndexOf(used, true);
        Assert.Single(used, done => done);
        Assert.Equal($"hash{winner}", await Make.One<string>(Database, "select password_hash from operators where id = @id", new { id }));
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from audit where subject_id = @id and action = 'password_set'", new { id }));
    }

    [Fact]
    public async Task A_link_says_why_it_is_not_good_and_names_nobody_it_does_not_know()
    {
        var (id, token) = await Invited();
        var admin = await Make.Operator(Database, Role.Admin);

        var good = await Open(token, Now);
        var expired = await Open(token, Now.AddHours(48));
        var otherPurpose = await Open(token, Now, LinkPurpose.Reset);
        var forged = await Open($"{token}x", Now);
        var newer = await Links.New(Database, admin, id, Now);
        var replaced = await Open(token, Now);
        await OneTimeLinks.Use(Database, LinkToken.Hash(newer), LinkPurpose.Invite, "hash", Now);
        var used = await Open(newer, Now);

        Assert.Equal(
            [LinkState.Good, LinkState.Expired, LinkState.Unknown, LinkState.Unknown, LinkState.Replaced, LinkState.Used],
            new[] { good, expired, otherPurpose, forged, replaced, used }.Select(link => link.State));
        Assert.Equal(("", ""), (forged.Name, forged.Email));
    }

    [Theory]
    [InlineData(48)]
    [InlineData(49)]
    public async Task An_expired_link_changes_nothing(int hours)
    {
        var (id, token) = await Invited();

        Assert.False(await OneTimeLinks.Use(Database, LinkToken.Hash(token), LinkPurpose.Invite, "hash", Now.AddHours(hours)));
        Assert.Null(await Make.One<string?>(Database, "select password_hash from operators where id = @id", new { id }));
    }

    [Fact]
    public async Task Using_a_link_ends_every_session_and_every_other_link_and_unlocks()
    {
        var admin = await Make.Operator(Database, Role.Admin);
        var ana = await Make.Operator(Database);
        await using var db = await Database.Open();
        var email = await db.QuerySingleAsync<string>("select email from operators where id = @Id", new { ana.Id });
        await db.ExecuteAsync("update operators set locked_until = @until where id = @Id", new { ana.Id, until = Now.AddHours(1) });
        var asked = LinkToken.New();
        await OneTimeLinks.MakeForgotten(Database, email, asked.Hash, Now.AddHours(1), Now);
        var given = LinkToken.New();
        await OneTimeLinks.MakeForgotten(Database, email, given.Hash, Now.AddHours(1), Now);

        var used = await OneTimeLinks.Use(Database, asked.Hash, LinkPurpose.Reset, "hash", Now);

        Assert.True(used);
        Assert.Equal(LinkState.Replaced, (await OneTimeLinks.Open(db, given.Hash, LinkPurpose.Reset, Now)).State);
        Assert.Null(await Operators.Viewer(db, ana.Id, ana.Stamp));
        Assert.Null((await Operators.ByEmail(db, email))!.LockedUntil);
        Assert.NotNull(await Operators.Viewers(db, [admin.Id]));
    }

    [Fact]
    public async Task Asking_too_often_makes_no_more_links_and_takes_no_invitation_away()
    {
        var (id, token) = await Invited();
        var email = await Make.One<string>(Database, "select email from operators where id = @id", new { id });

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            OneTimeLinks.MakeForgotten(Database, email.ToUpperInvariant(), LinkToken.New().Hash, Now.AddHours(1), Now)));
        var later = await OneTimeLinks.MakeForgotten(Database, email, LinkToken.New().Hash, Now.AddHours(3), Now.AddMinutes(61));

        Assert.Equal(3, made.Count(link => link is not null));
        Assert.All(made.OfType<LinkFor>(), link => Assert.Equal(LinkPurpose.Invite, link.Purpose));
        Assert.NotNull(later);
        Assert.Equal(LinkState.Good, (await Open(token, Now)).State);
    }

    [Fact]
    public async Task Nobody_unknown_or_disabled_gets_a_link()
    {
        var admin = await Make.Operator(Database, Role.Admin);
        var email = Links.Email();
        var id = (await Links.Add(Database, admin, email)).Id!.Value;
        await People.Disable(Database, admin.Id, id, Now);

        Assert.Null(await OneTimeLinks.MakeForgotten(Database, email, LinkToken.New().Hash, Now.AddHours(1), Now));
        Assert.Null(await OneTimeLinks.MakeForgotten(Database, "nobody@convos.test", LinkToken.New().Hash, Now.AddHours(1), Now));
        Assert.Equal(PeopleRefusal.Disabled, (await People.NewLink(Database, admin.Id, id, LinkToken.New().Hash, Now.AddHours(1), Now)).Result.Refusal);
    }

    [Fact]
    public async Task Another_address_ends_the_links_that_went_to_the_old_one()
    {
        var admin = await Make.Operator(Database, Role.Admin);
        var (id, token) = await Invited(admin);

        await Links.Edit(Database, admin, id, Links.Email("other"), Role.Operator);

        Assert.Equal(LinkState.Replaced, (await Open(token, Now)).State);
    }

    [Fact]
    public async Task The_token_is_nowhere_in_the_database()
    {
        var (_, token) = await Invited();

        var row = await Make.One<string>(Database, "select string_agg(l::text, '') from one_time_links l");

        Assert.DoesNotContain(token, row, StringComparison.Ordinal);
        Assert.Equal(43, token.Length);
    }

    private async Task<(long Id, string Token)> Invited(Viewer? by = null) =>
        await Links.Invited(Database, by ?? await Make.Operator(Database, Role.Admin), Links.Email(), Now);

    private async Task<OpenedLink> Open(string token, DateTime at, LinkPurpose purpose = LinkPurpose.Invite)
    {
        await using var db = await Database.Open();
        return await OneTimeLinks.Open(db, LinkToken.Hash(token), purpose, at);
    }
}
