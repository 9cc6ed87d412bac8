using System.Text.Json.Nodes;
using Convos.Data;

namespace Convos.Tests;

/// <summary>Contacts are found by what they answered, each kind of answer as it is: words by part of them, all else as a whole.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ContactAnswersTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Fact]
    public async Task Yes_and_no_days_numbers_and_options_are_found_as_a_whole_and_words_by_part_of_them()
    {
        var ana = await Make.Operator(Database, inboxes: []);
        var (member, born, owes, plan, remark) = (
            await Field(ana, FieldKind.YesNo), await Field(ana, FieldKind.Date), await Field(ana, FieldKind.Number), await Field(ana, FieldKind.List), await Field(ana, FieldKind.Text));
        var one = await Contact(ana, (member, true), (born, "1990-12-31"), (owes, 1234.50m), (plan, "Plata"), (remark, "Vino con su hermana"));
        var other = await Contact(ana, (member, false), (born, "1990-12-30"), (owes, 12m), (plan, "Plata fina"), (remark, "Hermanos"));

        Assert.Equal([one], await Found(ana, member, "true"));
        Assert.Equal([other], await Found(ana, member, "false"));
        Assert.Equal([one], await Found(ana, born, "1990-12-31"));
        Assert.Empty(await Found(ana, born, "1990-12"));
        Assert.Equal([one], await Found(ana, owes, "1234,5"));
        Assert.Equal([other], await Found(ana, owes, "12"));
        Assert.Empty(await Found(ana, owes, "doce"));
        Assert.Equal([one], await Found(ana, plan, "plata"));
        Assert.Equal([one, other], (await Found(ana, remark, "herman")).Order());
    }

    [Fact]
    public async Task Who_wrote_until_a_day_is_counted_as_listed()
    {
        var desk = await Desk.Open(Database);
        var ana = await desk.Operator();
        var (early, late) = (await Make.Ticket(Database, desk.Channel, Make.Noon), await Make.Ticket(Database, desk.Channel, Make.Noon.AddDays(2)));
        // Both threads of one person are one of whom the later one counts.
        var both = Desk.Phone();
        var second = desk with { Channel = await Make.Channel(Database, desk.Inbox) };
        await desk.Arrives(Make.Noon, Make.Text(both, "hola", Make.Noon));
        await second.Arrives(Make.Noon.AddDays(2), Make.Text(both, "hola", Make.Noon.AddDays(2)));
        await using var db = await Database.Open();
        var until = new ContactFilter(Channel: desk.Channel.Id, To: Make.Noon.AddDays(1));
        var since = new ContactFilter(Channel: desk.Channel.Id, From: Make.Noon.AddDays(1));

        Assert.Equal([early.ContactId], (await Contacts.List(db, ana, until, null, 10)).Select(row => row.Id));
        Assert.Equal(1, await Contacts.Count(db, ana, until, 10));
        Assert.Equal(2, await Contacts.Count(db, ana, since, 10));
        Assert.Contains(late.ContactId, (await Contacts.List(db, ana, since with { Order = ContactOrder.Name }, null, 10)).Select(row => row.Id));
    }

    private async Task<long> Field(Viewer by, FieldKind kind) =>
        (await ContactFields.Save(Database, by.Id, null, new($"Campo {Make.Number()}", kind, false, kind == FieldKind.List ? ["Plata", "Plata fina"] : []), Make.Noon)).Id!.Value;

    private async Task<long> Contact(Viewer by, params (long Field, object Answer)[] answers) =>
        (await Contacts.Create(
            Database, by, new($"Alguien {Make.Number()}", [], null, null, null, "", new(answers.ToDictionary(one => one.Field, one => (JsonNode)JsonValue.Create(one.Answer)!))), Make.Noon)).Id!.Value;

    private async Task<long[]> Found(Viewer viewer, long field, string answer)
    {
        await using var db = await Database.Open();
        return [.. (await Contacts.List(db, viewer, new ContactFilter(Field: field, Answer: answer), null, 10)).Select(row => row.Id)];
    }
}
