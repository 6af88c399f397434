namespace TlsPathTools.Probing.Wire;

/// <summary>
/// The observer ends a connection whose bytes cannot be TLS. SslStream would wait for the rest of an impossible record
/// until the time limit.
/// </summary>
internal sealed class MalformedTlsException(string message) : IOException(message);
