using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The installation's own row: whether it has its first administrator, and what holds for all of it.</summary>
public static class Installation
{
    public static Task<bool> IsClaimed(NpgsqlConnection db) =>
        db.QuerySingleAsync<bool>("select claimed_at is not null from installation");

    /// <summary>Creates the first administrator, once: of many that try, one gets an id and the others null.</summary>
    public static Task<long?> Claim(Database database, string name, string email, string passwordHash, DateTime now) =>
        database.InTransaction(async db =>
            await db.ExecuteAsync("update installation set claimed_at = @now where claimed_at is null", new { now }) == 1
                ? await Operators.Create(db, name, email, passwordHash, Role.Admin, now)
                : (long?)null);

    /// <summary>The least role that may block and unblock contacts.</summary>
    public static Task<Role> WhoBlocks(NpgsqlConnection db) => db.QuerySingleAsync<Role>("select who_blocks from installation");

    public static Task<bool> LetBlock(Database database, long actor, Role role, DateTime now) =>
        database.InTransaction(async db =>
        {
            var before = await db.QuerySingleAsync<Role>("select who_blocks from installation for update");
            await db.ExecuteAsync("update installation set who_blocks = @role", new { role = role.Name() });
            await Audit.Note(db, actor, AuditAction.Edited, AuditSubject.Installation, null, "", now,
                before == role ? Changes.None : Changes.None.With("who_blocks", before, role));
            return true;
        });

    /// <summary>Only where nobody has claimed it: what a seeding that was cut short left behind.</summary>
    public static Task EmptyUnclaimed(NpgsqlConnection db) =>
        db.ExecuteAsync(
            """
            do $$
            begin
              if exists (select from installation where claimed_at is null) then
                truncate operators, inboxes, contacts, contact_fields, events, pauses, tags, rollups, rollups_due, loads_due, reckonings restart identity cascade;
                update installation set loaded_until = null;
              end if;
            end
            $$
            """);

    /// <summary>The demo brings its own people.</summary>
    public static Task<int> MarkClaimed(NpgsqlConnection db, DateTime now) =>
        db.ExecuteAsync("update installation set claimed_at = @now where claimed_at is null", new { now });
}
