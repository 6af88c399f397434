using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Conflicts;

/// <summary>Members of one ingress group that want one host and path: the first in order has it, the others' rules are made and never apply.</summary>
internal sealed class GroupRules(KnownLoadBalancers balancers, FailingAddressOwners owners)
{
    public IEnumerable<LoadBalancerConflict> Of(ClusterState cluster, Claims claims)
    {
        var wanted = cluster.Ingresses.Where(one => IngressSettings.GroupName(one) is not null).SelectMany(Wanted);
        foreach (var rule in wanted.GroupBy(one => one.Key).Where(rule => rule.Select(one => one.Ingress.Metadata?.ToString()).Distinct(StringComparer.Ordinal).Skip(1).Any()))
        {
            Wish[] ordered = [.. rule.OrderBy(one => IngressSettings.Order(one.Ingress)).ThenBy(one => one.Ingress.Metadata?.ToString(), StringComparer.Ordinal)];
            bool same = Array.TrueForAll(ordered, one => one.Backend == ordered[0].Backend);
            KnownLoadBalancer[] inConflict = [.. ordered.SelectMany(one => claims.Of(one.Ingress).Balancers).Concat(balancers.OfIngress(ordered[0].Ingress, rule.Key.Group)).Distinct()];
            KnownLoadBalancer? balancer = inConflict is [var only] ? only : null;
            string what = $"{(rule.Key.Host.Length == 0 ? "every host" : rule.Key.Host)}{rule.Key.Path}";
            yield return owners.Complete(
                new LoadBalancerConflict
                {
                    ConflictKind = LoadBalancerConflictKind.HostRule,
                    Claimants = [.. ordered.Select(one => SafeText.Escape($"Ingress {one.Ingress.Metadata}")!).Distinct(StringComparer.Ordinal)],
                    Controllers = [Controllers.Aws],
                    Namespace = ordered.Select(one => one.Ingress.Metadata?.Namespace).Distinct(StringComparer.Ordinal).ToArray() is [var @namespace] ? SafeText.Escape(@namespace) : null,
                    LoadBalancerArn = SafeText.Escape(balancer?.Arn),
                    LoadBalancerName = SafeText.Escape(balancer?.Name),
                    Port = rule.Key.Port,
                    HostName = SafeText.Escape(rule.Key.Host.Length == 0 ? null : rule.Key.Host),
                    Path = SafeText.Escape(rule.Key.Path),
                    Detail = SafeText.Escape(
                        $"Members of group {rule.Key.Group} want {what} on port {rule.Key.Port}; by order and name {ordered[0].Ingress.Metadata} has it, "
                        + (same ? "and all lead to the same service, so nothing is lost." : $"so its requests go to {ordered[0].Backend} and never to {string.Join(", ", ordered.Skip(1).Select(one => one.Backend).Where(backend => backend != ordered[0].Backend).Distinct(StringComparer.Ordinal))}."),
                        1000)!,
                    TouchesTraffic = !same,
                },
                inConflict,
                complete: inConflict.Length > 0);
        }
    }

    private static IEnumerable<Wish> Wanted(Ingress ingress) =>
        from port in IngressSettings.Ports(ingress)
        from rule in ingress.Spec?.Rules ?? []
        from path in rule.Http?.Paths ?? []
        select new Wish(
            ingress,
            new RuleKey(IngressSettings.GroupName(ingress)!, port, (rule.Host ?? "").ToLowerInvariant(), path.Path ?? "/", path.PathType ?? "ImplementationSpecific"),
            $"{ingress.Metadata?.Namespace}/{path.Backend?.Service?.Name}:{path.Backend?.Service?.Port?.Name ?? path.Backend?.Service?.Port?.Number?.ToString(System.Globalization.CultureInfo.InvariantCulture)}");

    private sealed record RuleKey(string Group, int Port, string Host, string Path, string PathType);

    private sealed record Wish(Ingress Ingress, RuleKey Key, string Backend);
}
