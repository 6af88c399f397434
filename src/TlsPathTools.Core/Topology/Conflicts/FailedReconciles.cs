namespace TlsPathTools.Topology.Conflicts;

/// <summary>Events of controllers that cannot have their way → what that means for the traffic that runs.</summary>
internal sealed class FailedReconciles(PathSnapshot snapshot, FailingAddressOwners owners)
{
    /// <summary>The reasons that are looked for. SyncLoadBalancerFailed and UnAvailableLoadBalancer are the cloud provider's; the others the AWS Load Balancer Controller's.</summary>
    public static IReadOnlySet<string> Reasons { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "SyncLoadBalancerFailed", "UnAvailableLoadBalancer", "FailedBuildModel", "FailedDeployModel", "FailedLoadGroupID", "ConflictingIngressClass", "BackendNotFound", "FailedNetworkReconcile",
    };

    public IEnumerable<LoadBalancerConflict> Of(ClusterState cluster, KnownLoadBalancers balancers, IEnumerable<EventReport> reports) =>
        reports.Where(report => !report.IsDuplicateListener).Select(report => Row(cluster, balancers, report));

    private LoadBalancerConflict Row(ClusterState cluster, KnownLoadBalancers balancers, EventReport report)
    {
        (LoadBalancerConflictKind kind, string meaning, bool? touches) = Meaning(report.Reason);
        string? groupArn = report.Claim.Kind == "TargetGroupBinding"
            ? Array.Find(cluster.TargetGroupBindings, one => one.Metadata?.Namespace == report.Claim.Namespace && one.Metadata?.Name == report.Claim.Name)?.Spec?.TargetGroupARN
            : null;
        KnownLoadBalancer[] inConflict =
        [
            .. groupArn is null
                ? report.Claim.Balancers
                : snapshot.Clouds.SelectMany(cloud => cloud.TargetGroups).Where(group => group.TargetGroupArn == groupArn).SelectMany(group => group.LoadBalancerArns).Select(balancers.ByArn).OfType<KnownLoadBalancer>(),
        ];
        KnownLoadBalancer? balancer = inConflict is [var only] ? only : null;
        return owners.Complete(
            new LoadBalancerConflict
            {
                ConflictKind = kind,
                Claimants = [report.Claim.ToString()],
                Controllers = report.Controller is { } controller ? [controller] : [],
                Namespace = SafeText.Escape(report.Claim.Namespace),
                ServiceName = report.Claim.Kind == "Service" ? SafeText.Escape(report.Claim.Name) : null,
                LoadBalancerArn = SafeText.Escape(balancer?.Arn),
                LoadBalancerName = SafeText.Escape(balancer?.Name),
                TargetGroupArn = SafeText.Escape(groupArn),
                Port = report.Claim.Ports is [var port] ? port : null,
                Count = report.Count,
                FirstUtc = report.First,
                LastUtc = report.Last,
                Detail = $"{report.Reason} ({EventReport.Times(report.Count, report.Last)}). {meaning}",
                Messages = [.. report.Messages.Select(message => SafeText.Escape(message, 500)!)],
                TouchesTraffic = touches,
            },
            inConflict,
            complete: inConflict.Length > 0);
    }

    private static (LoadBalancerConflictKind Kind, string Meaning, bool? Touches) Meaning(string reason) => reason switch
    {
        "FailedBuildModel" or "FailedLoadGroupID" =>
            (LoadBalancerConflictKind.ReconcileFailed, "The controller cannot work out what is wanted, so nothing is changed: what runs stays as it was, and so it will for every member of the group until this is mended.", false),
        "FailedDeployModel" =>
            (LoadBalancerConflictKind.ReconcileFailed, "What is wanted was applied in part at most: what came before the failing step is in force, what comes after it is not.", null),
        "ConflictingIngressClass" =>
            (LoadBalancerConflictKind.IngressClass, "The ingress names one class by annotation and another by its spec. The annotation decides for this controller, the spec may for another: both of them, or neither, work on it.", null),
        // Its target group manager cleans up: every target is deregistered.
        "BackendNotFound" =>
            (LoadBalancerConflictKind.BackendNotFound, "The binding's service or port is not there, and the controller takes all of its targets out of the target group.", true),
        "FailedNetworkReconcile" =>
            (LoadBalancerConflictKind.ReconcileFailed, "Rules of security groups could not be written: the load balancer may not reach its targets.", null),
        "UnAvailableLoadBalancer" =>
            (LoadBalancerConflictKind.ReconcileFailed, "No node is fit for the load balancer: it is left without targets.", true),
        _ => (LoadBalancerConflictKind.ReconcileFailed, "The load balancer could not be brought to what is wanted; what came before the failing step is in force.", null),
    };
}
