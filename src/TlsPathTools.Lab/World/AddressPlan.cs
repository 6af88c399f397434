using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.World;

/// <summary>
/// Two /16 blocks of 127.0.0.0/8 that belong to one lab as long as it runs: the first is its VPC, the second everything else (public
/// addresses, resolvers, proxies, the APIs). A claimed socket in them keeps other labs, of this process or another, off.
/// </summary>
internal sealed class AddressPlan : IDisposable
{
    /// <summary>The port of the socket that claims the blocks.</summary>
    public const int ClaimPort = 47123;

    private readonly Socket? _claim;

    private AddressPlan(int block, Socket? claim, Cidr vpcAsWritten)
    {
        Block = block;
        _claim = claim;
        WrittenVpc = vpcAsWritten;
    }

    /// <summary>The second octet of the VPC's block; the public block's is one more.</summary>
    public int Block { get; }

    /// <summary>The VPC as the scenario writes it.</summary>
    public Cidr WrittenVpc { get; }

    /// <summary>The VPC: 127.n.0.0/16.</summary>
    public Cidr Vpc => new(Of(Block, 0, 0), 16);

    /// <summary>Everything outside: 127.(n+1).0.0/16.</summary>
    public Cidr Public => new(Of(Block + 1, 0, 0), 16);

    /// <summary>Where the AWS API listens.</summary>
    public IPAddress AwsApi => Of(Block + 1, 254, 1);

    /// <summary>Where the Kubernetes API listens.</summary>
    public IPAddress KubernetesApi => Of(Block + 1, 254, 2);

    /// <summary>Where the claim of the blocks is held.</summary>
    public IPAddress Claimed => ClaimIn(Block);

    /// <summary>Where the world's own connections meet that do not go to an open socket of their own.</summary>
    public IPAddress Switchboard => Of(Block + 1, 255, 1);

    /// <summary>An address for a resolver that has none of its own, counted from 0.</summary>
    public IPAddress Resolver(int index) => Of(Block + 1, 53, index + 1);

    /// <summary>An address for a proxy that has none of its own, counted from 0.</summary>
    public IPAddress Proxy(int index) => Of(Block + 1, 31, index + 1);

    /// <summary>A public address that no scenario writes, counted from 0.</summary>
    public IPAddress PublicAddress(int index) => Of(Block + 1, 10 + (index / 250), 1 + (index % 250));

    /// <summary>Takes the first free pair of blocks.</summary>
    /// <exception cref="IOException">All are taken, or the system has only 127.0.0.1 (macOS); the message says what to do.</exception>
    public static AddressPlan Claim(Cidr writtenVpc)
    {
        for (int block = 16; block < 250; block += 2)
        {
            var claim = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
            try
            {
                claim.Bind(new IPEndPoint(ClaimIn(block), ClaimPort));
                claim.Listen(1);
                return new AddressPlan(block, claim, writtenVpc);
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                claim.Dispose();
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressNotAvailable)
            {
                claim.Dispose();
                throw new IOException(
                    "The lab needs addresses of 127.0.0.0/8 beside 127.0.0.1, which this system has only as aliases. On macOS, add those that the scenario uses: "
                    + "for a in $(tlspath lab SCENARIO --addresses); do sudo ifconfig lo0 alias $a; done. A Linux container needs none of that.", exception);
            }
            catch
            {
                claim.Dispose();
                throw;
            }
        }

        throw new IOException("All address blocks of the lab are taken: 117 labs run on this machine. Stop some.");
    }

    /// <summary>A plan without a claim, for tests of what needs no sockets.</summary>
    public static AddressPlan Unclaimed(Cidr writtenVpc, int block = 16) => new(block, claim: null, writtenVpc);

    /// <summary>An address of the scenario as it is in this lab. Those of the VPC and of 198.51.100.0/24 and 203.0.113.0/24 move; others stay.</summary>
    public IPAddress Map(IPAddress written)
    {
        byte[] bytes = written.GetAddressBytes();
        if (WrittenVpc.Contains(written))
            return Of(Block, bytes[2], bytes[3]);
        return bytes switch
        {
            [198, 51, 100, var last] => Of(Block + 1, 100, last),
            [203, 0, 113, var last] => Of(Block + 1, 113, last),
            _ => written,
        };
    }

    /// <summary>A block of the scenario as it is in this lab; those outside the lab's blocks (0.0.0.0/0, 192.168.0.0/16) stay.</summary>
    public Cidr Map(Cidr written) => written.Length >= 16 ? written with { Address = Map(written.Address) } : written;

    /// <summary>An address that the scenario writes, as text.</summary>
    public IPAddress Map(string written) => Map(IPAddress.Parse(written));

    public void Dispose() => _claim?.Dispose();

    private static IPAddress ClaimIn(int block) => Of(block, 255, 250);

    private static IPAddress Of(int second, int third, int fourth) => new([127, (byte)second, (byte)third, (byte)fourth]);
}
