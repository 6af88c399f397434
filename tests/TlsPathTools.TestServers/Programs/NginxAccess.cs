using System.Net;

namespace TlsPathTools.TestServers;

/// <summary>One request as nginx logged it; it logs no connection without one.</summary>
/// <param name="RemotePort">The client's source port.</param>
/// <param name="Resumed">Whether the TLS session was resumed.</param>
/// <param name="Protocol">TLSv1.2 or TLSv1.3.</param>
/// <param name="ServerName">The SNI name; null without one.</param>
/// <param name="Status">The status that was sent.</param>
/// <param name="Request">The request line.</param>
/// <param name="LocalAddress">The address that was connected to.</param>
public sealed record NginxAccess(int RemotePort, bool Resumed, string Protocol, string? ServerName, int Status, string Request, IPAddress LocalAddress);
