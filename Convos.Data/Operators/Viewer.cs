namespace Convos.Data;

/// <summary>
/// Who is asking: fed to every query, stream and file. An admin sees every inbox; others see theirs,
/// and whatever ticket they hold. No zone: their browser's.
/// </summary>
public sealed record Viewer(long Id, string Name, Role Role, string Culture, Theme Theme, Guid Stamp, long[] Inboxes, string? Zone, string? Photo)
{
    public bool SeesAll => Role == Role.Admin;

    public bool Leads => Role is Role.Supervisor or Role.Admin;

    public bool Sees(long inboxId, long? operatorId) => SeesAll || operatorId == Id || Inboxes.Contains(inboxId);
}
