namespace Convos.Data;

public enum MailState { Waiting, Sent, Failed }

/// <summary>A mail to be sent now. <c>Content</c> is sealed by <see cref="ISecrets"/>.</summary>
public sealed record Mail(long Id, string Content, int Attempts);

/// <summary>What became of a mail, for administrators. <c>Error</c>: what the server said last.</summary>
public sealed record MailFate(MailState State, DateTime CreatedAt, DateTime? SettledAt, int Attempts, string? Error);
