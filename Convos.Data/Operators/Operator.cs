namespace Convos.Data;

public enum Role { Operator, Supervisor, Admin }

public enum Theme { System, Light, Dark }

/// <summary>A person who signs in, as the sign-in page and the profile need them. No hash: invited, and has not chosen a password yet.</summary>
public sealed record Operator(
    long Id, string Name, string Email, string? PasswordHash, Role Role, string Culture, Theme Theme,
    Guid Stamp, int FailedSignIns, DateTime? LockedUntil, DateTime? DisabledAt, bool TwoFactor);
