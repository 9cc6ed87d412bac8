using Convos.Data;
using Microsoft.AspNetCore.Identity;

namespace Convos.Web;

/// <summary>
/// The desk that Development starts with: people, channels, and a week of chats in every state. All of it is made through
/// the moves, at the times at which it would have happened, so every ticket has its events and figures.
/// </summary>
public sealed class DemoDesk(Database database, ISecrets secrets, IPasswordHasher<Operator> hasher, TimeProvider clock)
{
    public const string Password = "convos-demo";

    public static readonly IReadOnlyList<(string Name, string Email, Role Role)> People =
    [
        ("Administración", "admin@convos.test", Role.Admin),
        ("Supervisora", "supervisora@convos.test", Role.Supervisor),
        ("Ana", "ana@convos.test", Role.Operator),
        ("Bruno", "bruno@convos.test", Role.Operator),
    ];

    public static readonly IReadOnlyList<(string Name, string Description, int Colour)> Tags =
    [
        ("Cliente frecuente", "Compró tres veces o más", 4),
        ("Envío", "Pregunta o reclamo por una entrega", 1),
        ("Factura", "Pide o corrige una factura", 9),
        ("Reclamo", "Algo salió mal y hay que repararlo", 5),
    ];

    private static readonly (string Name, PauseIcon Icon)[] Breaks =
        [("Almuerzo", PauseIcon.Utensils), ("Descanso", PauseIcon.Coffee), ("Reunión", PauseIcon.Users), ("Capacitación", PauseIcon.GraduationCap)];

    /// <summary>Once: a seeding that was cut short is started over. Answers whether it seeded.</summary>
    public async Task<bool> Seed()
    {
        await using var db = await database.Open();
        if (await Installation.IsClaimed(db))
        {
            return false;
        }

        await Installation.EmptyUnclaimed(db);
        var monday = clock.Now().AddDays(-7);
        var staff = await Staff(monday);
        var ventas = await Inboxes.Create(db, "Ventas", "Consultas y compras", 9, monday);
        var soporte = await Inboxes.Create(db, "Soporte", "Ayuda después de la compra", 4, monday);
        await Members(ventas, soporte, staff);
        await Rules(ventas, staff, monday);
        await Reports.SetZone(database, staff["admin@convos.test"], "America/Argentina/Buenos_Aires", monday);
        await Channel("whatsapp-demo", "100000000000001", "+54 9 11 5555-0001", ventas, monday);
        await Channel("whatsapp-soporte", "100000000000002", "+54 9 11 5555-0002", soporte, monday);
        await Channel("whatsapp-menu", "100000000000003", "+54 9 11 5555-0003", ventas, monday);
        await Menu(ventas, soporte, staff["admin@convos.test"], monday);
        foreach (var (name, description, colour) in Tags)
        {
            await Convos.Data.Tags.Create(db, name, description, colour, monday);
        }

        foreach (var (name, icon) in Breaks)
        {
            await Pauses.Save(database, staff["admin@convos.test"], null, new(name, icon), monday);
        }

        var viewers = await Viewers(staff);
        await DemoShortcuts.Seed(database, viewers["supervisora@convos.test"], viewers["ana@convos.test"], ventas, soporte, monday);
        await new DemoWeek(database, clock.Now(), viewers).Play();
        await DemoContacts.Seed(database, viewers["admin@convos.test"], viewers["ana@convos.test"], clock.Now());
        await Installation.MarkClaimed(db, clock.Now());
        return true;
    }

    private async Task<Dictionary<string, long>> Staff(DateTime now)
    {
        await using var db = await database.Open();
        var staff = new Dictionary<string, long>();
        foreach (var (name, email, role) in People)
        {
            staff[email] = await Operators.Create(db, name, email, hasher.HashPassword(null!, Password), role, now);
        }

        return staff;
    }

    private async Task Members(long ventas, long soporte, Dictionary<string, long> staff)
    {
        await using var db = await database.Open();
        await Inboxes.AddMember(db, ventas, staff["ana@convos.test"], attends: true);
        await Inboxes.AddMember(db, ventas, staff["bruno@convos.test"], attends: true);
        await Inboxes.AddMember(db, soporte, staff["bruno@convos.test"], attends: true);
        await Inboxes.AddMember(db, ventas, staff["supervisora@convos.test"], attends: false);
        await Inboxes.AddMember(db, soporte, staff["supervisora@convos.test"], attends: false);
    }

    private async Task Rules(long ventas, Dictionary<string, long> staff, DateTime now)
    {
        await using var db = await database.Open();
        var settings = (await Inboxes.SettingsOf(db, ventas))! with
        {
            FirstResponseMinutes = 3,
            Survey = "¿Cómo fue nuestra atención? Responde con un número del 1 (muy mala) al 5 (muy buena).",
            SurveyThanks = "¡Gracias por tu respuesta!",
        };
        await Inboxes.Save(database, staff["admin@convos.test"], ventas, settings, new Dictionary<long, InboxDuty>
        {
            [staff["ana@convos.test"]] = InboxDuty.Attends, [staff["bruno@convos.test"]] = InboxDuty.Attends, [staff["supervisora@convos.test"]] = InboxDuty.Supervises,
        }, now);
    }

    private async Task Channel(string name, string accountId, string number, long inbox, DateTime now)
    {
        await using var db = await database.Open();
        var id = await Channels.Create(db, "whatsapp", name, accountId, number, inbox,
            secrets.Seal("convos-demo-secret"), secrets.Seal("convos-demo-verify"), secrets.Seal("convos-demo-token"), now);
        await Channels.Belongs(db, id, "200000000000001");
    }

    private async Task Menu(long ventas, long soporte, long by, DateTime now)
    {
        Hours[] open = [new(new(9, 0), new(18, 0))];
        var hours = new Timetable("America/Argentina/Buenos_Aires", [open, open, open, open, open, [], []],
            [new(new(now.Year, 12, 24), "Nochebuena", new(new(9, 0), new(13, 0))), new(new(now.Year, 12, 25), "Navidad", null)]);
        var schedule = await Schedules.Save(database, by, null, 0, "Horario de oficina", hours, now);
        await Dialogues.Save(database, by, "whatsapp-menu", new Dialogue(
            "¡Hola! Gracias por escribirnos. ¿En qué te ayudamos? Responde con un número:",
            [new("Quiero comprar", ventas), new("Tengo un problema con mi compra", soporte)],
            new("Hablar con una persona", ventas),
            schedule.Id,
            "Ahora estamos fuera de horario (lunes a viernes de 9 a 18). Deja tu consulta y te respondemos apenas volvamos.",
            "¡Listo! En un momento te responde una persona del equipo.",
            "No te entendimos. Responde solo con el número de una opción:"), inForce: true, now);
    }

    private async Task<Dictionary<string, Viewer>> Viewers(Dictionary<string, long> staff)
    {
        await using var db = await database.Open();
        var viewers = await Operators.Viewers(db, [.. staff.Values]);
        return staff.ToDictionary(person => person.Key, person => viewers[person.Value]);
    }
}
