using System.Net;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.LoadBalancing;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Connections.Tests.Labs;

/// <summary>What really stands at an address: a node of a load balancer, and the listener that takes the endpoint's port there.</summary>
internal sealed record Front(LoadBalancer Balancer, LoadBalancerZone Zone, Listener? Listener)
{
    /// <summary>The front of an address of the endpoint; null where no load balancer has it.</summary>
    public static Front? Of(MappedScenario scenario, MapAddress address)
    {
        IPAddress ip = IPAddress.Parse(address.IPAddress);
        return scenario.World.Cloud.LoadBalancers.Values.SelectMany(balancer => balancer.Zones
            .Where(zone => ip.Equals(zone.PublicIp) || ip.Equals(zone.PrivateIp))
            .Select(zone => new Front(balancer, zone, balancer.Listeners.Find(listener => listener.Port == address.Port)))).SingleOrDefault();
    }

    /// <summary>The groups that the listener's rules name, with what a request for a host can meet of them.</summary>
    public IReadOnlyList<Choice> Choices(string host)
    {
        if (Listener is not { } listener)
            return [];
        List<ListenerRule> rules = Balancer.IsNetwork ? listener.Rules[^1..] : listener.Rules;
        // A path that each rule is about, and one that none is.
        ListenerRule[] met =
        [
            .. rules.SelectMany(rule => rule.PathPatterns).Select(pattern => pattern.Replace("*", "some", StringComparison.Ordinal).Replace('?', 'x')).Append("/no-rule-is-about-this")
                .Select(path => ListenerRules.Find(rules, host, path)).OfType<ListenerRule>().Distinct(),
        ];
        return
        [
            .. rules.SelectMany(rule => rule.Forward).Select(forward => forward.TargetGroupArn).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(group => new Choice(group, Same(rules.Where(rule => Part(rule, group) is not null), group), Same(met, group), met.Any(rule => Part(rule, group) is not null))),
        ];
    }

    private static double? Part(ListenerRule rule, string group) =>
        rule.Forward.Find(forward => forward.TargetGroupArn == group) is { } own ? (double)own.Weight / rule.Forward.Sum(forward => forward.Weight) : null;

    private static double? Same(IEnumerable<ListenerRule> rules, string group) => rules.Select(rule => Part(rule, group) ?? 0).Distinct().ToArray() is [var one] ? one : null;
}

/// <summary>A group that a listener can choose.</summary>
/// <param name="GroupArn">The group.</param>
/// <param name="Weight">Its share of each rule that names it; null where they differ.</param>
/// <param name="Share">Its share of all requests for a host; null where that depends on the path.</param>
/// <param name="Met">Whether a request for the host can meet such a rule.</param>
internal sealed record Choice(string GroupArn, double? Weight, double? Share, bool Met);
