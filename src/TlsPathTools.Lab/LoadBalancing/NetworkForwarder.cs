using System.Net;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Network;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>Where a network load balancer's node sends a flow.</summary>
/// <param name="Group">The target's group.</param>
/// <param name="Target">The target.</param>
/// <param name="EndPoint">Where it is; null when it is gone.</param>
/// <param name="Source">The address that it sees: the client's where that is preserved, else the node's.</param>
/// <param name="FailsOpen">Whether it was chosen among ill ones because too few are well.</param>
internal sealed record NetworkChoice(TargetGroup Group, TargetRegistration Target, IPEndPoint? EndPoint, IPAddress Source, bool FailsOpen)
{
    /// <summary>Whether client and target are one machine: the target sees a packet from its own address come in, and drops it as a forged one.</summary>
    public bool IsHairpin => EndPoint is not null && Source.Equals(EndPoint.Address);
}

/// <summary>Chooses targets for the flows of a network load balancer's listener.</summary>
internal static class NetworkForwarder
{
    /// <summary>A target for a flow; null when there is none.</summary>
    public static NetworkChoice? Choose(BalancerNode node, Listener listener, Flow flow)
    {
        lock (node.World.Gate)
        {
            if (listener.Rules.Count == 0 || TargetRouting.Draw(node.World.Cloud, listener.Rules[^1].Forward) is not { } group)
                return null;
            Routable routable = TargetRouting.Routable(node.Balancer, group, node.ZoneName);
            if (routable.Targets.Count == 0)
                return null;
            TargetRegistration target = group.Attributes.Flag("stickiness.enabled", otherwise: false)
                ? routable.Targets.MaxBy(candidate => Affinity(flow.Source.Address, candidate))!
                : routable.Targets[Random.Shared.Next(routable.Targets.Count)];
            return Choice(node, group, target, flow, routable.FailsOpen);
        }
    }

    /// <summary>Every target that a flow may be sent to, with its share.</summary>
    public static List<(double Weight, NetworkChoice Choice)> All(BalancerNode node, Listener listener, Flow flow)
    {
        var all = new List<(double, NetworkChoice)>();
        lock (node.World.Gate)
        {
            foreach (WeightedTargetGroup weighted in listener.Rules.Count == 0 ? [] : listener.Rules[^1].Forward)
            {
                if (node.World.Cloud.TargetGroups.GetValueOrDefault(weighted.TargetGroupArn) is not { } group)
                    continue;
                Routable routable = TargetRouting.Routable(node.Balancer, group, node.ZoneName);
                foreach (TargetRegistration target in routable.Targets)
                    all.Add(((double)weighted.Weight / routable.Targets.Count, Choice(node, group, target, flow, routable.FailsOpen)));
            }
        }

        return all;
    }

    private static NetworkChoice Choice(BalancerNode node, TargetGroup group, TargetRegistration target, Flow flow, bool failsOpen)
    {
        // Instances see the client's address unless somebody turned that off; for addresses it is the other way round (TCP and TLS).
        bool preserves = group.Attributes.Flag("preserve_client_ip.enabled", otherwise: group.TargetType != "ip");
        IPEndPoint? endPoint = TargetRouting.EndPoint(node.World.Cloud, group, target, node.ZoneName, target.Port);
        return new(group, target, endPoint, preserves ? flow.Source.Address : node.Zone.PrivateIp, failsOpen);
    }

    // Rendezvous hashing: a client keeps its target as long as that is there, and the others keep theirs when one goes.
    private static int Affinity(IPAddress source, TargetRegistration target)
    {
        uint hash = 2166136261;
        foreach (char letter in $"{source}|{target.Id}:{target.Port}")
            hash = (hash ^ letter) * 16777619;
        hash ^= hash >> 15;
        return (int)((hash * 2246822519) >> 1);
    }
}
