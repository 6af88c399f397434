namespace TlsPathTools.Topology.Map;

/// <summary>What a map is asked for, and what was measured.</summary>
public sealed record MapQuery
{
    /// <summary>Addresses with what was measured at them.</summary>
    public IReadOnlyList<MapAddress> Addresses { get; init; } = [];

    /// <summary>Load balancers to show whole, for each of their addresses.</summary>
    public IReadOnlyList<string> LoadBalancerArns { get; init; } = [];

    /// <summary>Target groups to show.</summary>
    public IReadOnlyList<string> TargetGroupArns { get; init; } = [];

    /// <summary>What the last hop answered, probed from inside: per node.</summary>
    public IReadOnlyList<NodePortResult> NodePorts { get; init; } = [];
}

/// <summary>An address of a path.</summary>
/// <param name="IPAddress">The address.</param>
/// <param name="Port">The front port; null for every listener.</param>
/// <param name="HostName">The name that it was found by.</param>
/// <param name="CnameChain">The names on the way.</param>
public sealed record MapAddress(string IPAddress, int? Port = null, string? HostName = null, IReadOnlyList<string>? CnameChain = null)
{
    /// <summary>Attempts; null where it was not probed.</summary>
    public int? Attempts { get; init; }

    /// <summary>Those that failed.</summary>
    public int? Failures { get; init; }

    /// <summary>Failures / Attempts.</summary>
    public double? FailureRate { get; init; }

    /// <summary>The verdict.</summary>
    public Probing.Verdict? Verdict { get; init; }

    /// <summary>The failures by stage and event, as the probe counts them ("6 x ClientHelloSent/Fin"); empty where that is not known.</summary>
    public IReadOnlyList<string> FailureKinds { get; init; } = [];

    /// <summary>What a reverse lookup said; null where it said nothing or was not asked.</summary>
    public string? ReverseName { get; init; }
}
