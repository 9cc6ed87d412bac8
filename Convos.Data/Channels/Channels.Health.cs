using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Npgsql;

namespace Convos.Data;

// What is known about how a channel works: by asking it, and by what became of the sends.
public static partial class Channels
{
    private static readonly JsonSerializerOptions Lines = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>The lines of the last check.</summary>
    public static IReadOnlyList<CheckLine> LastCheck(this ConnectedChannel channel) =>
        JsonSerializer.Deserialize<List<CheckLine>>(channel.Checks, Lines)!;

    public static Task<bool> IsEnabled(NpgsqlConnection db, long id) =>
        db.QuerySingleAsync<bool>("select enabled from channels where id = @id", new { id });

    /// <summary>What a check brought; worth nothing when the token that it asked with (as stored: sealed) is no longer the channel's.</summary>
    public static Task<int> Checked(NpgsqlConnection db, long id, string accessToken, ChannelReport report, DateTime now) =>
        db.ExecuteAsync(
            """
            update channels set
              checked_at = @now, checks = @checks::jsonb,
              display_address = case when display_address = '' then coalesce(@DisplayAddress, '') else display_address end,
              verified_name = coalesce(@VerifiedName, verified_name),
              quality = coalesce(@Quality, quality),
              token_expires_at = case when @TokenTold then @TokenExpiresAt::timestamptz else token_expires_at end,
              trouble = case when @Reached then @trouble else trouble end,
              trouble_at = case when not @Reached or trouble = @trouble then trouble_at when @trouble::text is not null then @now::timestamptz end,
              trouble_reason = case when not @Reached then trouble_reason when @trouble::text is null then '' else left(@reason, 1000) end
            where id = @id and access_token = @accessToken
            """, new
            {
                id, accessToken, now, checks = JsonSerializer.Serialize(report.Lines, Lines), trouble = report.Trouble?.Name(),
                reason = report.Lines.FirstOrDefault(line => line.Outcome == CheckOutcome.Wrong)?.Detail ?? "",
                report.DisplayAddress, report.VerifiedName, report.Quality, report.TokenTold, report.TokenExpiresAt, report.Reached,
            });

    /// <summary>A send was refused for a reason that only a person can mend.</summary>
    public static Task Troubled(NpgsqlConnection db, long id, string accessToken, ChannelTrouble trouble, string reason, DateTime now) =>
        db.ExecuteAsync(
            """
            update channels set trouble = @trouble, trouble_at = case when trouble = @trouble then trouble_at else @now end, trouble_reason = left(@reason, 1000)
            where id = @id and access_token = @accessToken and (trouble is distinct from @trouble or trouble_reason <> left(@reason, 1000))
            """, new { id, accessToken, trouble = trouble.Name(), reason, now });
}
