using System.Buffers.Binary;
using System.Net;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.World;

/// <summary>
/// The free addresses of subnets. Each search goes on where the last one ended, so that an address that became free is not given to somebody else
/// at once: what still knows the old one finds nobody there, as in life. Thread-safe.
/// </summary>
internal sealed class AddressAllocator
{
    private readonly HashSet<uint> _taken = [];
    private readonly Dictionary<string, uint> _last = new(StringComparer.Ordinal);

    /// <summary>Takes an address that somebody chose.</summary>
    public void Reserve(IPAddress address)
    {
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork)
            return;
        lock (_taken)
            _taken.Add(Number(address));
    }

    /// <summary>Takes a free address of a subnet, or null when there is none. The first four and the last belong to AWS.</summary>
    public IPAddress? TryTake(Subnet subnet)
    {
        uint first = Number(subnet.Cidr.Address) + 4;
        uint count = (uint)(1UL << (32 - subnet.Cidr.Length));
        if (count < 8)
            return null;
        uint end = Number(subnet.Cidr.Address) + count - 2;
        lock (_taken)
        {
            // Machines do not begin at .4; it is easier to tell them apart from the reserved ones by eye further up.
            uint last = _last.GetValueOrDefault(subnet.SubnetId, first + Math.Min(15, (end - first) / 2));
            for (uint tried = 0; tried <= end - first; tried++)
            {
                last = last >= end ? first : last + 1;
                if (!_taken.Add(last))
                    continue;
                _last[subnet.SubnetId] = last;
                return Address(last);
            }
        }

        return null;
    }

    /// <summary>Takes a free address of a subnet.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public IPAddress Take(Subnet subnet) =>
        TryTake(subnet) ?? throw new InvalidOperationException($"The subnet {subnet.SubnetId} ({subnet.Cidr}) has no free address left; the scenario needs a larger one.");

    /// <summary>Gives an address back.</summary>
    public void Release(IPAddress address)
    {
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork)
            return;
        lock (_taken)
            _taken.Remove(Number(address));
    }

    private static uint Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static IPAddress Address(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
