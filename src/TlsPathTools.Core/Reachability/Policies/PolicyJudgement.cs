namespace TlsPathTools.Reachability.Policies;

/// <summary>What network policies do to a packet.</summary>
internal enum PolicyState
{
    /// <summary>It cannot be told.</summary>
    Unknown,

    /// <summary>No policy selects the pod: everything passes.</summary>
    NotSelected,

    /// <summary>Policies let it pass.</summary>
    Allowed,

    /// <summary>No rule allows it, and something was seen that enforces policies.</summary>
    Denied,
}

/// <summary>What network policies do to a packet, why, and what would change it.</summary>
internal sealed record PolicyJudgement
{
    public required PolicyState State { get; init; }

    /// <summary>
    /// Whether the policies leave the packet out, enforced or not. Where this is true and the state is not <see cref="PolicyState.Denied"/>, it would be denied
    /// if something enforces them, and passes if nothing does.
    /// </summary>
    public bool WouldDeny { get; init; }

    /// <summary>Who enforces policies for this pod, as far as can be told.</summary>
    public required PolicyEnforcer Enforcer { get; init; }

    /// <summary>The policies that select the pod for this direction: NAMESPACE/NAME.</summary>
    public string[] Policies { get; init; } = [];

    /// <summary>Whether the pod is isolated in this direction: some policy selects it.</summary>
    public bool IsIsolated => Policies.Length > 0;

    /// <summary>The rule that allows it: "hutch/allow-nodes ingress[0]"; null where none does, or none is needed.</summary>
    public string? Decides { get; init; }

    /// <summary>Why, or what is missing, in a sentence without its period.</summary>
    public required string Reason { get; init; }

    /// <summary>The least that would let it pass; null where it does, or where that is not known.</summary>
    public string? SmallestChange { get; init; }

    /// <summary>Why this is not the last word; null where nothing says so: the plugin has policies of kinds of its own, or a mode, that are not read.</summary>
    public string? Caveat => Enforcer.Plugin switch
    {
        // NETWORK_POLICY_ENFORCING_MODE=strict, a variable of aws-node: pods take nothing until a policy selects them.
        NetworkPlugin.VpcCni when Enforcer.State is not EnforcerState.NothingSeen && State is PolicyState.NotSelected => "In the VPC CNI plugin's strict mode, a setting that is not read, pods that no policy selects take nothing.",
        NetworkPlugin.Calico or NetworkPlugin.Cilium or NetworkPlugin.Antrea => $"{Enforcer.Plugin} has policies of kinds of its own, which are not read and may deny what these allow.",
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => $"{State}: {Reason}";
}
