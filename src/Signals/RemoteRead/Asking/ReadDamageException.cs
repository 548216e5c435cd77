namespace Tocsin.Signals.RemoteRead.Asking;

/// <summary>An answer is none of remote read, or is damaged; the message says how.</summary>
/// <param name="message">What is wrong.</param>
public sealed class ReadDamageException(string message) : Exception(message);
