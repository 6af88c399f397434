namespace TlsPathTools.Topology.NodePorts;

/// <summary>How NodePorts are asked.</summary>
public sealed record NodePortOptions
{
    /// <summary>Attempts per node.</summary>
    public int Count { get; init; } = 10;

    /// <summary>The limit of each wait.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The path of a request through the API server.</summary>
    public string Path { get; init; } = "/";

    /// <summary>Which ways are tried.</summary>
    public NodePortRoute Route { get; init; }
}

/// <summary>The way to a NodePort.</summary>
public enum NodePortRoute
{
    /// <summary>Directly, where this machine reaches any of the nodes; else through the API server.</summary>
    Auto,

    /// <summary>Directly.</summary>
    Direct,

    /// <summary>Through the API server (needs get nodes/proxy, which is much).</summary>
    ApiServer,
}
