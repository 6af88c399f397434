using TlsPathTools.Topology;
using static TlsPathTools.Comparison.CanExplain;
using static TlsPathTools.Comparison.ValueKind;
using Property = TlsPathTools.Comparison.PropertyDefinition<TlsPathTools.Comparison.ComparedNode>;

namespace TlsPathTools.Comparison.Catalogue;

/// <summary>The catalogue's lines about kube-proxy, which makes a node forward.</summary>
internal static class KubeProxyProperties
{
    private const string Pods = "list pods";
    private const string Proxy = "get pods/proxy";
    private const string RunningIsNotForwarding = "A pod that runs says nothing of its rules, and fresh rules nothing of other rules on the node: only a probe of the NodePort does (Test-NodePort).";

    public static readonly Property[] All =
    [
        OfProxy("KubeProxyPod", Text, "Without it Services and NodePorts do not work, unless something else does its part.", Pods, proxy => PropertyValue.Of(proxy.SyncState == SyncState.Absent ? "absent" : proxy.PodPhase)) with { WhenSame = RunningIsNotForwarding },
        OfProxy("KubeProxyReady", Text, "A pod that is not Ready may not write rules.", Pods, proxy => PropertyValue.Of(proxy.Ready)) with { WhenSame = RunningIsNotForwarding },
        OfProxy("KubeProxyImage", Text, "Versions differ in the rules that they write.", Pods, proxy => PropertyValue.Of(proxy.Image)),
        OfProxy("KubeProxyMode", Text, "Rules of another mode can stay behind and win.", Proxy, proxy => PropertyValue.Of(proxy.Mode)),
        OfProxy("KubeProxyRestarts", Number, "A process that keeps ending leaves rules unwritten.", Pods, proxy => PropertyValue.Of(proxy.Restarts)),
        OfProxy("KubeProxyAge", Number, "One that restarted alone did so for a reason.", Pods, null) with { Slack = 3600, Ratio = 0.5, Show = Quantity.Span, Read = ProxyAge },
        OfProxy("KubeProxySync", Text, "Stale rules send flows to pods that are gone; failing writes the same.", Proxy,
            proxy => proxy.SyncState == SyncState.CannotSee ? PropertyValue.Unknown(proxy.Detail) : PropertyValue.Of(proxy.SyncState.ToString())) with { WhenSame = RunningIsNotForwarding },
        OfProxy("KubeProxySyncAge", Number, "Rules far older than the siblings' are missing changes.", Proxy, proxy => PropertyValue.Of(proxy.SyncAgeSeconds, Quantity.Span)) with { Slack = 60, Ratio = 0.5, Show = Quantity.Span },
        OfProxy("KubeProxyRestoreFailures", Number, "Failed writes leave old rules in force.", Proxy, proxy => PropertyValue.Of(proxy.RestoreFailures, Quantity.Plain)),
        OfProxy("KubeProxyRules", Number, "Far from the siblings' number, rules are missing or strange ones are there.", Proxy, proxy => PropertyValue.Of(proxy.Rules, Quantity.Plain)) with { Slack = 10, Ratio = 0.1 },
    ];

    private static Property OfProxy(string name, ValueKind kind, string reason, string source, Func<NodeKubeProxy, PropertyValue>? read) =>
        new(name, ConfigGroup.KubeProxy, kind, Yes, reason, source, node => node.OfKubeProxy(read!));

    private static PropertyValue ProxyAge(ComparedNode node) => node.OfKubeProxy(proxy => PropertyValue.Age(proxy.StartedUtc, node.ClusterRead));
}
