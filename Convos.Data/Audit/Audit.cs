using Dapper;
using Npgsql;

namespace Convos.Data;

public enum AuditSubject { Inbox, Channel, Operator, Team, Tag, Schedule, Dialogue, Webhook, Job, Installation, Shortcut, LibraryFile }

public enum AuditAction
{
    Created, Edited, Enabled, Disabled, Removed, Restored, Invited, PasswordSet, TwoFactorOn, TwoFactorOff,
    RecoveryCodesMade, SignedOut, Reprocessed, Discarded, Exported,
}

/// <summary>The log of administrative changes. Each is written in the transaction of its change, or neither stands.</summary>
public static class Audit
{
    /// <summary>An edit that changed nothing leaves no line. <paramref name="actor"/> is null for the command line.</summary>
    public static async Task Note(
        NpgsqlConnection db, long? actor, AuditAction action, AuditSubject subject, long? id, string name, DateTime now, Changes? changes = null)
    {
        if (action == AuditAction.Edited && changes is { Any: false })
        {
            return;
        }

        await db.ExecuteAsync(
            """
            insert into audit (at, actor_id, subject, subject_id, subject_name, action, changes)
            values (@now, @actor, @subject, @id, left(@name, 200), @action, @changes::jsonb)
            """, new { now, actor, subject = subject.Name(), id, name, action = action.Name(), changes = (changes ?? Changes.None).Json });
    }
}
