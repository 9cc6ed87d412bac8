namespace Convos.Data;

/// <summary>Why the embedded PostgreSQL does not run: a sentence for the person who starts Convos.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
