using Dapper;
using Npgsql;

namespace Convos.Data;

// The way back in for an installation whose administrators are all locked out.
public static partial class People
{
    /// <summary>Every administrator's address, the disabled ones too.</summary>
    public static async Task<IReadOnlyList<string>> Admins(NpgsqlConnection db) =>
        (await db.QueryAsync<string>("select email from operators where role = 'admin' order by lower(email)")).AsList();

    /// <summary>Enables and unlocks the administrator of this address, ends two-factor, and makes a link in the place of all older ones. Null: there is none.</summary>
    public static Task<LinkFor?> ResetAdmin(Database database, string email, byte[] tokenHash, DateTime expiresAt, DateTime now) =>
        database.InTransaction<LinkFor?>(async db =>
        {
            var found = await db.QuerySingleOrDefaultAsync<(long Id, bool Disabled)?>(
                """
                select id, disabled_at is not null
                from operators
                where lower(email) = lower(@email) and role = 'admin'
                for no key update
                """, new { email });
            if (found is not { } admin)
            {
                return null;
            }

            await SetEnabled(db, admin.Id);
            await TwoFactor.Reset(db, null, admin.Id, now);
            await OneTimeLinks.Replace(db, admin.Id, now);
            var made = await OneTimeLinks.Make(db, admin.Id, null, tokenHash, expiresAt, now);
            if (admin.Disabled)
            {
                await Audit.Note(db, null, AuditAction.Enabled, AuditSubject.Operator, admin.Id, made.Name, now);
            }

            await Audit.Note(db, null, AuditAction.Invited, AuditSubject.Operator, admin.Id, made.Name, now);
            return made;
        });
}
