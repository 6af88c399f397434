namespace TlsPathTools.Topology.Permissions;

/// <summary>Every permission that the module uses, in one list: the checks, the policies of docs/permissions.md and the tests are made from it.</summary>
public static class KnownPermissions
{
    /// <summary>All of them, AWS first, those that read before those that change.</summary>
    public static IReadOnlyList<PermissionNeed> All { get; } = [.. AwsPermissions.Read, .. AwsPermissions.Change, .. KubernetesPermissions.Read, .. KubernetesPermissions.Change];

    /// <summary>Those that read.</summary>
    public static IEnumerable<PermissionNeed> Reading => All.Where(permission => permission.Access == PermissionAccess.Read);
}

/// <summary>Cmdlets by what they read.</summary>
internal static class UsedBy
{
    public static readonly string[] Front = ["Get-EndpointLoadBalancer", "Get-TargetNodeMap", "Invoke-TlsPathInvestigation"];
    public static readonly string[] Map = ["Get-TargetNodeMap", "Invoke-TlsPathInvestigation"];
    public static readonly string[] Compare = ["Compare-NodeNetworkConfig", "Test-NodeReachability", "Invoke-TlsPathInvestigation"];
    public static readonly string[] Pods = ["Get-TargetNodeMap", "Get-NodePodDistribution", "Measure-ServicePodLog"];
    public static readonly string[] KubeProxy = ["Get-NodeKubeProxy", "Get-TargetNodeMap", "Restart-NodeKubeProxy"];
    public static readonly string[] Conflicts = ["Find-LoadBalancerConflict"];
    public static readonly string[] Certificates = ["Test-CertificateRenewal"];
    public static readonly string[] Evidence = ["Invoke-TlsPathInvestigation"];
    public static readonly string[] Remove = ["Remove-FaultyNode", "Repair-TlsPath"];
    public static readonly string[] Restart = ["Restart-NodeKubeProxy", "Repair-TlsPath"];
    public static readonly string[] Cordon = ["Suspend-NodeScheduling", "Resume-NodeScheduling"];
    public static readonly string[] Schedule = [.. Cordon, "Remove-FaultyNode"];
}
