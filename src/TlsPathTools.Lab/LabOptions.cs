using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab;

/// <summary>How a lab is started.</summary>
public sealed record LabOptions
{
    /// <summary>
    /// Whether it may write packet filter rules (nftables, a table of its own, removed at the end) in the network namespace that it runs in. With
    /// them every program sees SYNs that are dropped or refused for some flows; without them only probes through <see cref="TlsPathLab.Connector"/> do.
    /// </summary>
    public bool AllowNftables { get; init; }

    /// <summary>Whether kubeconfig and trusted certificates are written to a private temporary folder.</summary>
    public bool WriteFiles { get; init; } = true;

    /// <summary>Whether ports below 1024 move up by 8000 (443 becomes 8443) even where this user may open them: a world that is the same for every user.</summary>
    public bool HighPorts { get; init; }

    /// <summary>The clock; null for the system's.</summary>
    public TimeProvider? Time { get; init; }

    /// <summary>Changes the world before anything in it runs: what no scenario file can say.</summary>
    internal Action<LabWorld>? Prepare { get; init; }
}
