using System.Text.Json.Nodes;
using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Nodes;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>Get-NodePodDistribution against the store.</summary>
public class NodePodDistributionTests(MappedScenarios scenarios)
{
    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Each_service_of_the_path_has_a_row_per_node_with_its_pods_and_endpoints(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        JsonObject[] nodes = [.. scenario.View.Of(ResourceKinds.Nodes)];
        string[] services = [.. scenario.Rows.Where(row => row.ServiceName is not null).Select(row => $"{row.Namespace}/{row.ServiceName}").Distinct()];
        Assert.NotEmpty(services);
        Assert.Equal(
            services.SelectMany(service => nodes.Select(node => $"{service} {KubeObject.Name(node)}")).Order(StringComparer.Ordinal),
            scenario.Pods.Select(row => $"{row.Namespace}/{row.ServiceName} {row.NodeName}").Order(StringComparer.Ordinal));
        Assert.All(scenario.Pods, row =>
        {
            JsonObject node = nodes.Single(node => KubeObject.Name(node) == row.NodeName);
            JsonObject service = scenario.View.Find(ResourceKinds.Services, row.Namespace, row.ServiceName)!;
            IReadOnlyDictionary<string, string> selector = KubeObject.Map(service, "spec", "selector");
            JsonObject[] pods = [.. scenario.View.Of(ResourceKinds.Pods).Where(pod => KubeObject.Namespace(pod) == row.Namespace && KubeObject.Text(pod, "spec", "nodeName") == row.NodeName
                && KubeObject.Text(pod, "status", "phase") is not ("Succeeded" or "Failed") && selector.All(pair => KubeObject.Labels(pod).GetValueOrDefault(pair.Key) == pair.Value))];
            string zone = KubeObject.Labels(node)["topology.kubernetes.io/zone"];

            Assert.EndsWith($"{zone}/{row.InstanceId}", KubeObject.Text(node, "spec", "providerID"), StringComparison.Ordinal);
            Assert.Equal((zone, KubeObject.Holds(node, "Ready")), (row.AvailabilityZone, row.NodeReady));
            Assert.Equal(pods.Select(KubeObject.Name).Order(StringComparer.Ordinal), row.PodNames);
            Assert.Equal(pods.Select(pod => KubeObject.Text(pod, "status", "podIP")).Order(StringComparer.Ordinal), row.PodIPs.Order(StringComparer.Ordinal));
            Assert.Equal(
                (pods.Length, pods.Count(pod => KubeObject.Holds(pod, "Ready") && !KubeObject.IsTerminating(pod)), pods.Count(pod => !KubeObject.Holds(pod, "Ready") && !KubeObject.IsTerminating(pod)), pods.Count(KubeObject.IsTerminating)),
                (row.Pods, row.ReadyPods, row.NotReadyPods, row.TerminatingPods));

            NodePortRule rule = scenario.View.Services.NodePorts.Values.First(rule => rule.Service == $"{row.Namespace}/{row.ServiceName}");
            int usable = rule.Candidates(row.NodeName!, zone).Count;
            Assert.Equal((rule.NodePort, rule.IsLocal ? "Local" : "Cluster"), (row.NodePort, row.ExternalTrafficPolicy));
            Assert.Equal((rule.LocalReady(row.NodeName!), rule.Endpoints.Count(endpoint => endpoint.Ready), usable, usable > 0), (row.LocalEndpoints, row.TotalEndpoints, row.UsableEndpoints, row.Forwards));
        });
    }
}
