using TlsPathTools.Topology.Map;

namespace TlsPathTools.Topology.Conflicts;

/// <summary>
/// Snapshot → who fights over which load balancer, listener, rule, target group or NodePort. Where events, ingresses, tags or rules could not be read, the snapshot's
/// gaps say so, and a conflict that only they would show is not here.
/// </summary>
public static class LoadBalancerConflicts
{
    /// <summary>The conflicts, those that own a failing address first, then those that touch traffic, then the latest.</summary>
    /// <param name="snapshot">What was read.</param>
    /// <param name="failingAddresses">The addresses that fail; none where none is known.</param>
    /// <param name="owners">Whose addresses they are, as the map says.</param>
    public static IReadOnlyList<LoadBalancerConflict> Find(PathSnapshot snapshot, IReadOnlyList<string>? failingAddresses = null, IReadOnlyList<EndpointLoadBalancer>? owners = null)
    {
        var balancers = new KnownLoadBalancers(snapshot);
        var addresses = new FailingAddressOwners([.. (failingAddresses ?? []).Distinct(StringComparer.Ordinal)], owners ?? [], balancers);
        var duplicates = new DuplicateListeners(snapshot, balancers, addresses);
        var failed = new FailedReconciles(snapshot, addresses);
        var claimed = new ClaimConflicts(snapshot, balancers, addresses);
        var rules = new GroupRules(balancers, addresses);
        var found = new List<LoadBalancerConflict>();
        foreach (ClusterState cluster in snapshot.Clusters)
        {
            var claims = new Claims(cluster, balancers);
            EventReport[] reports = [.. EventReport.Of(cluster, claims, FailedReconciles.Reasons)];
            found.AddRange(duplicates.Of(reports));
            found.AddRange(failed.Of(cluster, balancers, reports));
            found.AddRange(claimed.Of(cluster, claims));
            found.AddRange(rules.Of(cluster, claims));
        }

        found.AddRange(claimed.TargetGroups());
        foreach (CloudState cloud in snapshot.Clouds)
            found.AddRange(new ShadowedRules(balancers, addresses).Of(cloud));
        return
        [
            .. found.OrderByDescending(one => one.OwnsFailingAddress == true).ThenByDescending(one => one.TouchesTraffic == true).ThenByDescending(one => one.LastUtc)
                .ThenBy(one => one.ConflictKind).ThenBy(one => string.Join(' ', one.Claimants), StringComparer.Ordinal),
        ];
    }
}
