using Dapper;
using Npgsql;

namespace Convos.Data;

// What people are called, and where they are answered.
internal static partial class InboundContacts
{
    // Called by number, or by id where there is none, until somebody says a name.
    private static Task Introduce(NpgsqlConnection db, Dictionary<Sender, long> found, DateTime now)
    {
        var people = found.GroupBy(pair => pair.Value, pair => pair.Key).ToList();
        return db.ExecuteAsync(
            """
            with learnt as (
            update contacts c set
              version = c.version + 1,
              phone = coalesce(c.phone, n.phone),
              name = case
                when c.name = c.phone or exists (select from contact_aliases a where a.contact_id = c.id and a.value = c.name) then coalesce(n.name, c.phone, n.phone, c.name)
                else c.name end
            from unnest(@ids, @phones, @names) n(id, phone, name)
            where c.id = n.id
              and ((c.phone is null and n.phone is not null) or (n.name <> c.name
                and (c.name = c.phone or exists (select from contact_aliases a where a.contact_id = c.id and a.value = c.name))))
              and c.erased_at is null
            returning c.id)
            insert into events (at, kind, contact_id, kept)
            select @now, 'contact_learnt', id, false from learnt
            """, new
            {
                now,
                ids = people.Select(person => person.Key).ToArray(),
                phones = people.Select(person => person.Select(sender => sender.Phone).FirstOrDefault(phone => phone is not null)).ToArray(),
                names = people.Select(person => person.Select(sender => sender.Name).FirstOrDefault(name => name is not null) is { } name ? Cut(name) : null).ToArray(),
            });
    }

    // Whoever has a new number or id is answered there, on every channel, from now on.
    private static async Task Move(NpgsqlConnection db, Dictionary<Sender, long> found)
    {
        foreach (var (sender, contact) in found.Where(pair => pair.Key.Former is not null))
        {
            await db.ExecuteAsync(
                """
                with moved as (
                  update threads set address = @address where contact_id = @contact and address = @former)
                update contacts set phone = @phone, name = case when name = phone then @phone else name end, version = version + 1
                where id = @contact and phone = @formerPhone and @phone::text is not null
                """, new
                {
                    contact, address = sender.Address, former = sender.Former, phone = sender.Phone,
                    formerPhone = PhoneNumbers.Display(sender.Former!),
                });
        }
    }

    // No character is torn apart.
    private static string Cut(string name) => name.Length <= 200 ? name : name[..(char.IsHighSurrogate(name[199]) ? 199 : 200)];
}
