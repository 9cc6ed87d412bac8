namespace Convos.Data;

/// <summary>A file that is kept to be sent again and again: what it is sent as, and what it is called.</summary>
public sealed record KeptFile(MessageKind Kind, string FileName, StoredFile File);
