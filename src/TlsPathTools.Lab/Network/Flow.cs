using System.Net;

namespace TlsPathTools.Lab.Network;

/// <summary>Why somebody connects.</summary>
internal enum FlowPurpose
{
    /// <summary>A client's request, and every hop that it causes.</summary>
    Client,

    /// <summary>A load balancer's health check, and every hop that it causes.</summary>
    HealthCheck,

    /// <summary>The Kubernetes API server, kubelets: what keeps the cluster going.</summary>
    ControlPlane,
}

/// <summary>One TCP connection of the world, from its SYN on.</summary>
/// <param name="Source">
/// The world's address of who connects: a program of this machine (127.0.0.1) counts as the scenario's client, under the client's address. The port
/// is the real one; 0 while it is not known.
/// </param>
/// <param name="Destination">Where to.</param>
/// <param name="Purpose">Why.</param>
internal sealed record Flow(IPEndPoint Source, IPEndPoint Destination, FlowPurpose Purpose)
{
    /// <summary>
    /// Who really sends it, where that is another than its source address says: a network load balancer that preserves the client's address, a node that
    /// forwards without masquerading. Groups and ACLs see the source address; the way begins here. Null where the source sends it.
    /// </summary>
    public IPAddress? Via { get; init; }

    /// <summary>A number in 0 … 1 that is the same for the same addresses and ports: for faults that pick flows by hash.</summary>
    public double Hash
    {
        get
        {
            ulong hash = 14695981039346656037;
            foreach (byte octet in (byte[])[.. Source.Address.GetAddressBytes(), .. Destination.Address.GetAddressBytes(), (byte)(Source.Port >> 8), (byte)Source.Port, (byte)(Destination.Port >> 8), (byte)Destination.Port])
                hash = (hash ^ octet) * 1099511628211;
            hash ^= hash >> 33;
            hash *= 0xff51afd7ed558ccd;
            hash ^= hash >> 33;
            return (hash >> 11) / (double)(1UL << 53);
        }
    }
}
