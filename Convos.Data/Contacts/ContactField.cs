namespace Convos.Data;

public enum FieldKind { Text, Number, Date, List, YesNo }

/// <summary>A question that is asked of every contact, as the card shows it. <c>Options</c>: of a list alone.</summary>
public sealed record ContactField(long Id, string Name, FieldKind Kind, bool Required, string[] Options);

/// <summary>What is set of a field. Its kind stays as it was made: the answers are of that kind.</summary>
public sealed record FieldSettings(string Name, FieldKind Kind, bool Required, string[] Options);

/// <summary>A field where it is administered; <c>Answers</c>: how many contacts have one.</summary>
public sealed record FieldEntry(long Id, string Name, FieldKind Kind, bool Required, string[] Options, DateTime? ArchivedAt, int Answers);

public enum FieldProblem { NotFound, NameTaken, TooMany }

/// <summary>Exactly one of the two is set.</summary>
public sealed record FieldSaved(long? Id, FieldProblem? Problem);
