using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TlsPathTools.Lab.Scenarios.Reading;

namespace TlsPathTools.Lab.Scenarios.Checks;

/// <summary>The cluster: nodes, Deployments, Services and what binds them to target groups.</summary>
internal static partial class ClusterChecks
{
    public static void Run(CheckContext context, Place root)
    {
        if (context.Scenario.Cluster is not { } cluster)
            return;
        Place at = root["cluster"];
        context.Unique(at.Each("nodes", cluster.Nodes), node => node.Name, "name", "nodes");
        context.Unique(at.Each("nodes", cluster.Nodes), node => node.InstanceId, "instanceId", "nodes on instance");
        context.Unique(at.Each("deployments", cluster.Deployments), deployment => $"{deployment.Namespace}/{deployment.Name}", "name", "Deployments");
        context.Unique(at.Each("services", cluster.Services), service => $"{service.Namespace}/{service.Name}", "name", "Services");
        context.Unique(at.Each("targetGroupBindings", cluster.TargetGroupBindings), binding => $"{binding.Namespace}/{binding.Name}", "name", "TargetGroupBindings");
        foreach ((NodeSpec node, Place place) in at.Each("nodes", cluster.Nodes))
        {
            context.Refer(place["subnet"], node.Subnet, context.Subnets);
            context.Refer(place["autoScalingGroup"], node.AutoScalingGroup, context.AutoScalingGroups);
            context.ReferAll(place, "securityGroups", node.SecurityGroups, context.SecurityGroups);
            context.ClaimIn(place["address"], node.Address, node.Subnet, $"node {node.Name}");
        }

        foreach ((DeploymentSpec deployment, Place place) in at.Each("deployments", cluster.Deployments))
            CheckDeployment(context, deployment, place);
        CheckServices(context, cluster, at);
        foreach ((TargetGroupBindingSpec binding, Place place) in at.Each("targetGroupBindings", cluster.TargetGroupBindings))
        {
            context.Refer(place["targetGroup"], binding.TargetGroup, context.TargetGroups);
            context.Refer(place["service"], $"{binding.Namespace}/{binding.Service}", context.Services);
            ServiceSpec? service = cluster.Services.FirstOrDefault(known => known.Namespace == binding.Namespace && known.Name == binding.Service);
            if (service is not null && service.Ports.All(port => port.Port != binding.ServicePort))
                context.Wrong(place["servicePort"], $"{service.Name} has no port {binding.ServicePort}; it has {string.Join(", ", service.Ports.Select(port => port.Port))}");
        }

        foreach ((JsonObject item, Place place) in at.Each("objects", cluster.Objects))
            CheckTimes(context, item, place);
    }

    private static void CheckDeployment(CheckContext context, DeploymentSpec deployment, Place at)
    {
        context.ReferAll(at, "nodes", deployment.Nodes, context.Nodes);
        context.Unique(at.Each("ports", deployment.Ports), port => port.Port, "port", "ports");
        context.Unique(at.Each("ports", deployment.Ports), port => port.Name, "name", "ports named");
        foreach ((PodPortSpec port, Place place) in at.Each("ports", deployment.Ports))
        {
            context.Refer(place["certificate"], port.Certificate, context.Certificates);
            if (port.Protocol == "http" && port.Certificate is not null)
                context.Wrong(place["certificate"], "plain HTTP shows no certificate");
            else if (port.Protocol != "http" && port.Certificate is null)
                context.Wrong(place["certificate"], $"is missing: {port.Protocol} needs a certificate");
            foreach ((string node, string certificate) in port.CertificateOnNode)
            {
                Place entry = place["certificateOnNode"][node];
                context.Refer(entry, certificate, context.Certificates);
                if (!deployment.Nodes.Contains(node, StringComparer.Ordinal))
                    context.Wrong(entry, $"no pod of {deployment.Name} is on a node '{node}'; they are on {string.Join(", ", deployment.Nodes)}");
            }
        }
    }

    private static void CheckServices(CheckContext context, ClusterSpec cluster, Place at)
    {
        var ports = new List<(int Port, Place At)>();
        foreach ((ServiceSpec service, Place place) in at.Each("services", cluster.Services))
        {
            context.Refer(place["selects"], $"{service.Namespace}/{service.Selects}", context.Deployments);
            DeploymentSpec? deployment = cluster.Deployments.FirstOrDefault(known => known.Namespace == service.Namespace && known.Name == service.Selects);
            foreach ((ServicePortSpec port, Place portAt) in place.Each("ports", service.Ports))
            {
                if (deployment is not null && deployment.Ports.All(known => known.Port != port.TargetPort))
                    context.Wrong(portAt["targetPort"], $"the pods of {deployment.Name} do not listen to {port.TargetPort}; they listen to {string.Join(", ", deployment.Ports.Select(known => known.Port))}");
                if (port.NodePort is { } nodePort && service.Type == "ClusterIP")
                    context.Wrong(portAt["nodePort"], $"a Service of type ClusterIP has no port of the nodes ({nodePort}); use the type NodePort");
                else if (port.NodePort is { } taken)
                    ports.Add((taken, portAt));
            }

            if (service.HealthCheckNodePort is { } health)
                ports.Add((health, place));
            if (service is { HealthCheckNodePort: not null, ExternalTrafficPolicy: not "Local" })
                context.Wrong(place["healthCheckNodePort"], "only a Service with externalTrafficPolicy Local has one");
            if (service is { LoadBalancer: not null, Type: not "LoadBalancer" })
                context.Wrong(place["loadBalancer"], $"only a Service of type LoadBalancer has one, and this is of type {service.Type}");
        }

        context.Unique(ports.Select(port => (port.Port, port.At)), port => port, "nodePort", "NodePorts");
    }

    // Times that the world fills in: a mistyped one would be shown as it is, and kubectl would stumble over it.
    private static void CheckTimes(CheckContext context, JsonNode? node, Place at)
    {
        if (node is JsonObject item)
        {
            foreach ((string name, JsonNode? value) in item)
                CheckTimes(context, value, at[name]);
        }
        else if (node is JsonArray list)
        {
            for (int index = 0; index < list.Count; index++)
                CheckTimes(context, list[index], at[index]);
        }
        else if (node is JsonValue value && value.TryGetValue(out string? text) && text.StartsWith('@') && !Time().IsMatch(text))
        {
            context.Wrong(at, $"'{text}' is no time; write @-72h or @+30d (s, m, h, d)");
        }
    }

    [GeneratedRegex(@"^@[+-][0-9]+(\.[0-9]+)?[smhd]$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Time();
}
