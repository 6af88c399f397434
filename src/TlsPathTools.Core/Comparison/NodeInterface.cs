using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Comparison;

/// <summary>A network interface of an instance, whichever answer showed it.</summary>
internal sealed record NodeInterface(string Id, int Index, string? Type, string? Status, string? SubnetId, bool? SourceDestCheck, string[] Groups, int Addresses, int Prefixes)
{
    /// <summary>The interface of device index 0, by which the node's own address is reached.</summary>
    public bool IsPrimary => Index == 0;

    /// <summary>All of an instance, in the order of their device index. Each answer may know of some that the other does not.</summary>
    public static NodeInterface[] Of(Instance? instance, IEnumerable<NetworkInterface> attached) =>
    [
        .. attached.Select(Of).Concat((instance?.NetworkInterfaces ?? []).Select(Of))
            .DistinctBy(one => one.Id, StringComparer.Ordinal).OrderBy(one => one.Index).ThenBy(one => one.Id, StringComparer.Ordinal),
    ];

    private static NodeInterface Of(NetworkInterface one) => new(
        one.NetworkInterfaceId ?? "", one.Attachment?.DeviceIndex ?? int.MaxValue, one.InterfaceType, one.Attachment?.Status ?? one.Status, one.SubnetId, one.SourceDestCheck,
        [.. one.Groups.Select(group => group.GroupId).OfType<string>()], one.PrivateIpAddresses.Length, one.Ipv4Prefixes.Length);

    private static NodeInterface Of(InstanceNetworkInterface one) => new(
        one.NetworkInterfaceId ?? "", one.Attachment?.DeviceIndex ?? int.MaxValue, one.InterfaceType, one.Attachment?.Status ?? one.Status, one.SubnetId, one.SourceDestCheck,
        [.. one.Groups.Select(group => group.GroupId).OfType<string>()], one.PrivateIpAddresses.Length, one.Ipv4Prefixes.Length);
}
