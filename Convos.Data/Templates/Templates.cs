using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>How many templates of a channel are in which state, and when and how it was last asked.</summary>
public sealed record TemplatesState(int Known, int Approved, DateTime? At, string Error, bool IsDue);

/// <summary>The templates of channels as they are read: what may be sent, and what an administrator sees. How they come to be known is in Templates.Fetch.cs.</summary>
public static partial class Templates
{
    private const string Columns =
        "t.channel_id, t.external_id, t.name, t.language, t.category, t.status, t.quality, t.named, t.components::text components, t.told_at";

    /// <summary>The approved ones by part of a name or of a text; by name.</summary>
    public static async Task<IReadOnlyList<Template>> Offered(NpgsqlConnection db, long channelId, string search, int take)
    {
        var found = await db.QueryAsync<Template>(
            $"""
            select {Columns}
            from templates t
            where t.channel_id = @channelId and t.status = 'approved'
              and (@search = '' or replace(t.name, '_', ' ') ilike @part or t.name ilike @part or unaccent(t.components ->> 'body') ilike unaccent(@part)
                or t.components #>> array['header', 'text'] ilike @part)
            order by t.name, t.language
            limit {take}
            """, new { channelId, search, part = Like.Part(search) });
        return found.AsList();
    }

    /// <summary>Null: there is none, or it is not approved.</summary>
    public static Task<Template?> Find(NpgsqlConnection db, long channelId, string name, string language) =>
        db.QuerySingleOrDefaultAsync<Template>(
            $"""
            select {Columns}
            from templates t
            where t.channel_id = @channelId and t.name = @name and t.language = @language and t.status = 'approved'
            """, new { channelId, name, language });

    public static async Task<IReadOnlyList<Template>> All(NpgsqlConnection db, long channelId) =>
        (await db.QueryAsync<Template>(
            $"select {Columns} from templates t where t.channel_id = @channelId order by t.status <> 'approved', t.name, t.language", new { channelId })).AsList();

    public static Task<TemplatesState> State(NpgsqlConnection db, long channelId, DateTime now) =>
        db.QuerySingleAsync<TemplatesState>(
            """
            select (select count(*)::int from templates t where t.channel_id = ch.id) known,
              (select count(*)::int from templates t where t.channel_id = ch.id and t.status = 'approved') approved,
              ch.templates_at at, ch.templates_error error, ch.templates_due_at <= @now is_due
            from channels ch
            where ch.id = @channelId
            """, new { channelId, now });
}
