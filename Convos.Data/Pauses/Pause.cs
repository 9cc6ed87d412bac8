namespace Convos.Data;

/// <summary>What a pause is drawn as.</summary>
public enum PauseIcon { Pause, Coffee, Utensils, Clock, Users, Phone, GraduationCap, Briefcase, Car, HeartPulse, Wrench, House }

/// <summary>A reason for being No disponible, as it is offered.</summary>
public sealed record Pause(long Id, string Name, PauseIcon Icon);

/// <summary>What is set of a pause.</summary>
public sealed record PauseSettings(string Name, PauseIcon Icon);

/// <summary>A pause where it is administered; <c>People</c>: how many are in it now.</summary>
public sealed record PauseEntry(long Id, string Name, PauseIcon Icon, DateTime? ArchivedAt, int People);

public enum PauseProblem { NotFound, NameTaken }

/// <summary>Exactly one of the two is set.</summary>
public sealed record PauseSaved(long? Id, PauseProblem? Problem);
