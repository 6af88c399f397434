using System.Net;

namespace TlsPathTools.Dns;

/// <summary>What the system resolver of this machine, and so every other program, is told of a name.</summary>
/// <param name="Addresses">The addresses; empty when it says that there are none.</param>
/// <param name="Problem">Why it said nothing; null when it answered.</param>
internal sealed record SystemAnswer(IReadOnlyList<IPAddress> Addresses, string? Problem);
