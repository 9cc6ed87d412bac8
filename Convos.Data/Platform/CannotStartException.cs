namespace Convos.Data;

/// <summary>Why Convos does not start: a sentence for the person at the console, who needs no stack trace.</summary>
public sealed class CannotStartException(string message, Exception? inner = null) : Exception(message, inner);
