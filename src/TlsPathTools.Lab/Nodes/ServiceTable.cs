using System.Net;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.Nodes;

/// <summary>
/// What a kube-proxy makes of the cluster's Services and EndpointSlices at one moment. It is the same for all nodes that synced at that moment; what
/// differs from node to node (local endpoints, zones) is decided for each flow. Immutable.
/// </summary>
/// <param name="NodePorts">By NodePort.</param>
/// <param name="HealthPorts">By healthCheckNodePort.</param>
/// <param name="Services">How many services there are, those without NodePorts included.</param>
/// <param name="Endpoints">How many endpoints of theirs.</param>
internal sealed record ServiceTable(
    IReadOnlyDictionary<int, NodePortRule> NodePorts, IReadOnlyDictionary<int, HealthPortRule> HealthPorts, int Services, int Endpoints)
{
    private const int DefaultAffinitySeconds = 10_800;

    /// <summary>Nothing.</summary>
    public static ServiceTable Empty { get; } = new(new Dictionary<int, NodePortRule>(), new Dictionary<int, HealthPortRule>(), 0, 0);

    /// <summary>Reads it off the cluster.</summary>
    public static ServiceTable Read(ClusterStore cluster)
    {
        ILookup<string, JsonObject> slices = cluster.List(ResourceKinds.EndpointSlices)
            .ToLookup(slice => $"{KubeObject.Namespace(slice)}/{KubeObject.Labels(slice).GetValueOrDefault("kubernetes.io/service-name")}", StringComparer.Ordinal);
        var nodePorts = new Dictionary<int, NodePortRule>();
        var healthPorts = new Dictionary<int, HealthPortRule>();
        int services = 0, endpoints = 0;
        foreach (JsonObject service in cluster.List(ResourceKinds.Services))
        {
            services++;
            string key = $"{KubeObject.Namespace(service)}/{KubeObject.Name(service)}";
            NodePortRule? last = null;
            foreach (JsonObject port in KubeObject.Items(service, "spec", "ports"))
            {
                List<RuleEndpoint> found = EndpointsOf(slices[key], KubeObject.Text(port, "name") ?? "");
                endpoints += found.Count;
                if (KubeObject.Number(port, "nodePort") is { } number)
                    nodePorts[number] = last = Rule(service, key, number, found);
            }

            if (last is not null && KubeObject.Number(service, "spec", "healthCheckNodePort") is { } healthPort)
                healthPorts[healthPort] = new HealthPortRule(KubeObject.Namespace(service) ?? "", KubeObject.Name(service), last);
        }

        return new ServiceTable(nodePorts, healthPorts, services, endpoints);
    }

    private static NodePortRule Rule(JsonObject service, string key, int number, IReadOnlyList<RuleEndpoint> endpoints) => new()
    {
        Service = key,
        NodePort = number,
        IsLocal = KubeObject.Text(service, "spec", "externalTrafficPolicy") == "Local",
        Affinity = KubeObject.Text(service, "spec", "sessionAffinity") == "ClientIP"
            ? TimeSpan.FromSeconds(KubeObject.Number(service, "spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds") ?? DefaultAffinitySeconds) : null,
        Endpoints = endpoints,
    };

    private static List<RuleEndpoint> EndpointsOf(IEnumerable<JsonObject> slices, string portName)
    {
        var found = new List<RuleEndpoint>();
        foreach (JsonObject slice in slices)
        {
            if (KubeObject.Items(slice, "ports").FirstOrDefault(port => (KubeObject.Text(port, "name") ?? "") == portName) is not { } port
                || KubeObject.Number(port, "port") is not { } number)
            {
                continue;
            }

            foreach (JsonObject endpoint in KubeObject.Items(slice, "endpoints"))
            {
                if ((endpoint["addresses"] as JsonArray)?.FirstOrDefault()?.GetValue<string>() is { } text && IPAddress.TryParse(text, out IPAddress? address))
                    found.Add(Endpoint(endpoint, new IPEndPoint(address, number)));
            }
        }

        return found;
    }

    // A condition that is missing means ready and serving (discovery/v1).
    private static RuleEndpoint Endpoint(JsonObject endpoint, IPEndPoint where)
    {
        bool ready = KubeObject.At(endpoint, "conditions", "ready") is null || KubeObject.IsTrue(endpoint, "conditions", "ready");
        bool serving = KubeObject.At(endpoint, "conditions", "serving") is null ? ready : KubeObject.IsTrue(endpoint, "conditions", "serving");
        return new RuleEndpoint(
            where, KubeObject.Text(endpoint, "nodeName"), ready, serving, KubeObject.IsTrue(endpoint, "conditions", "terminating"),
            [.. KubeObject.Items(endpoint, "hints", "forZones").Select(zone => KubeObject.Text(zone, "name") ?? "")]);
    }
}

/// <summary>The rule of one NodePort.</summary>
internal sealed record NodePortRule
{
    /// <summary>NAMESPACE/NAME.</summary>
    public required string Service { get; init; }

    public required int NodePort { get; init; }

    /// <summary>Whether external traffic stays on the node (externalTrafficPolicy: Local).</summary>
    public required bool IsLocal { get; init; }

    /// <summary>How long a client stays with its endpoint (sessionAffinity: ClientIP), or null.</summary>
    public TimeSpan? Affinity { get; init; }

    public required IReadOnlyList<RuleEndpoint> Endpoints { get; init; }

    /// <summary>The endpoints that a flow may be sent to at a node, as kube-proxy chooses them (KEP-1669: those that end serve when no other does).</summary>
    public IReadOnlyList<RuleEndpoint> Candidates(string nodeName, string? zone)
    {
        if (IsLocal)
            return Usable([.. Endpoints.Where(endpoint => endpoint.NodeName == nodeName)]);
        RuleEndpoint[] usable = Usable(Endpoints);
        if (zone is null || usable.Length == 0)
            return usable;
        // Hints count only when every endpoint has one and the node's zone has some.
        RuleEndpoint[] close = [.. usable.Where(endpoint => endpoint.ForZones.Contains(zone, StringComparer.Ordinal))];
        return close.Length > 0 && usable.All(endpoint => endpoint.ForZones.Count > 0) ? close : usable;
    }

    /// <summary>How many ready endpoints are on a node.</summary>
    public int LocalReady(string nodeName) => Endpoints.Count(endpoint => endpoint.NodeName == nodeName && endpoint.Ready);

    private static RuleEndpoint[] Usable(IReadOnlyList<RuleEndpoint> endpoints)
    {
        RuleEndpoint[] ready = [.. endpoints.Where(endpoint => endpoint.Ready)];
        return ready.Length > 0 ? ready : [.. endpoints.Where(endpoint => endpoint is { Serving: true, Terminating: true })];
    }
}

/// <summary>An endpoint in a rule.</summary>
internal sealed record RuleEndpoint(
    IPEndPoint Where, string? NodeName, bool Ready, bool Serving, bool Terminating, IReadOnlyList<string> ForZones);

/// <summary>The port where kube-proxy says whether its node has an endpoint of a Service.</summary>
internal sealed record HealthPortRule(string Namespace, string Name, NodePortRule Rule);
