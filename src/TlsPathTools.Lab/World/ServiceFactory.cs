using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>Makes Services and what goes with them.</summary>
internal static class ServiceFactory
{
    public static JsonObject Service(LabWorld world, ServiceSpec spec, string clusterIp, DateTimeOffset created)
    {
        var body = new JsonObject
        {
            ["clusterIP"] = clusterIp, ["clusterIPs"] = Json.List(clusterIp), ["internalTrafficPolicy"] = "Cluster", ["ipFamilies"] = Json.List("IPv4"),
            ["ipFamilyPolicy"] = "SingleStack", ["ports"] = Json.List(spec.Ports.Select(port => (JsonNode?)Port(world, port))),
            ["selector"] = Json.Map(("app", spec.Selects)), ["sessionAffinity"] = spec.SessionAffinity, ["type"] = spec.Type,
        };
        if (spec.Type != "ClusterIP")
            body["externalTrafficPolicy"] = spec.ExternalTrafficPolicy;
        if (spec.Type == "LoadBalancer")
            body["allocateLoadBalancerNodePorts"] = true;
        if (spec.HealthCheckNodePort is { } healthPort)
            body["healthCheckNodePort"] = healthPort;
        if (spec.TrafficDistribution is { } distribution)
            body["trafficDistribution"] = distribution;
        if (spec.SessionAffinity == "ClientIP")
            body["sessionAffinityConfig"] = new JsonObject { ["clientIP"] = new JsonObject { ["timeoutSeconds"] = 10800 } };
        var metadata = new JsonObject
        {
            ["name"] = spec.Name, ["namespace"] = spec.Namespace, ["uid"] = world.Ids.Uuid($"service/{spec.Namespace}/{spec.Name}"),
            ["creationTimestamp"] = KubeObject.Timestamp(created), ["labels"] = Json.Map(("app", spec.Selects)),
        };
        if (spec.Annotations.Count > 0)
            metadata["annotations"] = Json.Map(spec.Annotations);
        if (spec.Type == "LoadBalancer")
            metadata["finalizers"] = Json.List("service.kubernetes.io/load-balancer-cleanup");
        var balancer = new JsonObject();
        if (spec.LoadBalancer is { } host)
        {
            // The scenario may give the name of one of its load balancers: status shows what DNS knows.
            string dnsName = world.Cloud.LoadBalancers.Values.FirstOrDefault(known => known.Name == host)?.DnsName ?? host;
            balancer["ingress"] = Json.List(new JsonObject { ["hostname"] = dnsName });
        }

        return new JsonObject { ["metadata"] = metadata, ["spec"] = body, ["status"] = new JsonObject { ["loadBalancer"] = balancer } };
    }

    /// <summary>A PodDisruptionBudget for a Deployment.</summary>
    public static JsonObject DisruptionBudget(LabWorld world, DeploymentSpec spec, int ready, DateTimeOffset created)
    {
        var budget = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = spec.Name, ["namespace"] = spec.Namespace, ["uid"] = world.Ids.Uuid($"pdb/{spec.Namespace}/{spec.Name}"), ["generation"] = 1,
                ["creationTimestamp"] = KubeObject.Timestamp(created),
            },
            ["spec"] = new JsonObject { ["maxUnavailable"] = spec.MaxUnavailable, ["selector"] = new JsonObject { ["matchLabels"] = Json.Map(("app", spec.Name)) } },
        };
        SetBudget(budget, ready, Math.Max(0, spec.Nodes.Count - (spec.MaxUnavailable ?? 0)), spec.Nodes.Count, created);
        return budget;
    }

    /// <summary>Writes the numbers of a PodDisruptionBudget, by which evictions are allowed. Changes the object that it is given.</summary>
    public static void SetBudget(JsonObject budget, int healthy, int desired, int expected, DateTimeOffset now)
    {
        int allowed = Math.Max(0, healthy - desired);
        string holds = allowed > 0 ? "True" : "False";
        int generation = KubeObject.Number(budget, "metadata", "generation") ?? 1;
        JsonObject? before = KubeObject.Condition(budget, "DisruptionAllowed");
        string? transition = before is not null && KubeObject.Text(before, "status") == holds ? KubeObject.Text(before, "lastTransitionTime") : null;
        if (budget["status"] is not JsonObject status)
            budget["status"] = status = [];
        status["conditions"] = Json.List(new JsonObject
        {
            ["lastTransitionTime"] = transition ?? KubeObject.Timestamp(now), ["message"] = "", ["observedGeneration"] = generation,
            ["reason"] = allowed > 0 ? "SufficientPods" : "InsufficientPods", ["status"] = holds, ["type"] = "DisruptionAllowed",
        });
        status["currentHealthy"] = healthy;
        status["desiredHealthy"] = desired;
        status["disruptionsAllowed"] = allowed;
        status["expectedPods"] = expected;
        status["observedGeneration"] = generation;
    }

    public static JsonObject TargetGroupBinding(LabWorld world, TargetGroupBindingSpec spec, DateTimeOffset created)
    {
        Cloud.TargetGroup group = world.Cloud.TargetGroups.Values.First(group => group.Name == spec.TargetGroup);
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = spec.Name, ["namespace"] = spec.Namespace, ["uid"] = world.Ids.Uuid($"tgb/{spec.Namespace}/{spec.Name}"), ["generation"] = 1,
                ["creationTimestamp"] = KubeObject.Timestamp(created), ["finalizers"] = Json.List("elbv2.k8s.aws/resources"),
            },
            ["spec"] = new JsonObject
            {
                ["ipAddressType"] = "ipv4", ["serviceRef"] = new JsonObject { ["name"] = spec.Service, ["port"] = world.Ports.Map(spec.ServicePort) },
                ["targetGroupARN"] = group.Arn, ["targetType"] = group.TargetType, ["vpcID"] = world.Cloud.Vpc.VpcId,
            },
            ["status"] = new JsonObject { ["observedGeneration"] = 1 },
        };
    }

    private static JsonObject Port(LabWorld world, ServicePortSpec spec)
    {
        var port = new JsonObject { ["name"] = spec.Name };
        if (spec.NodePort is { } nodePort)
            port["nodePort"] = nodePort;
        port["port"] = world.Ports.Map(spec.Port);
        port["protocol"] = "TCP";
        port["targetPort"] = world.Ports.Map(spec.TargetPort);
        return port;
    }
}
