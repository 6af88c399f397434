using System.Net;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>The addresses that a scenario writes anywhere: nothing else may be given them, or an address that the story calls stale would answer.</summary>
internal static class WrittenAddresses
{
    public static IEnumerable<IPAddress> Of(LabScenario scenario)
    {
        IEnumerable<string?> texts = (scenario.Cluster?.Nodes.Select(node => node.Address) ?? [])
            .Concat(scenario.LoadBalancers.SelectMany(balancer => balancer.Subnets).SelectMany(subnet => (string?[])[subnet.PrivateAddress, subnet.PublicAddress]))
            .Concat(scenario.TargetGroups.SelectMany(group => group.Targets))
            .Concat(scenario.Dns.Records.SelectMany(record => record.Values))
            .Concat(scenario.Dns.Resolvers.Select(resolver => resolver.Address))
            .Concat(scenario.Proxies.Select(proxy => proxy.Address))
            .Concat(scenario.Faults.SelectMany(fault => fault.Flows.To))
            .Concat(scenario.Faults.SelectMany(fault => fault.Text?.Split(',', StringSplitOptions.TrimEntries) ?? []))
            .Append(scenario.Client.Address);
        foreach (string? text in texts)
        {
            if (text is not null && IPAddress.TryParse(text, out IPAddress? address))
                yield return address;
        }
    }
}
