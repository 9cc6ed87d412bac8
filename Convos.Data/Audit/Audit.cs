using Dapper;
using Npgsql;

namespace Convos.Data;

public enum AuditSubject { Inbox, Channel, Operator, Team, Tag, Schedule, Dialogue, Webhook, Job, Installation, Shortcut, LibraryFile, Pause, Contact, ContactField }

public enum AuditAction
{
    Created, Edited, Enabled, Disabled, Removed, Restored, Invited, PasswordSet, TwoFactorOn, TwoFactorOff,
    RecoveryCodesMade, SignedOut, Reprocessed, Discarded, Exported, Blocked, Unblocked, Merged, Separated, Anonymised, Imported,
}

/// <summary>The log of administrative changes. Each is written in the transaction of its change, or neither stands.</summary>
public static class Audit
{
    /// <summary>
    /// An edit that changed nothing leaves no line. <paramref name="actor"/> is null for the command line. The log of events tells that
    /// the rules may have changed, for whoever acts by them.
    /// </summary>
    public static async Task Note(
        NpgsqlConnection db, long? actor, AuditAction action, AuditSubject subject, long? id, string name, DateTime now, Changes? changes = null)
    {
        if (action == AuditAction.Edited && changes is { Any: false })
        {
            return;
        }

        await db.ExecuteAsync(
            """
            with noted as (
              insert into audit (at, actor_id, subject, subject_id, subject_name, action, changes)
              values (@now, @actor, @subject, @id, left(@name, 200), @action, @changes::jsonb))
            insert into events (at, kind, actor_id, data, kept)
            values (@now, 'settings_changed', @actor, jsonb_build_object('subject', @subject), false)
            """, new { now, actor, subject = subject.Name(), id, name, action = action.Name(), changes = (changes ?? Changes.None).Json });
    }
}
