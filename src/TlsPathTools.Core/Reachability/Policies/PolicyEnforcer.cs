namespace TlsPathTools.Reachability.Policies;

/// <summary>Whether something enforces network policies. The API server takes them whether or not anything does.</summary>
internal enum EnforcerState
{
    /// <summary>Something may or may not.</summary>
    CannotTell,

    /// <summary>Nothing was seen that does.</summary>
    NothingSeen,

    /// <summary>Something does.</summary>
    Seen,
}

/// <summary>Who enforces network policies for a pod, and how that is known.</summary>
/// <param name="State">Whether anything does.</param>
/// <param name="Plugin">The network plugin that does or would.</param>
/// <param name="Reason">How it is known, or what is missing.</param>
internal sealed record PolicyEnforcer(EnforcerState State, NetworkPlugin Plugin, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => State switch
    {
        EnforcerState.Seen => $"enforced by {Name(Plugin)} ({Reason})",
        EnforcerState.NothingSeen => $"nothing seen that enforces policies ({Reason})",
        _ => $"whether anything enforces policies cannot be told ({Reason})",
    };

    internal static string Name(NetworkPlugin plugin) => plugin switch
    {
        NetworkPlugin.VpcCni => "the Amazon VPC CNI plugin",
        NetworkPlugin.AutoMode => "EKS Auto Mode",
        NetworkPlugin.KubeRouter => "kube-router",
        NetworkPlugin.WeaveNet => "Weave Net",
        NetworkPlugin.AzureNpm => "Azure Network Policy Manager",
        _ => $"{plugin}",
    };
}

/// <summary>Network plugins that can enforce policies. They differ in what the specification leaves open.</summary>
internal enum NetworkPlugin
{
    /// <summary>None that is known.</summary>
    Unknown,

    /// <summary>The Amazon VPC CNI plugin with its policy agent.</summary>
    VpcCni,

    /// <summary>The same as a part of the nodes of EKS Auto Mode.</summary>
    AutoMode,

    /// <summary>Calico, or Canal, which is Calico's policies on another network.</summary>
    Calico,

    /// <summary>Cilium.</summary>
    Cilium,

    /// <summary>Antrea.</summary>
    Antrea,

    /// <summary>kube-router.</summary>
    KubeRouter,

    /// <summary>Weave Net.</summary>
    WeaveNet,

    /// <summary>Azure Network Policy Manager.</summary>
    AzureNpm,
}
