using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>A channel that greets: «1» Ventas, «2» Soporte, «3» a person, who sits in the channel's own inbox.</summary>
public sealed record DialogueDesk(Desk Desk, long Sales, long Support, Dialogue Dialogue)
{
    public const string Closed = "Estamos fuera de horario.";

    public static readonly Timetable Office = new(
        "UTC", [.. Enumerable.Repeat<Hours[]>([new(new(9, 0), new(18, 0))], 5), [], []], []);

    public static async Task<DialogueDesk> Open(Database database, Func<Dialogue, Dialogue>? change = null)
    {
        var desk = await Convos.Tests.Desk.Open(database);
        var (sales, support) = (await Make.Inbox(database), await Make.Inbox(database));
        var dialogue = new Dialogue(
            "¡Hola! Elige:", [new("Ventas", sales), new("Soporte", support)], new("Hablar con una persona", desk.Inbox), null, Closed, "Ya te atienden.", "No entendí.");
        return await new DialogueDesk(desk, sales, support, dialogue).With(change ?? (same => same));
    }

    public async Task<DialogueDesk> With(Func<Dialogue, Dialogue> change, bool inForce = true)
    {
        var dialogue = change(Dialogue);
        await Dialogues.Save(Desk.Database, null, Desk.Channel.Name, dialogue, inForce, Make.Noon);
        await using var db = await Desk.Database.Open();
        return this with { Dialogue = dialogue, Desk = Desk with { Channel = (await Channels.ByName(db, Desk.Channel.Name))! } };
    }

    /// <summary>Nothing of earlier tests waits to be sent.</summary>
    public static async Task EmptyOutbox(Database database)
    {
        await using var db = await database.Open();
        await db.ExecuteAsync("update message_sends set state = 'sent' where state in ('queued', 'sending')");
    }

    public static async Task<long> Schedule(Database database) =>
        (await Schedules.Save(database, null, null, 0, $"Oficina {Make.Number()}", Office, Make.Noon)).Id!.Value;

    /// <summary>Taken in at the moment at which it was written.</summary>
    public Task Writes(string phone, string text, DateTime at) => Desk.Arrives(at, Make.Text(phone, text, at));

    /// <summary>What the bot has said on all threads, oldest first.</summary>
    public Task<string[]> Said() => Make.One<string[]>(
        Desk.Database, "select coalesce(array_agg(body order by id), '{}') from messages where channel_id = @id and author = 'bot'", new { id = Desk.Channel.Id });

    public Task<int> Tickets() =>
        Make.One<int>(Desk.Database, "select count(*)::int from tickets where channel_id = @id", new { id = Desk.Channel.Id });
}
