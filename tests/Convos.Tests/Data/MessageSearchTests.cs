using Convos.Data;
using Dapper;

namespace Convos.Tests;

[Trait("On", "PostgreSQL15")]
public sealed class MessageSearchTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private static readonly DateTime Noon = Make.Noon;

    private Database Database => test.Database;

    [Theory]
    [InlineData("ENVIO", "El envío sale mañana.|¿Cuánto cuesta el envío?")]
    [InlineData("manana", "El envío sale mañana.")]
    [InlineData("envío cuesta", "¿Cuánto cuesta el envío?")]
    [InlineData("cue env", "¿Cuánto cuesta el envío?")]
    [InlineData("100%", "Es 100% algodón_fino \\ suave")]
    [InlineData("n_fino", "Es 100% algodón_fino \\ suave")]
    [InlineData("_", "Es 100% algodón_fino \\ suave")]
    [InlineData("\\", "Es 100% algodón_fino \\ suave")]
    [InlineData("factura", "Pide factura A")]
    [InlineData("👍", "Genial 👍🏽")]
    [InlineData("nada de esto", "")]
    [InlineData("   ", "")]
    public async Task Words_and_parts_of_words_are_found_in_messages_and_notes_whatever_their_accents_and_case(string typed, string found)
    {
        var (ana, ticket) = await Chat(
            "¿Cuánto cuesta el envío?", "Es 100% algodón_fino \\ suave", "Genial 👍🏽", "El envío sale mañana.");
        await Messages.Note(Database, ana, ticket.Id, "Pide factura A", Guid.NewGuid(), Noon.AddHours(1));

        var hits = await Search(ana, ticket, typed);

        Assert.Equal(found, string.Join('|', hits.Found.Select(hit => hit.Body)));
        Assert.False(hits.More);
    }

    [Fact]
    public async Task Neither_another_thread_nor_a_stranger_finds_anything()
    {
        var (ana, ticket) = await Chat("una palabra rara: zunzuncito");
        var (bruno, other) = await Chat("otra cosa");

        Assert.Single((await Search(ana, ticket, "zunzuncito")).Found);
        Assert.Empty((await Search(bruno, other, "zunzuncito")).Found);
        Assert.Empty((await Search(bruno, ticket, "zunzuncito")).Found);
    }

    [Fact]
    public async Task Of_twenty_thousand_messages_the_latest_hundred_come_and_that_there_are_more_is_told()
    {
        var (ana, ticket) = await Chat("hola");
        await using var db = await Database.Open();
        await db.ExecuteAsync(
            """
            insert into messages (channel_id, thread_id, conversation_id, ticket_id, author, kind, body, sent_at, stored_at, delivery)
            select m.channel_id, m.thread_id, m.conversation_id, m.ticket_id, 'contact', 'text',
              case when n % 100 = 0 then 'Quería saber por el camión número ' else 'Buenas, quería saber cuándo llega lo que pedí, gracias. ' end || n,
              m.sent_at + n * interval '1 minute', m.stored_at, 'received'
            from messages m, generate_series(1, 20000) n
            where m.ticket_id = @id
            """, new { id = ticket.Id });

        var hits = await Search(ana, ticket, "CAMION numero");

        Assert.True(hits.More);
        Assert.Equal(100, hits.Found.Count);
        Assert.Equal("Quería saber por el camión número 20000", hits.Found[0].Body);
        Assert.Equal(hits.Found.OrderByDescending(hit => hit.SentAt), hits.Found);
        Assert.Equal("Quería saber por el camión número 19900", (await Search(ana, ticket, "camión 19900")).Found.Single().Body);
    }

    private async Task<(Viewer Ana, Ticket Ticket)> Chat(params string[] said)
    {
        var desk = await Desk.Open(Database);
        var (ana, phone) = (await desk.Operator(), Desk.Phone());
        await desk.Arrives(Noon, [.. said.Select((text, n) => Make.Text(phone, text, Noon.AddMinutes(n)))]);
        return (ana, await desk.Ticket(phone));
    }

    private async Task<Hits> Search(Viewer viewer, Ticket ticket, string typed)
    {
        await using var db = await Database.Open();
        return await Messages.Search(db, viewer, ticket.ThreadId, typed);
    }
}
