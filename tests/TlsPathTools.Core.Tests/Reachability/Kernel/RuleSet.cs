using System.Net;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Reachability.Kernel;

/// <summary>Two subnets with what guards them and what is in them. Each set has addresses of its own, so that all sets fit into one row of hosts.</summary>
/// <param name="Number">Which.</param>
/// <param name="Near">The subnet at the near end: 10.N.N.0/24 and fd00:a:N::/48.</param>
/// <param name="Far">The subnet at the far end: 10.128+N.N.0/24 and fd00:b:N::/48.</param>
/// <param name="Groups">All security groups.</param>
/// <param name="PrefixLists">All prefix lists.</param>
internal sealed record RuleSet(int Number, GuardedSubnet Near, GuardedSubnet Far, SecurityGroup[] Groups, PrefixListEntries[] PrefixLists)
{
    /// <summary>An address of a subnet by its last digits.</summary>
    public static IPAddress Address(int set, bool far, bool v6, int host)
    {
        if (!v6)
            return new IPAddress([10, (byte)((far ? 128 : 0) + (set >> 8)), (byte)set, (byte)host]);
        byte[] bytes = new byte[16];
        (bytes[0], bytes[3], bytes[4], bytes[5], bytes[15]) = (0xFD, far ? (byte)0x0B : (byte)0x0A, (byte)(set >> 8), (byte)set, (byte)host);
        return new IPAddress(bytes);
    }

    public GuardedSubnet Subnet(bool far) => far ? Far : Near;

    public IEnumerable<Card> Cards => Near.Cards.Concat(Far.Cards);
}

/// <summary>A subnet.</summary>
/// <param name="Acl">Its network ACL; null where nothing guards it.</param>
/// <param name="Cards">The network interfaces in it.</param>
internal sealed record GuardedSubnet(NetworkAcl? Acl, Card[] Cards)
{
    public Card CardOf(IPAddress address) => Cards.Single(card => card.Addresses.Contains(address));
}

/// <summary>A network interface.</summary>
/// <param name="Addresses">Its addresses, of both families.</param>
/// <param name="GroupIds">Its security groups; none where it is not guarded.</param>
internal sealed record Card(IPAddress[] Addresses, string[] GroupIds);
