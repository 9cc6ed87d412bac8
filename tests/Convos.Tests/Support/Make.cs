using Convos.Data;
using Dapper;
using Npgsql;

namespace Convos.Tests;

/// <summary>Builds what a test starts from, through the moves themselves: tickets are born of messages, people arrive.</summary>
public static class Make
{
    private static int counter;

    public static readonly DateTime Noon = new(2026, 3, 2, 12, 0, 0, DateTimeKind.Utc);

    public static int Number() => Interlocked.Increment(ref counter);

    public static async Task<long> Inbox(Database database, string? name = null)
    {
        await using var db = await database.Open();
        return await Inboxes.Create(db, name ?? $"Inbox {Number()}", "", 3, Noon);
    }

    /// <summary>An inbox's settings, changed by an administrator; its people and teams stay.</summary>
    public static async Task Rules(Database database, long inbox, Func<InboxSettings, InboxSettings> change)
    {
        var admin = await Operator(database, Role.Admin, online: false);
        await using var db = await database.Open();
        var people = (await Inboxes.Members(db, inbox)).Where(member => member.Duty is not null).ToDictionary(member => member.OperatorId, member => member.Duty!.Value);
        Assert.Null((await Inboxes.Save(database, admin.Id, inbox, change((await Inboxes.SettingsOf(db, inbox))!), people, Noon)).Problem);
    }

    public static async Task<Channel> Channel(Database database, long inbox, string? secret = null)
    {
        await using var db = await database.Open();
        var name = $"channel-{Number()}";
        await Channels.Create(db, "whatsapp", name, $"10{Number():D13}", "+1 555", inbox, secret ?? "secret", "verify", "token", Noon);
        return (await Channels.ByName(db, name))!;
    }

    /// <summary>Somebody who is En línea unless told otherwise, member of these inboxes.</summary>
    public static async Task<Viewer> Operator(
        Database database, Role role = Role.Operator, bool online = true, DateTime? at = null, params long[] inboxes)
    {
        await using var db = await database.Open();
        var number = Number();
        var id = await Operators.Create(db, $"Operator {number}", $"operator{number}@convos.test", "-", role, Noon);
        foreach (var inbox in inboxes)
        {
            await Inboxes.AddMember(db, inbox, id, attends: true);
        }

        if (online)
        {
            await Presences.Choose(database, id, available: true, at ?? Noon);
            await StaysHere(db, id, at ?? Noon);
        }

        return (await Operators.Viewers(db, [id]))[id];
    }

    /// <summary>A page of theirs gives signs of life for as long as any test lasts.</summary>
    public static Task StaysHere(NpgsqlConnection db, long id, DateTime from) => Presences.SignOfLife(
        db, id, Guid.NewGuid(), Guid.NewGuid(), Section.Conversations, from.AddYears(1));

    public static Sender Sender(string phone) =>
        new([new Alias("phone", PhoneNumbers.Canonical(phone))], $"Customer {phone}", PhoneNumbers.Display(phone), phone);

    public static InboundMessage Text(string phone, string body, DateTime? at = null, string? id = null) =>
        new(id ?? $"wamid.{Guid.NewGuid():N}", at ?? Noon, Sender(phone), MessageKind.Text, body, null, null);

    public static Task Arrives(Database database, Channel channel, DateTime now, params Inbound[] items) =>
        database.InTransaction(async db =>
        {
            await Ingest.Apply(db, channel, items, now);
            return true;
        });

    /// <summary>A queued ticket born of one message.</summary>
    public static async Task<Ticket> Ticket(Database database, Channel channel, DateTime? at = null, string? phone = null)
    {
        phone ??= $"+54911{Number():D8}";
        await Arrives(database, channel, at ?? Noon, Text(phone, "hola", at));
        return await Of(database, channel, phone);
    }

    public static async Task<Ticket> Of(Database database, Channel channel, string phone)
    {
        await using var db = await database.Open();
        var id = await db.QuerySingleAsync<long>(
            """
            select t.id
            from tickets t join contact_aliases a on a.contact_id = t.contact_id
            where t.channel_id = @channel and a.value = @phone
            order by t.id desc
            limit 1
            """, new { channel = channel.Id, phone = PhoneNumbers.Canonical(phone) });
        return (await Tickets.ForEveryone(db, [id])).Single();
    }

    public static async Task<Ticket> Ticket(Database database, long id)
    {
        await using var db = await database.Open();
        return (await Tickets.ForEveryone(db, [id])).Single();
    }

    public static async Task<T> One<T>(Database database, string sql, object? parameters = null)
    {
        await using var db = await database.Open();
        return await db.QuerySingleAsync<T>(sql, parameters);
    }
}
