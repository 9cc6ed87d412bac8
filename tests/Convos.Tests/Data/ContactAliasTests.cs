using Convos.Data;

namespace Convos.Tests;

/// <summary>A contact is known by any of their aliases, and never has to have a phone.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class ContactAliasTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Theory]
    [InlineData("+5491155550101", "541155550101", "+54 9 11 5555-0101")]
    [InlineData("+5541955501077", "554155501077", "554155501077")]
    [InlineData("+5215555550101", "525555550101", "+525555550101")]
    public async Task The_spellings_of_one_number_are_one_contact(params string[] spellings)
    {
        var desk = await Desk.Open(Database);

        foreach (var spelling in spellings)
        {
            await desk.Arrives(Make.Noon, Make.Text(spelling, "hola"));
        }

        Assert.Equal((1, 1), (await Contacts(desk), await Threads(desk)));
    }

    [Fact]
    public async Task Someone_without_a_number_is_a_contact_who_can_be_answered()
    {
        var desk = await Desk.Open(Database);

        await desk.Arrives(Make.Noon, From(new Sender([User("AR.1")], "Ana (@ana)", null, "AR.1")));

        var (name, phone, address) = await Make.One<(string, string?, string)>(Database,
            "select c.name, c.phone, th.address from threads th join contacts c on c.id = th.contact_id where th.channel_id = @id", new { id = desk.Channel.Id });
        Assert.Equal(("Ana (@ana)", null, "AR.1"), (name, phone, address));
    }

    [Fact]
    public async Task A_new_alias_of_an_old_acquaintance_is_remembered_and_their_number_shown()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());
        await desk.Arrives(Make.Noon, From(new Sender([User("AR.2")], "Ana", null, "AR.2")));

        await desk.Arrives(Make.Noon, From(new Sender([User("AR.2"), Number(phone)], "Ana", phone, phone)));
        await desk.Arrives(Make.Noon, From(new Sender([Number(phone)], "Ana", phone, phone)));

        Assert.Equal((1, 1), (await Contacts(desk), await Threads(desk)));
        Assert.Equal(phone, await Make.One<string>(Database,
            "select c.phone from threads th join contacts c on c.id = th.contact_id where th.channel_id = @id", new { id = desk.Channel.Id }));
    }

    [Fact]
    public async Task Two_senders_of_one_batch_who_share_an_alias_are_one_contact()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());

        await desk.Arrives(Make.Noon,
            From(new Sender([Number(phone)], "Ana", phone, phone)),
            From(new Sender([User("AR.3"), Number(phone)], "Ana", phone, phone)),
            From(new Sender([User("AR.3")], "Ana", null, "AR.3")));

        Assert.Equal((1, 1), (await Contacts(desk), await Threads(desk)));
        Assert.Equal("AR.3", await Make.One<string>(Database, "select address from threads where channel_id = @id", new { id = desk.Channel.Id }));
    }

    [Fact]
    public async Task A_name_without_end_is_cut_and_no_character_is_torn()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());

        await desk.Arrives(Make.Noon, From(new Sender([Number(phone)], new string('n', 199) + "😀😀", phone, phone)));

        Assert.Equal(new string('n', 199), (await desk.Ticket(phone)).ContactName);
    }

    [Fact]
    public async Task Whoever_gives_no_name_is_shown_by_their_number()
    {
        var (desk, phone) = (await Desk.Open(Database), Desk.Phone());

        await desk.Arrives(Make.Noon, From(new Sender([Number(phone)], null, "+54 9 11 0000-0000", phone)));

        Assert.Equal("+54 9 11 0000-0000", (await desk.Ticket(phone)).ContactName);
    }

    private static Alias User(string id) => new("whatsapp_user", id);

    private static Alias Number(string phone) => new("phone", PhoneNumbers.Canonical(phone));

    private static InboundMessage From(Sender sender) => Make.Text("+1", "hola") with { Sender = sender };

    private Task<int> Contacts(Desk desk) =>
        Make.One<int>(Database, "select count(distinct contact_id)::int from threads where channel_id = @id", new { id = desk.Channel.Id });

    private Task<int> Threads(Desk desk) =>
        Make.One<int>(Database, "select count(*)::int from threads where channel_id = @id", new { id = desk.Channel.Id });
}
