using System.Net;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Network;

/// <summary>
/// The network interfaces by their addresses. Addresses come and go with pods and instances, and nobody tells: what is found is checked, and what is
/// not found is looked for anew, when their number changed and otherwise not more often than the bounds below. Used under the world's gate.
/// </summary>
internal sealed class InterfaceIndex(LabWorld world)
{
    // An address of the network that is not known may be a pod that was just given it; one from outside is hardly ever an interface.
    private const long InsideMilliseconds = 5;
    private const long OutsideMilliseconds = 500;

    private readonly Dictionary<IPAddress, NetworkInterface> _byAddress = [];
    private long _built = long.MinValue / 2;
    private int _addresses;

    /// <summary>The interface that has an address, private or public; null for none.</summary>
    public NetworkInterface? Find(IPAddress address)
    {
        if (_byAddress.TryGetValue(address, out NetworkInterface? found) && IsCurrent(found, address))
            return found;
        long age = Environment.TickCount64 - _built;
        bool inside = world.Addresses.Vpc.Contains(address);
        if (found is null && age < (inside ? InsideMilliseconds : OutsideMilliseconds) && (!inside || CountAddresses() == _addresses))
            return null;
        Build();
        return _byAddress.GetValueOrDefault(address);
    }

    private bool IsCurrent(NetworkInterface found, IPAddress address) =>
        world.Cloud.NetworkInterfaces.TryGetValue(found.NetworkInterfaceId, out NetworkInterface? current) && ReferenceEquals(current, found) && found.Has(address);

    private void Build()
    {
        _byAddress.Clear();
        foreach (NetworkInterface networkInterface in world.Cloud.NetworkInterfaces.Values)
        {
            foreach (IPAddress address in networkInterface.PrivateIpAddresses)
                _byAddress[address] = networkInterface;
            if (networkInterface.PublicIp is { } publicIp)
                _byAddress[publicIp] = networkInterface;
        }

        _built = Environment.TickCount64;
        _addresses = CountAddresses();
    }

    private int CountAddresses()
    {
        int count = world.Cloud.NetworkInterfaces.Count;
        foreach (NetworkInterface networkInterface in world.Cloud.NetworkInterfaces.Values)
            count += networkInterface.PrivateIpAddresses.Count;
        return count;
    }
}
