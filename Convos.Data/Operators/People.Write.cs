using Dapper;
using Npgsql;

namespace Convos.Data;

// What administrators do to people, each with its line of the audit. The last administrator stays one.
public static partial class People
{
    /// <summary>All that their form shows of somebody; see <see cref="FormState"/>.</summary>
    public static async Task<string> StateOf(NpgsqlConnection db, long id) => FormState.Of(
        await db.QuerySingleOrDefaultAsync<PersonSettings>("select name, email, role, cap from operators where id = @id", new { id }),
        (await InboxesOf(db, id)).Where(one => one.Duty is not null).OrderBy(one => one.Id).Select(one => (object)new { one.Id, one.Duty }),
        (await TeamsOf(db, id)).Where(one => one.Member).OrderBy(one => one.Id).Select(one => one.Id));

    /// <summary>
    /// Adds a person (<paramref name="id"/> null), who is invited, or changes one; with inboxes and teams, all or nothing. Nothing happens
    /// where they have changed since they were <paramref name="basedOn"/>.
    /// </summary>
    public static async Task<PersonResult> Save(
        Database database, long actor, long? id, PersonSettings settings,
        IReadOnlyDictionary<long, InboxDuty> inboxes, IReadOnlyCollection<long> teams, DateTime now, string? basedOn = null)
    {
        try
        {
            return await database.InTransaction<PersonResult>(async db =>
            {
                await FormState.Alone(db);
                var standing = await Lock(db, actor, id);
                if (standing.No(losesAdmin: settings.Role != Role.Admin) is { } no)
                {
                    return no;
                }

                if (id is { } seen && basedOn is not null && basedOn != await StateOf(db, seen))
                {
                    return PeopleRefusal.ChangedMeanwhile;
                }

                var saved = id ?? await Operators.Create(db, settings.Name, settings.Email, null, settings.Role, now);
                await Write(db, saved, settings);
                if (standing.Person is { } person && person.Email != settings.Email)
                {
                    // What was mailed to the old address must not open the account.
                    await OneTimeLinks.Replace(db, saved, now);
                }

                var changes = Changes.Between(standing.Person?.Settings, settings);
                await SetInboxes(db, saved, inboxes, changes);
                await SetTeams(db, saved, teams, changes);
                await Audit.Note(db, actor, id is null ? AuditAction.Created : AuditAction.Edited, AuditSubject.Operator, saved, settings.Name, now, changes);
                return saved;
            });
        }
        catch (PostgresException taken) when (taken.ConstraintName == "operators_email")
        {
            return PeopleRefusal.EmailTaken;
        }
    }

    /// <summary>Ends every session and stream within five seconds, and every link. What they hold stays theirs until it is returned.</summary>
    public static Task<PersonResult> Disable(Database database, long actor, long id, DateTime now) =>
        database.InTransaction<PersonResult>(async db =>
        {
            var standing = await Lock(db, actor, id);
            if (standing.No(losesAdmin: true) is { } no)
            {
                return no;
            }

            if (standing.Person!.Disabled)
            {
                return id;
            }

            await Presences.Disabled(db, id, now);
            await OneTimeLinks.Replace(db, id, now);
            await db.ExecuteAsync("update operators set disabled_at = @now, stamp = gen_random_uuid() where id = @id", new { id, now });
            await Audit.Note(db, actor, AuditAction.Disabled, AuditSubject.Operator, id, standing.Person.Name, now);
            return id;
        });

    public static Task<PersonResult> Enable(Database database, long actor, long id, DateTime now) =>
        database.InTransaction<PersonResult>(async db =>
        {
            var standing = await Lock(db, actor, id);
            if (standing.No(losesAdmin: false) is { } no)
            {
                return no;
            }

            if (standing.Person!.Disabled)
            {
                await SetEnabled(db, id);
                await Audit.Note(db, actor, AuditAction.Enabled, AuditSubject.Operator, id, standing.Person.Name, now);
            }

            return id;
        });

    /// <summary>A link in the place of all older ones, for whoever lost theirs or forgot their password.</summary>
    public static Task<(PersonResult Result, LinkFor? For)> NewLink(
        Database database, long actor, long id, byte[] tokenHash, DateTime expiresAt, DateTime now) =>
        database.InTransaction<(PersonResult, LinkFor?)>(async db =>
        {
            var standing = await Lock(db, actor, id);
            if ((standing.No(losesAdmin: false) ?? standing.IfDisabled) is { } no)
            {
                return (no, null);
            }

            await OneTimeLinks.Replace(db, id, now);
            var made = await OneTimeLinks.Make(db, id, actor, tokenHash, expiresAt, now);
            await Audit.Note(db, actor, AuditAction.Invited, AuditSubject.Operator, id, made.Name, now);
            return (id, made);
        });

    /// <summary>Whether somebody else could administer: enabled, with a password of their own.</summary>
    public static Task<bool> OtherAdmins(NpgsqlConnection db, long? than) =>
        db.QuerySingleAsync<bool>(
            """
            select exists (
              select from operators
              where role = 'admin' and disabled_at is null and password_hash is not null and id is distinct from @than::bigint)
            """, new { than });

    /// <summary>The person and all administrators, in the order of their ids, as they are from here to the end of the transaction.</summary>
    private static async Task<Standing> Lock(NpgsqlConnection db, long actor, long? id)
    {
        await db.ExecuteAsync("select from operators where role = 'admin' or id = @id order by id for no key update", new { id });
        var mayAct = await db.QuerySingleAsync<bool>(
            "select exists (select from operators where id = @actor and role = 'admin' and disabled_at is null)", new { actor });
        var person = await db.QuerySingleOrDefaultAsync<Locked>(
            "select name, email, role, cap, disabled_at is not null disabled from operators where id = @id", new { id });
        return new Standing(mayAct, id is not null, person, await OtherAdmins(db, id));
    }

    private static Task SetEnabled(NpgsqlConnection db, long id) =>
        db.ExecuteAsync("update operators set disabled_at = null, failed_sign_ins = 0, locked_until = null where id = @id", new { id });

    private static Task Write(NpgsqlConnection db, long id, PersonSettings settings) =>
        db.ExecuteAsync(
            "update operators set name = @Name, email = @Email, role = @role, cap = @Cap where id = @id",
            new { id, settings.Name, settings.Email, role = settings.Role.Name(), settings.Cap });

    private sealed record Locked(string Name, string Email, Role Role, int? Cap, bool Disabled)
    {
        public PersonSettings Settings => new(Name, Email, Role, Cap);
    }

    private sealed record Standing(bool MayAct, bool Named, Locked? Person, bool OtherAdmins)
    {
        public PeopleRefusal? IfDisabled => Person is { Disabled: true } ? PeopleRefusal.Disabled : null;

        /// <summary>Why not; null: it may be done.</summary>
        public PeopleRefusal? No(bool losesAdmin) =>
            !MayAct ? PeopleRefusal.NotAdmin
            : Named && Person is null ? PeopleRefusal.NotFound
            : losesAdmin && Person is { Role: Role.Admin, Disabled: false } && !OtherAdmins ? PeopleRefusal.LastAdmin
            : null;
    }
}
