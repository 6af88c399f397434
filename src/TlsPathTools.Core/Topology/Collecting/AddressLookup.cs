using System.Net;
using System.Net.Sockets;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Collecting;

/// <summary>Addresses → the network interfaces that have them.</summary>
internal sealed class AddressLookup(ICloudReader reader, CloudDraft draft, GapList gaps)
{
    private const int FilterValues = 200;

    public async Task FindAsync(IReadOnlyList<string> addresses, CancellationToken cancellationToken)
    {
        string[] v6 = [.. addresses.Where(IsV6).Distinct(StringComparer.Ordinal)];
        string[] v4 = [.. addresses.Where(address => !IsV6(address)).Distinct(StringComparer.Ordinal)];
        string[] inside = [.. v4.Where(IsPrivate)];
        string[] outside = [.. v4.Except(inside, StringComparer.Ordinal)];
        bool[] complete = await Task.WhenAll(
            AskAsync("ipv6-addresses.ipv6-address", v6, cancellationToken),
            AskAsync("addresses.private-ip-address", inside, cancellationToken),
            AskAsync("association.public-ip", outside, cancellationToken)).ConfigureAwait(false);

        // A VPC may use any range inside: what is no public address of the account may be a private one.
        string[] open = [.. outside.Where(address => !draft.Interfaces.Any(one => Has(one, address)))];
        bool alsoInside = await AskAsync("addresses.private-ip-address", open, cancellationToken).ConfigureAwait(false);
        draft.AddressesLookedUp.UnionWith([.. complete[0] ? v6 : [], .. complete[1] ? inside : [], .. complete[2] && alsoInside ? outside : outside.Except(open, StringComparer.Ordinal)]);
    }

    /// <summary>Whether an interface has an address: its own, a further one, a public one, or IPv6.</summary>
    public static bool Has(NetworkInterface one, string address) =>
        one.PrivateIpAddress == address
        || one.Association?.PublicIp == address
        || Array.Exists(one.PrivateIpAddresses, more => more.PrivateIpAddress == address || more.Association?.PublicIp == address)
        || Array.Exists(one.Ipv6Addresses, more => more.Ipv6Address is { } text && IPAddress.TryParse(text, out IPAddress? parsed) && IPAddress.TryParse(address, out IPAddress? wanted) && parsed.Equals(wanted));

    private async Task<bool> AskAsync(string filter, string[] values, CancellationToken cancellationToken)
    {
        Reading<NetworkInterface>[] readings = await Task.WhenAll(values.Chunk(FilterValues)
            .Select(chunk => gaps.TakeAsync(reader.DescribeNetworkInterfacesAsync([new CloudFilter(filter, chunk)], cancellationToken)))).ConfigureAwait(false);
        foreach (Reading<NetworkInterface> reading in readings)
            draft.Add(reading.Items);
        return Array.TrueForAll(readings, reading => reading.IsComplete);
    }

    private static bool IsV6(string address) => IPAddress.TryParse(address, out IPAddress? parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6;

    // RFC 1918 and RFC 6598: never the public address of anything.
    private static bool IsPrivate(string address)
    {
        if (!IPAddress.TryParse(address, out IPAddress? parsed))
            return false;
        byte[] octets = parsed.GetAddressBytes();
        return octets[0] == 10 || (octets[0] == 172 && octets[1] is >= 16 and < 32) || (octets[0] == 192 && octets[1] == 168) || (octets[0] == 100 && octets[1] is >= 64 and < 128);
    }
}
