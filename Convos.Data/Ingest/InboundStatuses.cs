using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Ticks: each status finds its attempt by the channel's id or by our echo, and only moves it upward.</summary>
internal static class InboundStatuses
{
    public static async Task Apply(NpgsqlConnection db, long channelId, IReadOnlyList<InboundStatus> statuses, DateTime now)
    {
        if (statuses.Count == 0)
        {
            return;
        }

        var highest = statuses.GroupBy(status => status.ExternalId)
            .Select(same => same.MaxBy(status => status.State)! with
            {
                Echo = same.Select(status => status.Echo).FirstOrDefault(echo => echo is not null),
                Pricing = same.Select(status => status.Pricing).FirstOrDefault(pricing => pricing is not null),
            })
            .ToList();
        var echoes = highest.Select(status => Echo(status.Echo)).ToList();
        var found = (await db.QueryAsync<(string ExternalId, long Message)>(Move, new
        {
            channelId,
            ids = highest.Select(status => status.ExternalId).ToArray(),
            messages = echoes.Select(echo => echo?.Message).ToArray(),
            attempts = echoes.Select(echo => echo?.Attempt).ToArray(),
            states = highest.Select(status => status.State.Name()).ToArray(),
            failures = highest.Select(status => status.Failure).ToArray(),
            prices = highest.Select(status => status.Pricing).ToArray(),
            times = highest.Select(status => status.At).ToArray(),
        })).AsList();
        await PendingUpdates.Keep(db, channelId, await NoReactions(db, channelId, highest.Where(status => found.All(one => one.ExternalId != status.ExternalId)), now));
        await Deliveries.Settle(db, [.. found.Select(one => one.Message).Distinct()], now);
    }

    // A reaction of ours has statuses like a message. What is nothing of ours yet is kept.
    private static async Task<IReadOnlyList<InboundStatus>> NoReactions(NpgsqlConnection db, long channelId, IEnumerable<InboundStatus> statuses, DateTime now)
    {
        var unknown = new List<InboundStatus>();
        foreach (var status in statuses)
        {
            if (!await ReactionSends.Heard(db, channelId, status, now))
            {
                unknown.Add(status);
            }
        }

        return unknown;
    }

    private const string Move =
        """
        with news as (
          select * from unnest(@ids, @messages, @attempts, @states, @failures, @prices, @times)
            n(external_id, message_id, attempt, state, failure, pricing, at)),
        found as (
          select s.message_id, s.attempt, n.external_id, n.state, n.failure, n.pricing, n.at
          from news n join message_sends s on s.channel_id = @channelId and s.external_id = n.external_id
          union
          select s.message_id, s.attempt, n.external_id, n.state, n.failure, n.pricing, n.at
          from news n join message_sends s
            on s.message_id = n.message_id and s.attempt = n.attempt and s.channel_id = @channelId and s.external_id is null),
        moved as (
          update message_sends s set
            state = case when delivery_rank(found.state) > delivery_rank(s.state) then found.state else s.state end,
            failure = case when delivery_rank(found.state) > delivery_rank(s.state) then found.failure else s.failure end,
            state_at = case when delivery_rank(found.state) > delivery_rank(s.state) then found.at else s.state_at end,
            external_id = found.external_id,
            pricing = coalesce(s.pricing, found.pricing::jsonb)
          from found
          where s.message_id = found.message_id and s.attempt = found.attempt
            and (delivery_rank(found.state) > delivery_rank(s.state) or (s.pricing is null and found.pricing is not null)))
        select external_id, message_id from found
        """;

    private static (long Message, int Attempt)? Echo(string? echo) =>
        echo?.Split('.') is [var message, var attempt] && long.TryParse(message, out var id) && int.TryParse(attempt, out var number)
            ? (id, number)
            : null;
}
