using Dapper;
using Npgsql;

namespace Convos.Data;

// What people do to «atajos»; what is shared leaves its line in the audit. Rights stand in each statement.
public static partial class Shortcuts
{
    /// <summary>Whether the viewer may have one of this scope and inbox.</summary>
    private const string MayHave =
        """
        (@scope = 'personal' or (@leads and (@scope = 'everyone'
          or exists (select from inboxes where id = @inbox::bigint and (@seesAll or id = any(@inboxes))))))
        """;

    /// <summary>Makes it (<paramref name="id"/> null) or changes it. Another of that name in its scope: the name is taken.</summary>
    public static async Task<ShortcutSaved> Save(
        Database database, Viewer viewer, long? id, ShortcutSettings settings, DateTime now, ShortcutFilesChange? files = null)
    {
        if (settings.Fault is { } fault)
        {
            return new ShortcutSaved(null, fault);
        }

        try
        {
            return await database.InTransaction(
                db => id is { } known ? Change(db, viewer, known, settings, files, now) : Create(db, viewer, settings, files, now),
                saved => saved.Fault is null);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "shortcuts_name")
        {
            return new ShortcutSaved(null, ShortcutFault.NameTaken);
        }
    }

    /// <summary>Its name, if it was there and the viewer's to delete.</summary>
    public static Task<string?> Delete(Database database, Viewer viewer, long id, DateTime now) =>
        database.InTransaction(async db =>
        {
            var gone = await db.QuerySingleOrDefaultAsync<(string Name, ShortcutScope Scope)?>(
                $"update shortcuts s set deleted_at = @now where s.id = @id and {Visible} and {Writable} returning s.name, s.scope",
                Tickets.Scope(viewer, new { id, now }));
            await Note(db, viewer, AuditAction.Removed, id, gone, now);
            return gone?.Name;
        });

    /// <summary>Takes a deletion back. Somebody may have taken the name meanwhile.</summary>
    public static async Task<ShortcutSaved> Restore(Database database, Viewer viewer, long id, DateTime now)
    {
        try
        {
            return await database.InTransaction(async db =>
            {
                var back = await db.QuerySingleOrDefaultAsync<(string Name, ShortcutScope Scope)?>(
                    $"update shortcuts s set deleted_at = null where s.id = @id and s.deleted_at is not null and {Writable} returning s.name, s.scope",
                    Tickets.Scope(viewer, new { id }));
                await Note(db, viewer, AuditAction.Restored, id, back, now);
                return new ShortcutSaved(back is null ? null : id, null);
            });
        }
        catch (PostgresException taken) when (taken.ConstraintName == "shortcuts_name")
        {
            return new ShortcutSaved(null, ShortcutFault.NameTaken);
        }
    }

    /// <summary>
    /// Its text for a draft of this ticket, variables filled in. Counted here: that somebody chose it is what the count tells, and
    /// what they make of the text afterwards is their own. Null: not there, or not for this viewer and ticket.
    /// </summary>
    public static async Task<Filled?> Use(Database database, Viewer viewer, long id, long ticketId, DateTime now)
    {
        await using var db = await database.Open();
        var text = await db.QuerySingleOrDefaultAsync<string?>(
            $"""
            update shortcuts s set uses = s.uses + 1, last_used_at = greatest(s.last_used_at, @now)
            from tickets t
            where s.id = @id and {Visible} and t.id = @ticketId and {Tickets.Visible} and (s.inbox_id is null or s.inbox_id = t.inbox_id)
            returning s.body
            """, Tickets.Scope(viewer, new { id, ticketId, now }));
        return text is null ? null : await Variables.Fill(db, viewer, ticketId, text, now);
    }

    /// <summary>Those that were deleted before this cannot be brought back any more.</summary>
    public static Task<int> Prune(NpgsqlConnection db, DateTime before) =>
        db.ExecuteAsync("delete from shortcuts where deleted_at < @before", new { before });

    private static async Task<ShortcutSaved> Create(NpgsqlConnection db, Viewer viewer, ShortcutSettings settings, ShortcutFilesChange? files, DateTime now)
    {
        var id = await db.QuerySingleOrDefaultAsync<long?>(
            $"""
            insert into shortcuts (scope, operator_id, inbox_id, name, body, created_at, changed_at)
            select @scope, case when @scope = 'personal' then @me end, @inbox, @Name, @Text, @now, @now
            where {MayHave}
            returning id
            """, Parameters(viewer, settings, null, now));
        if (id is null)
        {
            return new ShortcutSaved(null, ShortcutFault.NotYours);
        }

        var held = await ShortcutFiles.Change(db, id.Value, files, now);
        await Note(db, viewer, AuditAction.Created, id.Value, null, settings, held, now);
        return held.TooMany ? new ShortcutSaved(null, ShortcutFault.TooManyFiles) : new ShortcutSaved(id, null);
    }

    private static async Task<ShortcutSaved> Change(NpgsqlConnection db, Viewer viewer, long id, ShortcutSettings settings, ShortcutFilesChange? files, DateTime now)
    {
        var before = await db.QuerySingleOrDefaultAsync<ShortcutSettings>(
            $"""select s.name, s.body "text", s.scope, s.inbox_id from shortcuts s where s.id = @id and {Visible} and {Writable} for update""",
            Tickets.Scope(viewer, new { id }));
        if (before is null)
        {
            return new ShortcutSaved(null, null);
        }

        var changed = await db.ExecuteAsync(
            $"""
            update shortcuts s set scope = @scope, operator_id = case when @scope = 'personal' then @me end, inbox_id = @inbox,
              name = @Name, body = @Text, changed_at = @now
            where s.id = @id and {Visible} and {Writable} and {MayHave}
            """, Parameters(viewer, settings, id, now));
        if (changed == 0)
        {
            return new ShortcutSaved(null, ShortcutFault.NotYours);
        }

        var held = await ShortcutFiles.Change(db, id, files, now);
        await Note(db, viewer, AuditAction.Edited, id, before, settings, held, now);
        return held.TooMany ? new ShortcutSaved(null, ShortcutFault.TooManyFiles) : new ShortcutSaved(id, null);
    }

    private static DynamicParameters Parameters(Viewer viewer, ShortcutSettings settings, long? id, DateTime now) =>
        Tickets.Scope(viewer, new { id, settings.Name, settings.Text, scope = settings.Scope.Name(), inbox = settings.InboxId, now });

    private static Task Note(NpgsqlConnection db, Viewer viewer, AuditAction action, long id, (string Name, ShortcutScope Scope)? what, DateTime now) =>
        what is { Scope: not ShortcutScope.Personal } shared
            ? Audit.Note(db, viewer.Id, action, AuditSubject.Shortcut, id, shared.Name, now)
            : Task.CompletedTask;

    // What is one's own is nobody else's business; what becomes shared, or ceases to be, is told.
    private static Task Note(
        NpgsqlConnection db, Viewer viewer, AuditAction action, long id, ShortcutSettings? before, ShortcutSettings after, HeldFiles files, DateTime now)
    {
        var changes = Changes.Between(before, after);
        return before is not { Scope: not ShortcutScope.Personal } && after.Scope == ShortcutScope.Personal
            ? Task.CompletedTask
            : Audit.Note(db, viewer.Id, action, AuditSubject.Shortcut, id, after.Name, now, files.Same ? changes : changes.With("files", files.Before, files.After));
    }
}
