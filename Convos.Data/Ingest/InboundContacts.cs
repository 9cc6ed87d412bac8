using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Finds who wrote by any alias, makes whom nobody knows yet, joins those who prove to be one person, and remembers every new alias
/// of an old acquaintance (and the number or the name of whom we knew without one).
/// </summary>
internal static partial class InboundContacts
{
    private const long NewPeople = 0x636f6e74616374;

    public static async Task<IReadOnlyDictionary<Sender, long>> Find(NpgsqlConnection db, IReadOnlyList<Sender> senders, DateTime now)
    {
        var known = await Known(db, senders);
        if (senders.Any(sender => Of(sender, known).Count != 1))
        {
            await Alone(db);
            known = await Known(db, senders);
        }

        var stored = known.Keys.ToHashSet();
        await Create(db, senders, known, now);
        await Join(db, senders, known, now);
        var found = senders.Distinct().ToDictionary(sender => sender, sender => Of(sender, known).Single());
        await Remember(db, [.. found.SelectMany(pair => pair.Key.Aliases.Except(stored).Select(alias => (alias, pair.Value)))]);
        await Introduce(db, found, now);
        await Move(db, found);
        return found;
    }

    /// <summary>Whoever else is making or joining people has finished when this returns, and nobody begins until the transaction ends.</summary>
    public static Task Alone(NpgsqlConnection db) => db.ExecuteAsync("select pg_advisory_xact_lock(@NewPeople)", new { NewPeople });

    /// <summary>Those of whom no alias is known.</summary>
    public static async Task<IReadOnlyList<Sender>> Strangers(NpgsqlConnection db, IReadOnlyList<Sender> senders)
    {
        var known = await Known(db, senders);
        return [.. senders.Where(sender => Of(sender, known).Count == 0)];
    }

    /// <summary>The same for acquaintances; strangers stay strangers.</summary>
    public static async Task Learn(NpgsqlConnection db, IReadOnlyList<Sender> senders, DateTime now)
    {
        if (senders.Count > 0)
        {
            var known = await Known(db, senders);
            await Find(db, [.. senders.Where(sender => Of(sender, known).Count > 0)], now);
        }
    }

    /// <summary>The contact of one person, held against being joined to another until the transaction ends.</summary>
    public static async Task<long> Hold(NpgsqlConnection db, Sender sender, DateTime now)
    {
        while (true)
        {
            var contact = (await Find(db, [sender], now))[sender];
            if (await db.QuerySingleOrDefaultAsync<long?>(
                "select id from contacts where id = @contact and joined_into is null for key share", new { contact }) is not null)
            {
                return contact;
            }
        }
    }

    // One contact, none yet, or several who prove to be one: oldest first.
    private static List<long> Of(Sender sender, Dictionary<Alias, long> known) =>
        [.. sender.Aliases.Where(known.ContainsKey).Select(alias => known[alias]).Distinct().Order()];

    private static async Task<Dictionary<Alias, long>> Known(NpgsqlConnection db, IReadOnlyList<Sender> senders)
    {
        var aliases = senders.SelectMany(sender => sender.Aliases).Distinct().ToList();
        var rows = await db.QueryAsync<(string Kind, string Value, long Contact)>(
            """
            select a.kind, a.value, a.contact_id
            from unnest(@kinds, @values) wanted(kind, value)
            join contact_aliases a on a.kind = wanted.kind and a.value = wanted.value
            join contacts c on c.id = a.contact_id and c.erased_at is null
            """, new { kinds = aliases.Select(alias => alias.Kind).ToArray(), values = aliases.Select(alias => alias.Value).ToArray() });
        return rows.ToDictionary(row => new Alias(row.Kind, row.Value), row => row.Contact);
    }

    // One person may stand behind several senders of a batch: the first makes them, the rest find them by what is known by then.
    private static async Task Create(NpgsqlConnection db, IReadOnlyList<Sender> senders, Dictionary<Alias, long> known, DateTime now)
    {
        var met = known.Keys.ToHashSet();
        var strangers = new List<Sender>();
        foreach (var sender in senders)
        {
            if (!sender.Aliases.Any(met.Contains))
            {
                strangers.Add(sender);
            }

            met.UnionWith(sender.Aliases);
        }

        var ids = new Queue<long>(await Insert(db, strangers, now));
        foreach (var sender in senders)
        {
            var contact = Of(sender, known) is [var oldest, ..] ? oldest : ids.Dequeue();
            foreach (var alias in sender.Aliases)
            {
                known.TryAdd(alias, contact);
            }
        }
    }

    private static async Task<long[]> Insert(NpgsqlConnection db, List<Sender> strangers, DateTime now)
    {
        if (strangers.Count == 0)
        {
            return [];
        }

        var ids = await Ids.Take(db, "contacts", strangers.Count);
        await db.ExecuteAsync(
            """
            insert into contacts (id, name, phone, created_at) overriding system value
            select id, name, phone, @now from unnest(@ids, @names, @phones) n(id, name, phone)
            """, new
            {
                ids,
                now,
                names = strangers.Select(sender => Cut(sender.Name ?? sender.Phone ?? sender.Address)).ToArray(),
                phones = strangers.Select(sender => sender.Phone).ToArray(),
            });
        return ids;
    }

    private static async Task Join(NpgsqlConnection db, IReadOnlyList<Sender> senders, Dictionary<Alias, long> known, DateTime now)
    {
        foreach (var sender in senders)
        {
            if (Of(sender, known) is [var oldest, .. { Count: > 0 } others])
            {
                await JoinedContacts.Join(db, oldest, [.. others], now);
                foreach (var alias in known.Where(pair => others.Contains(pair.Value)).Select(pair => pair.Key).ToList())
                {
                    known[alias] = oldest;
                }
            }
        }
    }

    private static Task Remember(NpgsqlConnection db, IReadOnlyList<(Alias Alias, long Contact)> fresh) =>
        fresh.Count == 0 ? Task.CompletedTask : db.ExecuteAsync(
            """
            insert into contact_aliases (kind, value, contact_id)
            select kind, value, contact_id from unnest(@kinds, @values, @contacts) n(kind, value, contact_id) order by kind, value
            on conflict (kind, value) do nothing
            """, new
            {
                kinds = fresh.Select(one => one.Alias.Kind).ToArray(),
                values = fresh.Select(one => one.Alias.Value).ToArray(),
                contacts = fresh.Select(one => one.Contact).ToArray(),
            });
}
