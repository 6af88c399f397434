using System.Globalization;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Map;

/// <summary>What the check of a target goes through: short, as a scope, and in a sentence.</summary>
internal sealed record HealthCheckReading(string? Short, HealthCheckScope Scope, string Meaning)
{
    private const int KubeProxyHealth = 10256;

    /// <summary>The check of a target that is reached at a port.</summary>
    /// <param name="group">The group; null where it was not read.</param>
    /// <param name="targetPort">The port of the traffic.</param>
    /// <param name="checkPort">The port that DescribeTargetHealth names; null for the group's.</param>
    /// <param name="cluster">The cluster of the node, where it is known.</param>
    /// <param name="service">The service at the NodePort, where it is known.</param>
    public static HealthCheckReading Of(TargetGroup? group, int? targetPort, string? checkPort, ClusterIndex? cluster, ServiceAtPort? service)
    {
        if (group is null)
            return new(Short: null, HealthCheckScope.Unknown, "The target group was not read, so what its check asks is not known.");
        if (group.HealthCheckEnabled == false)
            return new("none", HealthCheckScope.None, "There is no check: every target counts as healthy, whatever it does.");
        if (group.HealthCheckProtocol is not { } protocol)
            return new(Short: null, HealthCheckScope.Unknown, "What the check asks is not known.");

        int? port = Number(checkPort) ?? Number(group.HealthCheckPort) ?? (group.HealthCheckPort is "traffic-port" or null ? targetPort : null);
        bool traffic = port == targetPort;
        bool asks = protocol is "HTTP" or "HTTPS";
        string path = asks ? SafeText.Escape(group.HealthCheckPath, 120) ?? "" : "";
        string every = group.HealthCheckIntervalSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $" every {seconds} s") : "";
        string brief = string.Create(CultureInfo.InvariantCulture, $"{protocol} :{port}{path}{every}");
        (HealthCheckScope scope, string meaning) = group.TargetType switch
        {
            "lambda" => (HealthCheckScope.Unknown, "Each check is a call of the function."),
            "alb" => OfBalancer(asks),
            "ip" => OfAddress(protocol, asks, traffic, port),
            _ => OfInstance(protocol, asks, traffic, port, cluster, service),
        };
        return new(brief, scope, meaning);
    }

    private static (HealthCheckScope, string) OfBalancer(bool asks) => asks
        ? (HealthCheckScope.OnePodSomewhere, "A request to the application load balancer, which sends it to one of its own targets: it says nothing of any single one.")
        : (HealthCheckScope.TcpConnect, "A TCP connect that the application load balancer answers itself: no target of it is asked.");

    private static (HealthCheckScope, string) OfAddress(string protocol, bool asks, bool traffic, int? port) => (traffic, asks, protocol) switch
    {
        (true, true, _) => (HealthCheckScope.ThePod, "A request to the pod itself, as the traffic goes; any certificate is accepted."),
        (true, false, "TLS") => (HealthCheckScope.ThePod, "A TLS handshake with the pod itself; any certificate is accepted."),
        (true, false, _) => (HealthCheckScope.TcpConnect, "A TCP connect to the pod: a SYN and its answer, no byte of TLS or HTTP, small packets only."),
        _ => (HealthCheckScope.OtherPort, string.Create(CultureInfo.InvariantCulture, $"Port {port} of the pod's address, not the port of the traffic: whatever listens there.")),
    };

    private static (HealthCheckScope, string) OfInstance(string protocol, bool asks, bool traffic, int? port, ClusterIndex? cluster, ServiceAtPort? service)
    {
        bool local = service?.Service.Spec?.ExternalTrafficPolicy == "Local";
        string where = local ? "a pod of this node" : "one pod somewhere, not necessarily on this node";
        if (traffic)
        {
            return asks || protocol == "TLS"
                ? (HealthCheckScope.OnePodSomewhere, $"A {(asks ? "request" : "TLS handshake")} to the port of the traffic, answered by {where}; any certificate is accepted.")
                : (HealthCheckScope.TcpConnect, $"A TCP connect to the port of the traffic: a SYN answered by the host of {where}; no byte of TLS or HTTP, small packets only.");
        }

        string shown = string.Create(CultureInfo.InvariantCulture, $"{port}");
        if (port is { } number && cluster?.ServiceWithHealthCheckPort(number) is { } checkedService)
        {
            string name = SafeText.Escape($"{checkedService.Metadata}")!;
            return (HealthCheckScope.HostProcess, $"The healthCheckNodePort of {name}: kube-proxy says whether this node has an endpoint. No NodePort translation and no pod is on its way.");
        }

        if (port is { } other && cluster?.ServiceAt("TCP", other) is { } foreign)
            return (HealthCheckScope.OtherPort, $"NodePort {shown} of {SafeText.Escape($"{foreign.Service.Metadata}")}, not the port of the traffic.");
        return port switch
        {
            KubeProxyHealth => (HealthCheckScope.HostProcess, "Kube-proxy's own health port: the process runs and syncs. No NodePort translation and no pod is on its way."),
            10249 => (HealthCheckScope.HostProcess, "Kube-proxy's metrics port: the process runs. No NodePort translation and no pod is on its way."),
            10250 or 10255 or 10248 => (HealthCheckScope.HostProcess, "The kubelet's port: that process runs. No NodePort translation and no pod is on its way."),
            null => (HealthCheckScope.Unknown, "The port that the check asks is not known."),
            _ => (HealthCheckScope.OtherPort, $"Port {shown} of the node, not the port of the traffic: whatever listens there."),
        };
    }

    private static int? Number(string? port) => int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
