using System.Net;

namespace TlsPathTools.Probing;

/// <summary>One address to probe: the name goes into SNI, certificate check and Host header; the address is where the connection goes.</summary>
/// <param name="HostName">The name; null sends no SNI, and the certificate must then name the address.</param>
/// <param name="Address">The address.</param>
/// <param name="Port">The port, 1 to 65535.</param>
public sealed record ProbeTarget(string? HostName, IPAddress Address, int Port = 443);
