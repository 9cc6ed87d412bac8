using Dapper;
using Npgsql;

namespace Convos.Bench;

/// <summary>
/// Contacts whom an import brought: with a name, a number and mostly an e-mail, one in five with an answer, one in ten with a tag. None of them
/// has written. Those who have are the desk's own.
/// </summary>
internal static partial class Crowd
{
    public const int Most = 1_000_000;
    public const string Town = "Localidad";

    /// <summary>Lived in by one in ten thousand.</summary>
    public const string RareTown = "Caleta Olivia";

    private static readonly string[] Tags = ["mayorista", "moroso", "vip"];

    /// <summary>Until there are so many contacts; a desk that has them already stays as it is.</summary>
    public static async Task Fill(string connectionString, int contacts)
    {
        var quick = new NpgsqlConnectionStringBuilder(connectionString) { Options = "-c session_replication_role=replica -c maintenance_work_mem=512MB -c synchronous_commit=off" };
        await using var source = NpgsqlDataSource.Create(quick.ConnectionString);
        await using var db = await source.OpenConnectionAsync();
        var missing = contacts - await db.QuerySingleAsync<int>("select count(*)::int from contacts");
        if (missing <= 0)
        {
            return;
        }

        var indexes = await Generator.DropIndexes(db, "contacts", "contact_aliases");
        await db.ExecuteAsync(People, new { missing, FirstNames, LastNames, Towns, Tags, Town, RareTown }, commandTimeout: 0);
        foreach (var index in indexes)
        {
            await db.ExecuteAsync(index, commandTimeout: 0);
        }

        await db.ExecuteAsync("vacuum analyze contacts, contact_aliases", commandTimeout: 0);
    }

    // The common names are borne by most: the square of chance. Numbers are of towns where nobody of the desk lives, each once.
    private const string People =
        """
        insert into contact_fields (name, kind, position, created_at) values (@Town, 'text', 1000, now()) on conflict do nothing;
        insert into tags (name, created_at) select name, now() from unnest(@Tags) name on conflict do nothing;

        select setseed(0.5);
        with field as materialized (
          select id::text id from contact_fields where name = @Town),
        bearable as materialized (
          select array_agg(id order by name) ids from tags where name = any(@Tags)),
        thrown as materialized (
          select n,
            @FirstNames[1 + floor(power(random(), 2) * cardinality(@FirstNames))::int] first, @FirstNames[1 + floor(power(random(), 2) * cardinality(@FirstNames))::int] middle,
            @LastNames[1 + floor(power(random(), 2) * cardinality(@LastNames))::int] last, @LastNames[1 + floor(power(random(), 2) * cardinality(@LastNames))::int] mother,
            (array['gmail.com', 'hotmail.com', 'yahoo.com.ar', 'outlook.com', 'example.org'])[1 + floor(power(random(), 2) * 5)::int] host,
            (array['54341', '54221', '54261', '54223', '54299', '52551', '34610'])[1 + floor(random() * 7)::int] || lpad(((n::bigint * 7654321) % 10000000)::text, 7, '0') number,
            random() has_middle, random() has_mother, random() has_email, random() has_answer, random() has_tag,
            @Towns[1 + floor(power(random(), 2) * cardinality(@Towns))::int] town, 1 + floor(power(random(), 2) * cardinality(@Tags))::int tag
          from generate_series(1, @missing) n),
        made as (
          insert into contacts (name, phone, email, tag_ids, fields, created_at)
          select first || case when has_middle < 0.3 then ' ' || middle else '' end || ' ' || last || case when has_mother < 0.3 then ' ' || mother else '' end,
            '+' || number,
            case when has_email < 0.8 then plain(replace(first || '.' || last, ' ', '')) || n || '@' || host end,
            case when has_tag < 0.1 then array[(select ids[tag] from bearable)] else '{}' end,
            case when has_answer < 0.2 then jsonb_build_object((select id from field), case when has_answer < 0.0001 then @RareTown else town end) else '{}' end,
            now() - interval '1 day'
          from thrown
          returning id, phone)
        insert into contact_aliases (kind, value, contact_id) select 'phone', substr(phone, 2), id from made
        """;
}
