using Convos.Data;
using Dapper;
using Npgsql;

namespace Convos.Tests;

/// <summary>One inbox, fed by one channel, with the steps that tests of messages repeat.</summary>
public sealed record Desk(Database Database, long Inbox, Channel Channel)
{
    public static async Task<Desk> Open(Database database)
    {
        var inbox = await Make.Inbox(database);
        return new Desk(database, inbox, await Make.Channel(database, inbox));
    }

    public static string Phone() => $"+54911{Make.Number():D8}";

    public Task Arrives(DateTime now, params Inbound[] items) => Make.Arrives(Database, Channel, now, items);

    public Task<Ticket> Ticket(string phone) => Make.Of(Database, Channel, phone);

    public Task<Viewer> Operator(bool online = true) => Make.Operator(Database, online: online, inboxes: Inbox);

    /// <summary>A ticket of one message, assigned to this person.</summary>
    public async Task<Ticket> Held(Viewer by, string? phone = null, DateTime? at = null)
    {
        var ticket = await Make.Ticket(Database, Channel, at, phone);
        return (await Tickets.Apply(Database, TicketMove.Take, by, ticket.Id, at ?? Make.Noon)).Ticket!;
    }

    public async Task<Message> Replies(Viewer by, Ticket ticket, string body, DateTime at) =>
        (await Messages.Reply(Database, by, ticket.Id, body, Guid.NewGuid(), at)).Message!;

    /// <summary>A reply that the channel accepted under this id.</summary>
    public async Task<Message> Sends(Viewer by, Ticket ticket, string externalId, DateTime at)
    {
        var message = await Replies(by, ticket, "hola", at);
        await Outbox.Accepted(Database, (await Claim(at))!, externalId, at);
        return message;
    }

    public async Task<OutboxItem?> Claim(DateTime at)
    {
        await using var db = await Database.Open();
        return await Outbox.Claim(db, at);
    }

    public async Task<Message> Message(long id)
    {
        await using var db = await Database.Open();
        return (await Messages.ForEveryone(db, [id])).Single();
    }

    public async Task<IReadOnlyList<Message>> Chat(string phone)
    {
        var ticket = await Ticket(phone);
        var admin = await Make.Operator(Database, Role.Admin);
        await using var db = await Database.Open();
        return await Messages.Thread(db, admin, ticket.ThreadId, null, 500);
    }

    /// <summary>Every row that ingest writes, as text: equal before and after means that nothing changed.</summary>
    public async Task<string> Everything()
    {
        string[] tables =
        [
            "contacts", "contact_aliases", "threads", "conversations", "tickets", "messages", "message_sends", "reactions", "reaction_sends", "pending_updates",
            "events", "operators", "operator_inboxes", "surveys",
        ];
        await using var db = await Database.Open();
        var rows = tables.Select(table => db.QuerySingle<string>($"select '{table}' || coalesce(string_agg(r::text, E'\\n' order by r::text), '') from {table} r"));
        return string.Join('\n', rows);
    }

    /// <summary>Returns when as many sessions of this database wait for a lock.</summary>
    public async Task Waiting(int sessions)
    {
        await using var db = await Database.Open();
        await Until.True(async () => sessions == await db.QuerySingleAsync<int>(
            "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"));
    }

    /// <summary>A transaction that holds a ticket's row until it is disposed.</summary>
    public Task<IAsyncDisposable> Holds(Ticket ticket) => Holds("tickets", ticket.Id);

    /// <summary>The same of its thread.</summary>
    public Task<IAsyncDisposable> HoldsThread(Ticket ticket) => Holds("threads", ticket.ThreadId);

    private async Task<IAsyncDisposable> Holds(string table, long id)
    {
        var db = new NpgsqlConnection(Database.ConnectionString);
        await db.OpenAsync();
        await db.ExecuteAsync($"begin; select from {table} where id = {id} for update");
        return db;
    }
}
