using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.EvidenceFiles;
using TlsPathTools.TestServers;
using TlsPathTools.Topology;
using TlsPathTools.Topology.KubeProxies;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>All reasoning works on an imported bundle: the lab has ended.</summary>
public class EvidenceTests(MappedScenarios scenarios)
{
    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task The_same_rows_come_from_a_bundle_on_disk(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        using var folder = new TempFolder();
        string path = folder.File("bundle.jsonl");
        EvidenceFile.Save(path, [.. scenario.Results, .. scenario.Direct, scenario.Snapshot], "a laptop", DateTime.UtcNow);
        using var reader = new StreamReader(path);
        TlsPathEvidence bundle = EvidenceFile.Read(reader, "bundle");
        PathSnapshot snapshot = bundle.Snapshot!;
        IReadOnlyList<NodeKubeProxy> proxies = NodeKubeProxies.Find(snapshot);

        Assert.Equal(TlsPathJson.Serialize(scenario.Snapshot), TlsPathJson.Serialize(snapshot));
        Assert.Equal(scenario.Direct, bundle.NodePorts);
        Assert.Equal(scenario.Balancers, EndpointLoadBalancers.Find(snapshot, scenario.Addresses));
        Assert.Equal(scenario.KubeProxies, proxies);
        Assert.Equal(scenario.Map(scenario.Measured, scenario.Direct), TargetNodeMap.Build(snapshot, new MapQuery { Addresses = scenario.Measured, NodePorts = [.. bundle.NodePorts] }, proxies));
    }
}
