using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// The second step of signing in. The secret comes sealed; codes of the authenticator are told apart by their step of thirty
/// seconds, and neither they nor recovery codes are good twice, however many ask at once.
/// </summary>
public static class TwoFactor
{
    /// <summary>Off: no secret.</summary>
    public sealed record Setting(string? Secret, int CodesLeft);

    public static Task<Setting> Of(NpgsqlConnection db, long operatorId) =>
        db.QuerySingleAsync<Setting>(
            """
            select two_factor_secret secret,
              (select count(*)::int from recovery_codes c where c.operator_id = o.id and c.used_at is null) codes_left
            from operators o
            where id = @operatorId
            """, new { operatorId });

    /// <param name="step">Of the code that proved it; it is used up.</param>
    /// <returns>The recovery codes. Null: it was on already.</returns>
    public static Task<string[]?> TurnOn(Database database, Viewer viewer, string sealedSecret, long step, DateTime now) =>
        database.InTransaction(async db =>
        {
            var turned = await db.ExecuteAsync(
                """
                update operators set two_factor_secret = @sealedSecret, two_factor_step = @step
                where id = @id and two_factor_secret is null
                """, new { viewer.Id, sealedSecret, step });
            if (turned == 0)
            {
                return null;
            }

            await Audit.Note(db, viewer.Id, AuditAction.TwoFactorOn, AuditSubject.Operator, viewer.Id, viewer.Name, now);
            return await Codes(db, viewer.Id);
        });

    /// <returns>The codes that are good from now on, and no older ones. Null: two-factor is off.</returns>
    public static Task<string[]?> MakeCodes(Database database, Viewer viewer, DateTime now) =>
        database.InTransaction(async db =>
        {
            // The person's row settles who comes first: the last to ask has the codes that count.
            if (await db.QuerySingleOrDefaultAsync<long?>(
                "select id from operators where id = @id and two_factor_secret is not null for no key update", new { viewer.Id }) is null)
            {
                return null;
            }

            await Audit.Note(db, viewer.Id, AuditAction.RecoveryCodesMade, AuditSubject.Operator, viewer.Id, viewer.Name, now);
            return await Codes(db, viewer.Id);
        });

    /// <summary>
    /// Back to the password alone: by its owner, or for whoever lost telephone and codes. False: it was off.
    /// <paramref name="actor"/> is null for the command line.
    /// </summary>
    public static Task<bool> Reset(Database database, long? actor, long operatorId, DateTime now) =>
        database.InTransaction(db => Reset(db, actor, operatorId, now));

    /// <summary>Within a transaction of the caller's.</summary>
    public static async Task<bool> Reset(NpgsqlConnection db, long? actor, long operatorId, DateTime now)
    {
        var name = await db.QuerySingleOrDefaultAsync<string?>(
            """
            update operators set two_factor_secret = null, two_factor_step = null
            where id = @operatorId and two_factor_secret is not null
            returning name
            """, new { operatorId });
        if (name is null)
        {
            return false;
        }

        await db.ExecuteAsync("delete from recovery_codes where operator_id = @operatorId", new { operatorId });
        await Audit.Note(db, actor, AuditAction.TwoFactorOff, AuditSubject.Operator, operatorId, name, now);
        return true;
    }

    /// <summary>True for one of all who bring a code of this step or an older one.</summary>
    public static async Task<bool> UseStep(NpgsqlConnection db, long operatorId, long step) =>
        await db.ExecuteAsync(
            "update operators set two_factor_step = @step where id = @operatorId and two_factor_step < @step", new { operatorId, step }) == 1;

    /// <summary>True for one of all who bring this code.</summary>
    public static async Task<bool> UseCode(NpgsqlConnection db, long operatorId, string code, DateTime now) =>
        RecoveryCodes.Hash(operatorId, code) is { } hash
        && await db.ExecuteAsync(
            "update recovery_codes set used_at = @now where operator_id = @operatorId and code_hash = @hash and used_at is null",
            new { operatorId, hash, now }) == 1;

    private static async Task<string[]?> Codes(NpgsqlConnection db, long operatorId)
    {
        var codes = RecoveryCodes.Make();
        await db.ExecuteAsync("delete from recovery_codes where operator_id = @operatorId", new { operatorId });
        await db.ExecuteAsync(
            "insert into recovery_codes (operator_id, code_hash) select @operatorId, unnest(@hashes)",
            new { operatorId, hashes = codes.Select(code => RecoveryCodes.Hash(operatorId, code)!).ToArray() });
        return codes;
    }
}
