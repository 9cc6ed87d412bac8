using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Finds who wrote by any alias, makes whom nobody knows yet, and remembers every new alias of an old acquaintance
/// (and the number of whom we knew without one).
/// </summary>
internal static class InboundContacts
{
    private const long NewPeople = 0x636f6e74616374;

    public static async Task<IReadOnlyDictionary<Sender, long>> Find(NpgsqlConnection db, IReadOnlyList<Sender> senders, DateTime now)
    {
        var known = await Known(db, senders);
        if (senders.Any(sender => Of(sender, known) is null))
        {
            // Whoever else is making people has finished when this returns.
            await db.ExecuteAsync("select pg_advisory_xact_lock(@NewPeople)", new { NewPeople });
            known = await Known(db, senders);
            await Create(db, senders, known, now);
        }

        var found = senders.Distinct().ToDictionary(sender => sender, sender => Of(sender, known)!.Value);
        await Remember(db, found);
        return found;
    }

    private static long? Of(Sender sender, Dictionary<Alias, long> known) =>
        sender.Aliases.Where(known.ContainsKey).Select(alias => (long?)known[alias]).Min();

    private static async Task<Dictionary<Alias, long>> Known(NpgsqlConnection db, IReadOnlyList<Sender> senders)
    {
        var aliases = senders.SelectMany(sender => sender.Aliases).Distinct().ToList();
        var rows = await db.QueryAsync<(string Kind, string Value, long Contact)>(
            """
            select a.kind, a.value, a.contact_id
            from unnest(@kinds, @values) wanted(kind, value)
            join contact_aliases a on a.kind = wanted.kind and a.value = wanted.value
            """, new { kinds = aliases.Select(alias => alias.Kind).ToArray(), values = aliases.Select(alias => alias.Value).ToArray() });
        return rows.ToDictionary(row => new Alias(row.Kind, row.Value), row => row.Contact);
    }

    // One person may stand behind several senders of a batch: the first makes them, the rest find them by what is known by then.
    private static async Task Create(NpgsqlConnection db, IReadOnlyList<Sender> senders, Dictionary<Alias, long> known, DateTime now)
    {
        foreach (var sender in senders)
        {
            var contact = Of(sender, known) ?? await Insert(db, sender, now);
            foreach (var alias in sender.Aliases)
            {
                known.TryAdd(alias, contact);
            }
        }
    }

    private static Task<long> Insert(NpgsqlConnection db, Sender sender, DateTime now) =>
        db.QuerySingleAsync<long>(
            "insert into contacts (name, phone, created_at) values (@name, @phone, @now) returning id",
            new { name = Cut(sender.Name ?? sender.Phone ?? sender.Address), phone = sender.Phone, now });

    private static Task Remember(NpgsqlConnection db, Dictionary<Sender, long> found)
    {
        var aliases = found.SelectMany(pair => pair.Key.Aliases.Select(alias => (alias, contact: pair.Value, phone: pair.Key.Phone))).ToList();
        return db.ExecuteAsync(
            """
            with wanted as (
              select * from unnest(@kinds, @values, @contacts, @phones) n(kind, value, contact_id, phone)),
            fresh as (
              insert into contact_aliases (kind, value, contact_id)
              select kind, value, contact_id from wanted order by kind, value
              on conflict (kind, value) do nothing
              returning kind, value)
            update contacts c set phone = wanted.phone
            from wanted join fresh using (kind, value)
            where c.id = wanted.contact_id and c.phone is null and wanted.phone is not null
            """, new
            {
                phones = aliases.Select(pair => pair.alias.Kind == "phone" ? pair.phone : null).ToArray(),
                kinds = aliases.Select(pair => pair.alias.Kind).ToArray(),
                values = aliases.Select(pair => pair.alias.Value).ToArray(),
                contacts = aliases.Select(pair => pair.contact).ToArray(),
            });
    }

    // No character is torn apart.
    private static string Cut(string name) => name.Length <= 200 ? name : name[..(char.IsHighSurrogate(name[199]) ? 199 : 200)];
}
