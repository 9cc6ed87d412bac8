using Convos.Data;
using Dapper;
using Npgsql;

namespace Convos.Tests;

/// <summary>What administrators do to people, and that one of them always stays.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class PeopleTests(TestDatabase test) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly DateTime Now = Make.Noon;

    private Viewer admin = null!;

    private Database Database => test.Database;

    // Each test starts with one administrator.
    public async Task InitializeAsync()
    {
        await using (var db = await Database.Open())
        {
            await db.ExecuteAsync("update operators set role = 'operator'");
        }

        admin = await Make.Operator(Database, Role.Admin);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Whoever_is_added_is_invited_and_has_no_password_at_all()
    {
        var added = await Links.Add(Database, admin, Links.Email());

        Assert.Null(await Make.One<string?>(Database, "select password_hash from operators where id = @Id", new { added.Id }));
        Assert.Equal(PersonState.Invited, (await Line(added.Id!.Value)).State);
    }

    [Fact]
    public async Task Inboxes_with_duties_and_teams_are_saved_with_the_person_and_logged_by_name()
    {
        var (ventas, soporte) = (await Make.Inbox(Database), await Make.Inbox(Database));
        var team = (await Teams.Save(Database, admin.Id, null, new($"Equipo {Make.Number()}", ""), [], Now)).Id!.Value;
        var email = Links.Email();

        var id = (await People.Save(Database, admin.Id, null, new("Carla", email, Role.Operator),
            new Dictionary<long, InboxDuty> { [ventas] = InboxDuty.Attends, [soporte] = InboxDuty.Supervises }, [team], Now)).Id!.Value;
        var made = await Line(id);
        await People.Save(Database, admin.Id, id, new("Carla", email, Role.Supervisor),
            new Dictionary<long, InboxDuty> { [soporte] = InboxDuty.Attends }, [], Now);
        var changed = await Line(id);

        Assert.Equal((1, 1, 1), (made.Attends.Length, made.Supervises.Length, made.Teams.Length));
        Assert.Equal((1, 0, 0), (changed.Attends.Length, changed.Supervises.Length, changed.Teams.Length));
        var logged = await Logged(id);
        Assert.Contains("\"teams\": [[], [\"Equipo", logged[0]);
        Assert.Contains("\"role\": [\"operator\", \"supervisor\"]", logged[1]);
        Assert.Contains("\"attends\"", logged[1]);
        Assert.DoesNotContain("\"email\"", logged[1]);
    }

    [Fact]
    public async Task An_address_is_taken_whatever_its_case()
    {
        var email = Links.Email();
        await Links.Add(Database, admin, email);

        var again = await Links.Add(Database, admin, email.ToUpperInvariant());

        Assert.Equal(PeopleRefusal.EmailTaken, again.Refusal);
    }

    [Fact]
    public async Task The_last_administrator_is_neither_disabled_nor_demoted_and_one_who_never_came_in_does_not_count()
    {
        await Links.Add(Database, admin, Links.Email(), Role.Admin);

        var disabled = await People.Disable(Database, admin.Id, admin.Id, Now);
        var demoted = await Links.Edit(Database, admin, admin.Id, "same@convos.test", Role.Supervisor);

        Assert.Equal((PeopleRefusal.LastAdmin, PeopleRefusal.LastAdmin), (disabled.Refusal, demoted.Refusal));
        Assert.Equal((Role.Admin, PersonState.Active), ((await Line(admin.Id)).Role, (await Line(admin.Id)).State));
    }

    [Fact]
    public async Task Of_two_administrators_who_disable_each_other_one_wins()
    {
        for (var race = 0; race < 20; race++)
        {
            var other = await Make.Operator(Database, Role.Admin);
            var third = race % 2 == 0 ? await Make.Operator(Database, Role.Admin) : null;

            var results = await Task.WhenAll(
                People.Disable(Database, admin.Id, other.Id, Now), People.Disable(Database, other.Id, admin.Id, Now));

            Assert.Single(results, result => result.Refusal is null);
            Assert.Single(results, result => result.Refusal is PeopleRefusal.LastAdmin or PeopleRefusal.NotAdmin);
            admin = third ?? (results[0].Refusal is null ? admin : other);
            await using var db = await Database.Open();
            await db.ExecuteAsync("update operators set role = 'operator' where id <> @Id", new { admin.Id });
        }
    }

    [Fact]
    public async Task The_second_of_two_waits_for_the_first_and_sees_what_it_did()
    {
        var other = await Make.Operator(Database, Role.Admin);
        await using var first = new NpgsqlConnection(Database.ConnectionString);
        await first.OpenAsync();
        await using var transaction = await first.BeginTransactionAsync();
        await first.ExecuteAsync("update operators set role = 'operator' where id = @Id", new { other.Id });

        var second = People.Disable(Database, admin.Id, admin.Id, Now);
        await Until.True(async () => await Make.One<int>(Database,
            "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 1);
        await transaction.CommitAsync();

        Assert.Equal(PeopleRefusal.LastAdmin, (await second).Refusal);
    }

    [Fact]
    public async Task Disabling_ends_presence_sessions_and_links_and_enabling_does_not_bring_them_back()
    {
        var email = Links.Email();
        var (id, token) = await Links.Invited(Database, admin, email, Now);
        await using var db = await Database.Open();
        await db.ExecuteAsync("update operators set password_hash = '-' where id = @id", new { id });
        await Presences.Choose(Database, id, available: true, Now);
        var stamp = (await Operators.ByEmail(db, email))!.Stamp;

        await People.Disable(Database, admin.Id, id, Now);
        var viewer = await Operators.Viewer(db, id, stamp);
        var cause = (await Presences.Of(db, id, Now)).Cause;
        await People.Enable(Database, admin.Id, id, Now);

        Assert.Null(viewer);
        Assert.Equal(PresenceCause.Disabled, cause);
        Assert.Null(await Operators.Viewer(db, id, stamp));
        Assert.Equal(LinkState.Replaced, (await OneTimeLinks.Open(db, Convos.Web.LinkToken.Hash(token), LinkPurpose.Invite, Now)).State);
        Assert.Equal(["created", "invited", "disabled", "enabled"], (await Logged(id)).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task What_somebody_holds_is_returned_by_the_moves_and_what_changed_hands_stays()
    {
        var inbox = await Make.Inbox(Database);
        var channel = await Make.Channel(Database, inbox);
        var (ana, bruno) = (await Make.Operator(Database, inboxes: inbox), await Make.Operator(Database, inboxes: inbox));
        var (hers, his) = (await Make.Ticket(Database, channel), await Make.Ticket(Database, channel));
        await Tickets.Apply(Database, TicketMove.Take, ana, hers.Id, Now);
        await Tickets.Apply(Database, TicketMove.Take, bruno, his.Id, Now);
        await Presences.Choose(Database, admin.Id, available: false, Now);

        var returned = await Tickets.ReturnAll(Database, admin, ana.Id, Now);
        var not = await Tickets.Apply(Database, TicketMove.Return, admin, his.Id, Now, heldBy: ana.Id);

        Assert.Equal(1, returned);
        Assert.NotNull(not.Refusal);
        Assert.Equal((TicketStatus.Queued, null), ((await Make.Ticket(Database, hers.Id)).Status, (await Make.Ticket(Database, hers.Id)).OperatorId));
        Assert.Equal(bruno.Id, (await Make.Ticket(Database, his.Id)).OperatorId);
        await using var db = await Database.Open();
        Assert.Empty(await TicketCounters.Differences(db));
    }

    [Fact]
    public async Task The_list_is_searched_by_name_or_address_filtered_by_state_and_goes_on_where_it_ended()
    {
        var word = $"x{Make.Number()}ñandú";
        foreach (var name in new[] { "c", "A", "b" })
        {
            await Links.Add(Database, admin, Links.Email(), name: $"{word} {name}");
        }

        await using var db = await Database.Open();
        var first = await People.List(db, word.ToUpperInvariant().Replace("Ú", "U", StringComparison.Ordinal), PersonState.Invited, null, 2, Now);
        var rest = await People.List(db, word, null, first[^1].Id, 2, Now);
        var active = await People.List(db, word, PersonState.Active, null, 10, Now);

        Assert.Equal([$"{word} A", $"{word} b", $"{word} c"], first.Concat(rest).Select(person => person.Name));
        Assert.Empty(active);
        Assert.Empty(await People.List(db, "%", null, null, 10, Now));
    }

    [Fact]
    public async Task When_somebody_was_last_seen_outlives_their_pages()
    {
        var ana = await Make.Operator(Database, online: false);
        await using var db = await Database.Open();
        await Presences.SignOfLife(db, ana.Id, Guid.NewGuid(), Guid.NewGuid(), Section.Conversations, Now);

        await Presences.Sweep(db, Now.AddDays(3));

        Assert.Equal(Now, (await Line(ana.Id)).LastSeenAt);
        Assert.Equal(0, await Make.One<int>(Database, "select count(*)::int from operator_pages where operator_id = @Id", new { ana.Id }));
    }

    private async Task<PersonLine> Line(long id)
    {
        await using var db = await Database.Open();
        return (await People.Find(db, id, Now))!;
    }

    private async Task<IReadOnlyList<string>> Logged(long id)
    {
        await using var db = await Database.Open();
        return (await db.QueryAsync<string>(
            "select action || ' ' || changes from audit where subject = 'operator' and subject_id = @id order by id", new { id })).AsList();
    }
}
