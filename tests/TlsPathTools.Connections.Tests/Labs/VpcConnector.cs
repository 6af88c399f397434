using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.World;
using TlsPathTools.Probing;

namespace TlsPathTools.Connections.Tests.Labs;

/// <summary>Connections as a machine in the VPC makes them: from the interface of a load balancer, which every node lets in.</summary>
internal sealed class VpcConnector(LabWorld world) : IConnector
{
    public async ValueTask<Socket> ConnectAsync(IPEndPoint remote, IPAddress? source, CancellationToken cancellationToken)
    {
        IPAddress own;
        lock (world.Gate)
        {
            LoadBalancer balancer = world.Cloud.LoadBalancers.Values.First(balancer => balancer.Scheme == "internet-facing" || world.Cloud.LoadBalancers.Count == 1);
            own = balancer.Zones[0].PrivateIp;
        }

        return await world.DataPlane!.DialAsync(own, remote, cancellationToken);
    }
}
