using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A template as its channel tells it.</summary>
public sealed record ToldTemplate(
    string ExternalId, string Name, string Language, TemplateCategory Category, TemplateStatus Status, string Quality, bool Named, TemplateParts Parts);

/// <summary>A channel that is to be asked for its templates; the secrets are as stored: sealed. <c>Lease</c>: when another may ask in the asker's place.</summary>
public sealed record TemplatesClaim(long ChannelId, string Kind, string AccountId, string BusinessId, string AccessToken, string AppSecret, DateTime Lease);

/// <summary>News of one template. What is null has not changed.</summary>
public sealed record TemplateNews(string Name, string Language, TemplateStatus? Status, TemplateCategory? Category, string? Quality);

// What is known of a channel's templates: by asking it, by its news, and by what it refused.
public static partial class Templates
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    /// <summary>What is told stands for this long, unless something says otherwise.</summary>
    public static readonly TimeSpan Stands = TimeSpan.FromHours(1);

    /// <summary>The next channel that is to be asked, so that no other worker asks it meanwhile.</summary>
    public static Task<TemplatesClaim?> Claim(NpgsqlConnection db, DateTime now) =>
        db.QuerySingleOrDefaultAsync<TemplatesClaim>(
            """
            with due as (
              select id from channels where enabled and templates_due_at <= @now order by templates_due_at, id limit 1 for no key update skip locked)
            update channels ch set templates_due_at = @lease
            from due
            where ch.id = due.id
            returning ch.id channel_id, ch.kind, ch.account_id, coalesce(ch.business_account_id, '') business_id, ch.access_token, ch.app_secret,
              ch.templates_due_at lease
            """, new { now, lease = now + Lease });

    /// <summary>All that the channel has: what it no longer tells is gone.</summary>
    public static Task Keep(Database database, TemplatesClaim claim, IReadOnlyList<ToldTemplate> told, DateTime now) =>
        database.InTransaction(async db =>
        {
            var once = told.DistinctBy(template => (template.Name, template.Language)).ToList();
            await db.ExecuteAsync(
                """
                with told as (
                  select * from unnest(@ids, @names, @languages, @categories, @states, @qualities, @named, @components)
                    n(external_id, name, language, category, status, quality, named, components)),
                gone as (
                  delete from templates t
                  where t.channel_id = @channel and not exists (select from told where told.name = t.name and told.language = t.language)),
                asked as (
                  update channels set templates_at = @now, templates_error = '',
                    templates_due_at = case when templates_due_at = @lease then @again else templates_due_at end
                  where id = @channel)
                insert into templates as t (channel_id, external_id, name, language, category, status, quality, named, components, told_at)
                select @channel, external_id, name, language, category, status, quality, named, components::jsonb, @now
                from told
                order by name, language
                on conflict (channel_id, name, language) do update set external_id = excluded.external_id, category = excluded.category,
                  status = excluded.status, quality = excluded.quality, named = excluded.named, components = excluded.components, told_at = @now
                -- What was heard while the channel was asked is newer than its answer.
                where t.told_at <= @asked
                """, new
                {
                    channel = claim.ChannelId,
                    now,
                    lease = claim.Lease,
                    asked = claim.Lease - Lease,
                    again = now + Stands,
                    ids = once.Select(template => template.ExternalId).ToArray(),
                    names = once.Select(template => template.Name).ToArray(),
                    languages = once.Select(template => template.Language).ToArray(),
                    categories = once.Select(template => template.Category.Name()).ToArray(),
                    states = once.Select(template => template.Status.Name()).ToArray(),
                    qualities = once.Select(template => template.Quality).ToArray(),
                    named = once.Select(template => template.Named).ToArray(),
                    components = once.Select(template => template.Parts.Write()).ToArray(),
                });
            return true;
        });

    /// <summary>It was not told: what is known stays, and the channel is asked again after a while.</summary>
    public static Task NotTold(NpgsqlConnection db, TemplatesClaim claim, string why, TimeSpan after, DateTime now) =>
        db.ExecuteAsync(
            """
            update channels set templates_error = left(@why, 1000),
              templates_due_at = case when templates_due_at = @lease then @again else templates_due_at end
            where id = @channel
            """, new { channel = claim.ChannelId, lease = claim.Lease, why, again = now + after });

    /// <summary>«Actualizar plantillas»: the channel is asked now, also where it is due already and would wait for the clock.</summary>
    public static Task Want(NpgsqlConnection db, long channelId, DateTime now) =>
        db.ExecuteAsync(
            """
            with wanted as (
              update channels ch set templates_due_at = least(ch.templates_due_at, @now) where ch.id = @channelId returning ch.id)
            insert into events (at, kind, data, kept)
            select @now, 'templates_wanted', jsonb_build_object('channel', id), false from wanted
            """, new { channelId, now });

    internal static async Task Hear(NpgsqlConnection db, long channelId, IReadOnlyList<(DateTime At, TemplateNews News)> news, DateTime now)
    {
        var strange = false;
        foreach (var (at, one) in news.OrderBy(one => one.At))
        {
            strange |= await db.ExecuteAsync(
                """
                update templates set status = coalesce(@status, status), category = coalesce(@category, category), quality = coalesce(@quality, quality),
                  told_at = greatest(told_at, @at)
                where channel_id = @channelId and name = @Name and language = @Language and told_at <= @at
                """, new { channelId, one.Name, one.Language, status = one.Status?.Name(), category = one.Category?.Name(), quality = one.Quality, at }) == 0;
        }

        // Of a template that is not known yet, or was told of since, only the channel knows the whole.
        if (strange)
        {
            await Want(db, channelId, now);
        }
    }

    /// <summary>The channel refused messages for the sake of their template: what it said of it is known, the rest is asked for.</summary>
    internal static async Task Refused(NpgsqlConnection db, IReadOnlyList<(long Message, FailureCause Cause)> failures, DateTime now)
    {
        if (failures.Count == 0)
        {
            return;
        }

        var channels = await db.QueryAsync<long>(
            """
            with failed as (
              select m.channel_id, m.content #>> array['template', 'name'] name, m.content #>> array['template', 'language'] language, n.cause
              from unnest(@messages, @causes) n(message_id, cause)
              join messages m on m.id = n.message_id and m.kind = 'template'),
            marked as (
              update templates t set status = case failed.cause when 'template_paused' then 'paused' else 'disabled' end, told_at = @now
              from failed
              where t.channel_id = failed.channel_id and t.name = failed.name and t.language = failed.language
                and failed.cause in ('template_paused', 'template_disabled'))
            select distinct channel_id from failed order by channel_id
            """, new
            {
                messages = failures.Select(failure => failure.Message).ToArray(),
                causes = failures.Select(failure => failure.Cause.Name()).ToArray(),
                now,
            });
        foreach (var channel in channels)
        {
            await Want(db, channel, now);
        }
    }
}
