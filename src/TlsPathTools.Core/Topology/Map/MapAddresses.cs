using System.Net;
using TlsPathTools.Probing;

namespace TlsPathTools.Topology.Map;

/// <summary>The addresses of a query, each once and in one order.</summary>
internal static class MapAddresses
{
    /// <summary>
    /// One per address, port and name. Where two results are about the same one (two routes, say), the worse verdict stands for it:
    /// what fails on some way fails.
    /// </summary>
    public static IReadOnlyList<MapAddress> Merge(IEnumerable<MapAddress> addresses) =>
    [
        .. addresses.GroupBy(address => (ElbName.Canonical(address.IPAddress), address.Port, Name(address)))
            .Select(group => group.OrderByDescending(address => Badness(address.Verdict)).ThenByDescending(address => address.Attempts).ThenByDescending(address => address.Failures)
                .ThenByDescending(address => address.CnameChain?.Count ?? 0).ThenBy(address => address.ReverseName, StringComparer.Ordinal).First())
            .OrderBy(address => address.HostName, StringComparer.Ordinal).ThenBy(address => address.IPAddress, AddressOrder.Instance).ThenBy(address => address.Port),
    ];

    /// <summary>The address fails, always or at times.</summary>
    public static bool Fails(MapAddress address) => address.Verdict is Verdict.Failing or Verdict.Intermittent;

    private static string? Name(MapAddress address) => address.HostName is { } name ? AwsName.Plain(name) : null;

    private static int Badness(Verdict? verdict) => verdict switch
    {
        Verdict.Failing => 4,
        Verdict.Intermittent => 3,
        Verdict.Healthy => 2,
        Verdict.Untested => 1,
        _ => 0,
    };
}

/// <summary>Addresses as numbers: 10.0.0.9 before 10.0.0.10, IPv4 before IPv6; what is no address comes last, as text.</summary>
internal sealed class AddressOrder : IComparer<string?>
{
    public static AddressOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        IPAddress? left = null;
        IPAddress? right = null;
        // Ids of instances are compared far more often than addresses, and need no parsing.
        bool a = MayBeAddress(x) && IPAddress.TryParse(x, out left);
        bool b = MayBeAddress(y) && IPAddress.TryParse(y, out right);
        if (!a || !b)
            return a != b ? (a ? -1 : 1) : string.CompareOrdinal(x, y);
        byte[] one = left!.GetAddressBytes();
        byte[] other = right!.GetAddressBytes();
        return one.Length != other.Length ? one.Length.CompareTo(other.Length) : one.AsSpan().SequenceCompareTo(other);
    }

    private static bool MayBeAddress(string? text) => text is not null && text.AsSpan().IndexOfAny('.', ':') >= 0;
}
