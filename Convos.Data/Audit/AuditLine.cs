namespace Convos.Data;

/// <summary>One change as it is read. No actor: the command line. <c>Changes</c> is JSON, <c>{"field": [before, after]}</c>.</summary>
public sealed record AuditLine(
    long Id, DateTime At, long? ActorId, string? ActorName, AuditAction Action, AuditSubject Subject, long? SubjectId, string SubjectName, string Changes);

/// <summary>Which changes are wanted; null is no condition. <c>To</c> is the first instant that is not.</summary>
public sealed record AuditFilter(
    long? Actor = null, AuditSubject? Subject = null, AuditAction? Action = null, DateTime? From = null, DateTime? To = null, string Text = "");

/// <summary>The last line that was shown; the next page begins after it.</summary>
public sealed record AuditCursor(DateTime At, long Id);
