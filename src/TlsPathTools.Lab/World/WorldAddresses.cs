using System.Net;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>The loopback addresses that a scenario opens sockets on: systems that have only 127.0.0.1 need an alias for each.</summary>
internal static class WorldAddresses
{
    // Nodes and pods that come later take further ones.
    private const int Spare = 4;

    /// <summary>Those of a first lab on a machine, in order.</summary>
    public static IReadOnlyList<IPAddress> Of(LabScenario scenario)
    {
        using AddressPlan plan = AddressPlan.Unclaimed(Cidr.Parse(scenario.Network.Cidr));
        LabWorld world = WorldBuilder.Build(scenario, plan, new PortPlan(Privileged: true), TimeProvider.System);
        using (world.Authority)
        {
            int resolvers = Math.Max(1, scenario.Dns.Resolvers.Count);
            IEnumerable<IPAddress> addresses =
            [
                plan.Claimed, plan.Switchboard, plan.AwsApi, plan.KubernetesApi,
                .. Enumerable.Range(0, resolvers + 1).Select(plan.Resolver),
                .. scenario.Dns.Resolvers.Select(resolver => resolver.Address).OfType<string>().Select(plan.Map),
                .. scenario.Proxies.Select((proxy, index) => proxy.Address is { } written ? plan.Map(written) : plan.Proxy(index)),
                .. world.Cloud.NetworkInterfaces.Values.SelectMany(networkInterface => networkInterface.PrivateIpAddresses),
                .. world.Cloud.NetworkInterfaces.Values.Select(networkInterface => networkInterface.PublicIp).OfType<IPAddress>(),
                .. world.Cloud.Instances.Values.Select(instance => instance.SubnetId).Distinct(StringComparer.Ordinal)
                    .SelectMany(subnet => Enumerable.Range(0, Spare).Select(_ => world.FreeAddresses.TryTake(world.Cloud.Subnets[subnet])).OfType<IPAddress>()),
            ];
            return [.. addresses.Distinct().OrderBy(address => address.GetAddressBytes(), Comparer<byte[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other)))];
        }
    }
}
