namespace TlsPathTools.Topology.Permissions;

/// <summary>Every permission that the module uses, in one list: the checks, the policies of docs/permissions.md and the tests are made from it.</summary>
public static class KnownPermissions
{
    /// <summary>All that the readers can make use of, AWS first, those that read before those that change.</summary>
    internal static IReadOnlyList<PermissionNeed> Whole { get; } = [.. AwsPermissions.Read, .. AwsPermissions.Change, .. KubernetesPermissions.Read, .. KubernetesPermissions.Change];

    /// <summary>Those that a cmdlet uses. What none uses yet is neither asked for nor tried.</summary>
    public static IReadOnlyList<PermissionNeed> All { get; } = [.. Whole.Where(permission => permission.UsedBy.Count > 0)];

    /// <summary>Those that read.</summary>
    public static IEnumerable<PermissionNeed> Reading => All.Where(permission => permission.Access == PermissionAccess.Read);
}

/// <summary>Cmdlets by what they read or change.</summary>
internal static class UsedBy
{
    public static readonly string[] Front = ["Get-EndpointLoadBalancer", "Get-TargetNodeMap"];
    public static readonly string[] Map = ["Get-TargetNodeMap"];
    public static readonly string[] Compare = ["Compare-NodeNetworkConfig", "Test-NodeReachability"];
    public static readonly string[] Pods = ["Get-TargetNodeMap", "Get-NodePodDistribution", "Measure-ServicePodLog"];
    public static readonly string[] KubeProxy = ["Get-NodeKubeProxy", "Get-TargetNodeMap", "Restart-NodeKubeProxy"];
    public static readonly string[] Conflicts = ["Find-LoadBalancerConflict"];
    public static readonly string[] Certificates = ["Test-CertificateRenewal"];
    public static readonly string[] Restart = ["Restart-NodeKubeProxy"];
    public static readonly string[] Cordon = ["Suspend-NodeScheduling", "Resume-NodeScheduling"];

    /// <summary>What no cmdlet uses yet.</summary>
    public static readonly string[] Nobody = [];
}
