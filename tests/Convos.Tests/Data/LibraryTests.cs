using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>The library: who keeps and sees which folder, what a chat is offered, and that its bytes stay as long as it does.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class LibraryTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon.AddMinutes(5);

    private Database Database => test.Database;

    [Theory]
    [InlineData(Role.Operator, false, false, false)]
    [InlineData(Role.Supervisor, true, true, false)]
    [InlineData(Role.Admin, true, true, true)]
    public async Task Those_who_lead_keep_everybodys_folder_and_those_of_their_inboxes(Role role, bool everyones, bool own, bool others)
    {
        var (inbox, other) = (await Make.Inbox(Database), await Make.Inbox(Database));
        var person = await Make.Operator(Database, role, inboxes: inbox);

        Assert.Equal([everyones, own, others], [await Added(person, null), await Added(person, inbox), await Added(person, other)]);
        Assert.False(await Library.Add(Database, person, new("nada", long.MaxValue), File(), Now));
    }

    [Fact]
    public async Task A_folder_is_seen_by_the_people_of_its_inbox_alone()
    {
        var (inbox, other) = (await Make.Inbox(Database), await Make.Inbox(Database));
        var admin = await Make.Operator(Database, Role.Admin);
        var (ana, bruno) = (await Make.Operator(Database, Role.Operator, inboxes: inbox), await Make.Operator(Database, Role.Operator, inboxes: other));
        var mine = await Kept(admin, inbox);

        await using var db = await Database.Open();
        Assert.Equal(mine, (await Library.Find(db, ana, mine))?.Id);
        Assert.Contains(mine, (await Library.List(db, ana, new(Inbox: inbox), null, 100)).Select(file => file.Id));
        Assert.Null(await Library.Find(db, bruno, mine));
        Assert.Null(await Library.Bytes(db, bruno, mine));
        Assert.DoesNotContain(mine, (await Library.List(db, bruno, new(), null, 1000)).Select(file => file.Id));
        Assert.DoesNotContain(mine, (await Library.List(db, ana, new(Everyone: true), null, 1000)).Select(file => file.Id));
    }

    [Fact]
    public async Task A_chat_is_offered_everybodys_files_and_its_inboxs_the_most_used_first_and_takes_no_others()
    {
        var (desk, other) = (await Desk.Open(Database), await Make.Inbox(Database));
        var admin = await Make.Operator(Database, Role.Admin);
        var ticket = await desk.Held(await desk.Operator());
        var word = $"palabra{Make.Number()}";
        var (first, second, elsewhere) = (await Kept(admin, null, word), await Kept(admin, desk.Inbox, word), await Kept(admin, other, word));

        await using var db = await Database.Open();
        var used = await Library.Use(db, admin, [elsewhere, first, long.MaxValue], ticket.Id, Now);

        Assert.Equal("lista.pdf", Assert.Single(used).FileName);
        Assert.Equal([first, second], (await Library.Offered(db, admin, ticket.Id, word.ToUpperInvariant())).Select(file => file.Id));
        Assert.Equal((1, Now), ((await Library.Find(db, admin, first))!.Uses, (await Library.Find(db, admin, first))!.LastUsedAt));
        Assert.Empty(await Library.Use(db, await Make.Operator(Database, inboxes: other), [first], ticket.Id, Now));
    }

    [Fact]
    public async Task Title_and_folder_change_with_a_line_in_the_audit_and_nobody_moves_a_file_where_they_keep_none()
    {
        var (inbox, other) = (await Make.Inbox(Database), await Make.Inbox(Database));
        var lead = await Make.Operator(Database, Role.Supervisor, inboxes: inbox);
        var id = await Kept(lead, inbox, "Antes");

        Assert.Equal(LibraryFault.UnknownFolder, await Library.Change(Database, lead, id, new("Después", other), Now));
        Assert.Equal(LibraryFault.NoTitle, await Library.Change(Database, lead, id, LibraryFileSettings.Of(" \n ", inbox), Now));
        Assert.Equal(LibraryFault.TitleTooLong, await Library.Change(Database, lead, id, new(new string('x', 121), inbox), Now));
        Assert.Equal(LibraryFault.NoFile, await Library.Change(Database, await Make.Operator(Database, Role.Operator, inboxes: inbox), id, new("x", inbox), Now));
        Assert.Null(await Library.Change(Database, lead, id, new("Después", null), Now));

        Assert.Equal("""{"title": ["Antes", "Después"], "inbox_id": [%, null]}""".Replace("%", $"{inbox}", StringComparison.Ordinal),
            await Make.One<string>(Database, "select changes::text from audit where subject = 'library_file' and subject_id = @id and action = 'edited'", new { id }));
    }

    [Fact]
    public async Task What_is_deleted_is_offered_no_more_comes_back_whole_and_is_forgotten_after_its_time()
    {
        var admin = await Make.Operator(Database, Role.Admin);
        var file = File();
        var id = await Kept(admin, null, "Catálogo", file);

        Assert.Equal("Catálogo", await Library.Delete(Database, admin, id, Now));
        Assert.Null(await Library.Delete(Database, admin, id, Now));
        await using var db = await Database.Open();
        Assert.Null(await Library.Find(db, admin, id));
        Assert.Equal("Catálogo", await Library.Restore(Database, admin, id, Now));
        Assert.Null(await Library.Restore(Database, admin, id, Now));
        Assert.NotNull(await Library.Find(db, admin, id));

        // The bytes stay while anything may show them.
        Assert.DoesNotContain(file.File.Name, await StoredFiles.Prune(db, Now.AddYears(1)));
        await Library.Delete(Database, admin, id, Now);
        Assert.DoesNotContain(file.File.Name, await StoredFiles.Prune(db, Now.AddYears(1)));
        await Library.Prune(db, Now.AddSeconds(1));
        Assert.Contains(file.File.Name, await StoredFiles.Prune(db, Now.AddYears(1)));
    }

    private async Task<bool> Added(Viewer viewer, long? inbox) => await Library.Add(Database, viewer, new("Lista", inbox), File(), Now);

    private async Task<long> Kept(Viewer viewer, long? inbox, string title = "Lista de precios", KeptFile? file = null)
    {
        Assert.True(await Library.Add(Database, viewer, new(title, inbox), file ?? File(), Now));
        await using var db = await Database.Open();
        return await db.QuerySingleAsync<long>("select max(id) from library_files where title = @title", new { title });
    }

    private static KeptFile File() => new(MessageKind.Document, "lista.pdf",
        new StoredFile($"{Make.Number():x64}", "application/pdf", 10, null, null, false, null));
}
