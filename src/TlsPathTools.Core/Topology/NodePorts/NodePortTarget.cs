namespace TlsPathTools.Topology.NodePorts;

/// <summary>A node whose NodePort is asked.</summary>
/// <param name="NodeName">Its Kubernetes name; null where it is not known: then the API server cannot be asked.</param>
/// <param name="InstanceId">Its instance.</param>
/// <param name="PrivateIpAddress">Its address; null where it is not known: then it cannot be asked directly.</param>
/// <param name="NodePort">The port.</param>
/// <param name="HostName">The name for SNI; null for none.</param>
public sealed record NodePortTarget(string? NodeName, string? InstanceId, string? PrivateIpAddress, int NodePort, string? HostName);
