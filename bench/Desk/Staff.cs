using System.Globalization;
using Convos.Data;
using Convos.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Convos.Bench;

/// <summary>The people, inboxes and channels of a generated desk, made as the program makes them. Everybody's password is <see cref="Password"/>.</summary>
public static class Staff
{
    public const string Password = "convos-bench";
    public const string Admin = "admin@convos.test";
    public const string AppSecret = "convos-bench-secret";
    public const string AccessToken = "convos-bench-token";

    public static string Email(int number) => string.Create(CultureInfo.InvariantCulture, $"operador{number}@convos.test");

    public static string Account(int channel) => string.Create(CultureInfo.InvariantCulture, $"{200_000_000_000_000L + channel}");

    public static string ChannelName(int channel) => string.Create(CultureInfo.InvariantCulture, $"banco-{channel}");

    /// <summary>Each operator attends one to three inboxes; one in ten supervises instead.</summary>
    internal static async Task<Desk> Hire(Database database, Scale scale, Random random, DateTime at)
    {
        await using var services = new ServiceCollection().AddLogging().AddSingleton(database).AddSecrets().BuildServiceProvider();
        var secrets = services.GetRequiredService<ISecrets>();
        var hash = new PasswordHasher<Operator>().HashPassword(null!, Password);
        await using var db = await database.Open();
        await Operators.Create(db, "Administración", Admin, hash, Role.Admin, at);
        var desk = new Desk();
        for (var number = 0; number < scale.Inboxes; number++)
        {
            var inbox = await Inboxes.Create(db, $"Bandeja {number + 1}", "Consultas y reclamos", number % 16, at);
            desk.Inboxes.Add(inbox, []);
            desk.Channels.Add((await Channel(db, secrets, number, inbox, at), inbox));
        }

        for (var number = 0; number < scale.Operators; number++)
        {
            await Employ(db, desk, number, hash, random, at);
        }

        await Installation.MarkClaimed(db, at);
        return desk;
    }

    private static Task<long> Channel(NpgsqlConnection db, ISecrets secrets, int number, long inbox, DateTime at) =>
        Channels.Create(
            db, "whatsapp", ChannelName(number), Account(number), $"+54 9 11 5555-{number:D4}", inbox,
            secrets.Seal(AppSecret), secrets.Seal("convos-bench-verify"), secrets.Seal(AccessToken), at);

    private static async Task Employ(NpgsqlConnection db, Desk desk, int number, string hash, Random random, DateTime at)
    {
        var supervises = number % 10 == 9;
        var id = await Operators.Create(db, $"{new Words(random).Name()}", Email(number), hash, supervises ? Role.Supervisor : Role.Operator, at);
        desk.Operators.Add(id);
        var inboxes = desk.Inboxes.Keys.ToArray();
        var first = number % inboxes.Length;
        for (var more = random.Next(3); more >= 0; more--)
        {
            var inbox = inboxes[(first + (more * 3)) % inboxes.Length];
            await Inboxes.AddMember(db, inbox, id, attends: !supervises);
            if (!supervises && !desk.Inboxes[inbox].Contains(id))
            {
                desk.Inboxes[inbox].Add(id);
            }
        }
    }
}

/// <summary>Ids of what was made: who attends each inbox, which inbox each channel feeds.</summary>
internal sealed class Desk
{
    public Dictionary<long, List<long>> Inboxes { get; } = [];

    public List<(long Id, long Inbox)> Channels { get; } = [];

    public List<long> Operators { get; } = [];
}
