using TlsPathTools.Cli.Probe;
using TlsPathTools.Connections;

namespace TlsPathTools.Cli.Map;

/// <summary>What `tlspath map` was asked to do, checked.</summary>
/// <param name="Probe">How the addresses are probed.</param>
/// <param name="Access">How account and cluster are reached.</param>
/// <param name="SavePath">Where everything that was seen is written to; null for nowhere.</param>
/// <param name="NoProbe">Make no attempt.</param>
internal sealed record MapRequest(ProbeRequest Probe, AccessOptions Access, string? SavePath, bool NoProbe);
