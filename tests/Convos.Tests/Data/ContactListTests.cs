using System.Text.Json.Nodes;
using Convos.Data;

namespace Convos.Tests;

/// <summary>Who is found by what is typed and chosen, in which order, page by page to the end.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ContactListTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Now = Make.Noon;

    private Database Database => test.Database;

    [Theory]
    [InlineData("munoz")]
    [InlineData("MUÑOZ begoña")]
    [InlineData("bego")]
    [InlineData("mu")]
    [InlineData("begona.munoz@")]
    [InlineData("cliente-7781")]
    [InlineData("55550177")]
    [InlineData("+54 9 11 5555-0177")]
    [InlineData("+54 9 11 5555")]
    [InlineData("11 5555 0177")]
    public async Task Somebody_is_found_by_any_part_of_what_is_known_of_them(string typed)
    {
        var ana = await Somebody();
        var field = await Field();
        var id = await Contact(ana, "Begoña Muñoz", ["+5491155550177"], "begona.munoz@example.org", (field, "Cliente-7781"));

        Assert.Contains(id, await Found(ana, new ContactFilter(typed)));
    }

    [Theory]
    [InlineData("zzz")]
    [InlineData("oz")]
    [InlineData("100%")]
    [InlineData("b_go")]
    [InlineData("Begoña Pérez")]
    public async Task What_is_no_part_of_it_finds_nobody(string typed)
    {
        var ana = await Somebody();
        var id = await Contact(ana, "Begoña Muñoz", [], null);

        Assert.DoesNotContain(id, await Found(ana, new ContactFilter(typed)));
    }

    [Fact]
    public async Task Conditions_add_up()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var field = await Field();
        var ticket = await Make.Ticket(Database, desk.Channel, Now);
        var silent = await Contact(ana, $"Silencio {Make.Number()}", [], null, (field, "oro"));
        await using var db = await Database.Open();
        var tag = (await Tags.Create(db, $"Etiqueta {Make.Number()}", "", 1, Now))!.Value;
        await Contacts.Tag(Database, ana, ticket.ContactId, tag, Now);
        await Contacts.Tag(Database, ana, silent, tag, Now);

        Assert.Equal([ticket.ContactId, silent], await Found(ana, new ContactFilter(Tag: tag)));
        Assert.Equal([ticket.ContactId], await Found(ana, new ContactFilter(Tag: tag, Channel: desk.Channel.Id)));
        Assert.Equal([silent], await Found(ana, new ContactFilter(Tag: tag, Field: field)));
        Assert.Equal([silent], await Found(ana, new ContactFilter(Tag: tag, Field: field, Answer: "ORO")));
        Assert.Empty(await Found(ana, new ContactFilter(Tag: tag, Field: field, Answer: "plata")));
        Assert.Equal([ticket.ContactId], await Found(ana, new ContactFilter(Tag: tag, From: Now.AddHours(-1), To: Now.AddHours(1))));
        Assert.Empty(await Found(ana, new ContactFilter(Tag: tag, From: Now.AddHours(1))));
        Assert.Equal(2, await Contacts.Count(db, ana, new ContactFilter(Tag: tag), 10));
    }

    [Theory]
    [InlineData(ContactOrder.Activity)]
    [InlineData(ContactOrder.Name)]
    public async Task Page_by_page_everybody_is_there_once(ContactOrder order)
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var mark = $"Página{Make.Number()}x";
        for (var one = 0; one < 5; one++)
        {
            var wrote = await Make.Ticket(Database, desk.Channel, Now.AddMinutes(one));
            var card = (await Card(ana, wrote.ContactId))!;
            await Contacts.Save(Database, ana, wrote.ContactId, card.Contact.Version, Contacts.SettingsOf(card) with { Name = $"{mark} {9 - one}" }, Now);
            await Contact(ana, $"{mark} {one}", [], null);
        }

        var (pages, after) = (new List<ContactRow>(), (string?)null);
        await using var db = await Database.Open();
        do
        {
            var page = await Contacts.List(db, ana, new ContactFilter(mark, Order: order), after, 3);
            pages.AddRange(page);
            after = page.Count == 3 ? page[^1].Place : null;
        }
        while (after is not null);

        Assert.Equal(10, pages.Select(row => row.Id).Distinct().Count());
        Assert.Equal(10, pages.Count);
        Assert.Equal(order == ContactOrder.Name ? pages.OrderBy(row => row.Name, StringComparer.Ordinal) : pages.OrderByDescending(row => row.LastInboundAt ?? DateTime.MinValue).ThenByDescending(row => row.Id), pages);
    }

    [Fact]
    public async Task More_than_are_counted_are_walked_through_and_found_page_by_page_all_the_same()
    {
        var desk = await Desk.Open(Database);
        var admin = await Make.Operator(Database, Role.Admin);
        var mark = $"Multitud{Make.Number()}x";
        await using var db = await Database.Open();
        await Dapper.SqlMapper.ExecuteAsync(db,
            "insert into contacts (name, created_at) select @mark || ' ' || n, @Now from generate_series(1, @most) n", new { mark, Now, most = Contacts.MostAtOnce + 50 });
        var wrote = await Make.Ticket(Database, desk.Channel, Now);
        var card = (await Card(admin, wrote.ContactId))!;
        await Contacts.Save(Database, admin, wrote.ContactId, card.Contact.Version, Contacts.SettingsOf(card) with { Name = $"{mark} escribió" }, Now);

        var first = await Contacts.List(db, admin, new ContactFilter(mark), null, 30);
        var second = await Contacts.List(db, admin, new ContactFilter(mark), first[^1].Place, 30);

        Assert.Equal(wrote.ContactId, first[0].Id);
        Assert.Equal(60, first.Concat(second).Select(row => row.Id).Distinct().Count());
        Assert.All(first.Concat(second), row => Assert.StartsWith(mark, row.Name, StringComparison.Ordinal));
        Assert.Equal(Contacts.MostAtOnce + 1, await Contacts.Count(db, admin, new ContactFilter(mark), Contacts.MostAtOnce + 1));
        Assert.Single(await Contacts.List(db, admin, new ContactFilter($"{mark} escribió"), null, 30));
    }

    [Fact]
    public async Task A_tag_goes_on_all_that_a_filter_finds_and_on_nobody_that_one_may_not_know()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var mark = $"Grupo{Make.Number()}x";
        long[] mine = [await Contact(ana, $"{mark} 1", [], null), await Contact(ana, $"{mark} 2", [], null)];
        var elsewhere = await Make.Ticket(Database, (await Desk.Open(Database)).Channel, Now);
        await using var db = await Database.Open();
        var tag = (await Tags.Create(db, $"Etiqueta {Make.Number()}", "", 1, Now))!.Value;

        var picked = await Contacts.TagAll(Database, ana, new ContactFilter(), [mine[0], elsewhere.ContactId], tag, on: true, Now);
        var all = await Contacts.TagAll(Database, ana, new ContactFilter(mark), null, tag, on: true, Now);
        var off = await Contacts.TagAll(Database, ana, new ContactFilter(Tag: tag), null, tag, on: false, Now);

        Assert.Equal((1, 1, 2), (picked, all, off));
        Assert.Equal(4, await Make.One<int>(Database, "select count(*)::int from events where contact_id = any(@mine) and kind in ('contact_tagged', 'contact_untagged')", new { mine }));
        Assert.Empty((await Card(await Make.Operator(Database, Role.Admin), elsewhere.ContactId))!.Contact.Tags);
    }

    [Fact]
    public async Task A_segment_is_ones_own_or_everybodys_by_those_who_lead()
    {
        var (ana, lead) = (await Somebody(), await Make.Operator(Database, Role.Supervisor));
        var name = $"Segmento {Make.Number()}";

        await Segments.Save(Database, ana, SegmentList.Contacts, name, "tag=1", shared: true, Now);
        await Segments.Save(Database, lead, SegmentList.Contacts, name, "tag=2", shared: true, Now);
        await Segments.Save(Database, lead, SegmentList.Contacts, name.ToUpperInvariant(), "tag=3", shared: true, Now);

        await using var db = await Database.Open();
        Assert.Equal([("tag=3", true, false), ("tag=1", false, true)], (await Segments.All(db, ana, SegmentList.Contacts)).Where(segment => segment.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(segment => (segment.Query, segment.Shared, segment.MayDelete)));
        Assert.Single((await Segments.All(db, lead, SegmentList.Contacts)), segment => segment.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private Task<Viewer> Somebody() => Make.Operator(Database, inboxes: []);

    private async Task<long> Field() =>
        (await ContactFields.Save(Database, (await Somebody()).Id, null, new FieldSettings($"Campo {Make.Number()}", FieldKind.Text, false, []), Now)).Id!.Value;

    private async Task<long> Contact(Viewer by, string name, string[] phones, string? email, params (long Field, string Answer)[] answers)
    {
        var settings = new ContactSettings(name, phones, email, null, null, "", new(answers.ToDictionary(one => one.Field, one => (JsonNode)JsonValue.Create(one.Answer)!)));
        var saved = await Contacts.Create(Database, by, settings, Now);
        // The same number in another case of the same theory is the same person.
        return saved.Id ?? saved.TakenBy!.Value;
    }

    private async Task<ContactCard?> Card(Viewer viewer, long id)
    {
        await using var db = await Database.Open();
        return await Contacts.Card(db, viewer, id);
    }

    private async Task<IEnumerable<long>> Found(Viewer viewer, ContactFilter filter)
    {
        await using var db = await Database.Open();
        return [.. (await Contacts.List(db, viewer, filter, null, 1000)).Select(row => row.Id)];
    }
}
