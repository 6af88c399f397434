using System.Net;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Network;

/// <summary>
/// Whether the network lets a flow pass, and its answers back: route tables, network ACLs on both sides and in both directions, security
/// groups on both ends. What is outside the network has none of these of its own; an interface without a group is not filtered (a network load balancer
/// may be without one).
/// </summary>
internal sealed class Firewall(LabWorld world)
{
    // Of clients whose port is not known yet: in the ephemeral range of every system.
    private const int SomeEphemeralPort = 52_000;

    private readonly InterfaceIndex _interfaces = new(world);

    /// <summary>Whether a flow and its answers pass.</summary>
    public bool Allows(Flow flow)
    {
        lock (world.Gate)
        {
            End from = Locate(flow.Via ?? flow.Source.Address);
            End to = Locate(flow.Destination.Address);
            if (to.Subnet is null || IsOneMachine(from, to))
                return true;
            if (from.Subnet is null && (flow.Purpose is FlowPurpose.ControlPlane || flow.Via is not null))
                // EKS reaches its nodes over interfaces of its own in the network, which no scenario has.
                return true;
            return from.Subnet is null ? ArrivesFromOutside(flow, flow.Source.Address, to) : ArrivesFromInside(flow, from, to);
        }
    }

    /// <summary>Whether an address belongs to a machine that runs: the first address of its interface, or its public one. A pod's is one only while something listens there.</summary>
    public bool IsHost(IPAddress address)
    {
        lock (world.Gate)
        {
            return _interfaces.Find(address) is { } found && (address.Equals(found.PublicIp) || found.PrivateIpAddresses.IndexOf(address) == 0)
                && (found.InstanceId is not { } id || (world.Cloud.Instances.TryGetValue(id, out Instance? instance) && instance.State == "running"));
        }
    }

    private static bool IsOneMachine(End from, End to) =>
        from.Address.Equals(to.Address) || (from.Interface?.InstanceId is { } instance && instance == to.Interface?.InstanceId);

    private bool ArrivesFromOutside(Flow flow, IPAddress source, End to)
    {
        if (Routing.Lookup(world.Cloud, to.Subnet!, source) is not { Blackhole: false } back)
            return false;
        // The gateway translates public addresses only; a private one is reached over a tunnel or a peering, and answers by it.
        bool byGateway = back.Target.StartsWith("igw-", StringComparison.Ordinal);
        if (to.IsPublic ? !byGateway : byGateway || back.Target.StartsWith("nat-", StringComparison.Ordinal) || back.Target == "local")
            return false;
        return Enters(flow, source, [], to, crosses: true);
    }

    private bool ArrivesFromInside(Flow flow, End from, End to)
    {
        if (Routing.Lookup(world.Cloud, from.Subnet!, to.Address) is not { Blackhole: false } route)
            return false;
        bool crosses = from.Subnet!.SubnetId != to.Subnet!.SubnetId || to.IsPublic;
        if (!Leaves(flow, from, to, crosses))
            return false;
        if (to.IsPublic)
        {
            // Out through a gateway and in again, under a public address.
            bool byGateway = route.Target.StartsWith("igw-", StringComparison.Ordinal);
            if (byGateway && from.Interface?.PublicIp is null)
                return false;
            return ArrivesFromOutside(flow, from.Interface?.PublicIp ?? flow.Source.Address, to);
        }

        bool preserved = flow.Via is not null && !flow.Via.Equals(flow.Source.Address);
        if (!preserved && Routing.Lookup(world.Cloud, to.Subnet, flow.Source.Address) is not { Blackhole: false })
            return false;
        return Enters(flow, flow.Source.Address, from.Interface?.SecurityGroupIds ?? [], to, crosses || preserved);
    }

    private bool Leaves(Flow flow, End from, End to, bool crosses) =>
        (!crosses || NetworkAclRules.AllowBothWays(world.Cloud, from.Subnet!, to.Address, leaving: true, flow.Destination.Port, EphemeralPort(flow)))
        && (from.Interface is not { } sender || SecurityGroupRules.Allow(
            world.Cloud, sender.SecurityGroupIds, leaving: true, to.Address, to.IsPublic ? [] : to.Interface?.SecurityGroupIds ?? [], flow.Destination.Port));

    private bool Enters(Flow flow, IPAddress peer, IReadOnlyList<string> peerGroups, End to, bool crosses) =>
        (!crosses || NetworkAclRules.AllowBothWays(world.Cloud, to.Subnet!, peer, leaving: false, flow.Destination.Port, EphemeralPort(flow)))
        && (to.Interface is not { } receiver || SecurityGroupRules.Allow(
            world.Cloud, receiver.SecurityGroupIds, leaving: false, peer, peerGroups, flow.Destination.Port));

    private static int EphemeralPort(Flow flow) => flow.Source.Port == 0 ? SomeEphemeralPort : flow.Source.Port;

    private End Locate(IPAddress address)
    {
        NetworkInterface? found = _interfaces.Find(address);
        bool isPublic = found is not null && address.Equals(found.PublicIp) && !found.PrivateIpAddresses.Contains(address);
        Subnet? subnet = found is not null ? world.Cloud.Subnets.GetValueOrDefault(found.SubnetId) : world.Cloud.SubnetOf(address);
        return new End(address, found, subnet, isPublic);
    }

    /// <summary>One end of a flow.</summary>
    private readonly record struct End(IPAddress Address, NetworkInterface? Interface, Subnet? Subnet, bool IsPublic);
}
