using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What the jobs that look after the installation found when they last ran, for an admin to see.</summary>
public static class Upkeep
{
    /// <summary>A null finding: all is as it should be.</summary>
    public static Task Note(NpgsqlConnection db, string job, string? finding, DateTime now) =>
        db.ExecuteAsync(
            """
            insert into upkeep (job, at, finding) values (@job, @now, left(@finding, 4000))
            on conflict (job) do update set at = excluded.at, finding = excluded.finding
            """, new { job, finding, now });
}
