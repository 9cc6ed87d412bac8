using System.Text.Json;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>One field of a change, readable: what it was and what it is; empty for nothing.</summary>
public sealed record AuditField(string Label, string Before, string After);

/// <summary>The words of the audit, for the page and for its export.</summary>
public static class AuditWords
{
    /// <summary>«cambió la bandeja»: what was done, and to what kind of thing.</summary>
    public static string What(this AuditLine line, IStringLocalizer<Texts> texts) =>
        $"{texts[$"Audit.Action.{line.Action}"]} {texts[$"Audit.Subject.{line.Subject}"]}";

    public static string Who(this AuditLine line, IStringLocalizer<Texts> texts) => line.ActorName ?? texts["Audit.CommandLine"];

    /// <summary>Where its subject is edited; null where it has no page, or is gone.</summary>
    public static string? Url(this AuditLine line) => line switch
    {
        { Action: AuditAction.Removed } or { SubjectId: null } => null,
        { Subject: AuditSubject.Inbox } => $"/inboxes/{line.SubjectId}",
        { Subject: AuditSubject.Shortcut } => $"/shortcuts/{line.SubjectId}",
        { Subject: AuditSubject.LibraryFile } => $"/library/{line.SubjectId}",
        { Subject: AuditSubject.Operator } => $"/settings/people/{line.SubjectId}",
        { Subject: AuditSubject.Team } => $"/settings/teams/{line.SubjectId}",
        { Subject: AuditSubject.Schedule } => $"/settings/schedules/{line.SubjectId}",
        { Subject: AuditSubject.Channel } => $"/settings/channels/{Uri.EscapeDataString(line.SubjectName)}",
        { Subject: AuditSubject.Dialogue } => $"/settings/channels/{Uri.EscapeDataString(line.SubjectName)}/dialogue",
        _ => null,
    };

    public static IReadOnlyList<AuditField> Fields(this AuditLine line, IStringLocalizer<Texts> texts)
    {
        using var changes = JsonDocument.Parse(line.Changes);
        return [.. changes.RootElement.EnumerateObject().Select(field => Field(field, texts)).Where(field => field.Before != field.After)];
    }

    private static AuditField Field(JsonProperty field, IStringLocalizer<Texts> texts) =>
        field.Value is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2
            ? new(Label(field.Name, texts), AuditValues.Word(field.Name, pair[0], texts), AuditValues.Word(field.Name, pair[1], texts))
            : new(Label(field.Name, texts), "", AuditValues.Word(field.Name, field.Value, texts));

    // A field that has no words yet stands as the log has it.
    private static string Label(string field, IStringLocalizer<Texts> texts) =>
        texts[$"Audit.Field.{field}"] is { ResourceNotFound: false } known ? known.Value : field;
}
