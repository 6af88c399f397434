namespace TlsPathTools.Topology.Map;

/// <summary>The addresses of a load balancer that was asked for itself.</summary>
internal static class BalancerFronts
{
    /// <summary>Those of its interfaces; those that it declares where no interface was read; one without an address where there is neither.</summary>
    public static IReadOnlyList<AddressFront> Of(SnapshotIndex index, AddressFronts fronts, string balancerArn)
    {
        AddressFront[] found = [.. index.InterfacesOf(balancerArn)
            .SelectMany(at => at.ClientAddresses().Select(address => fronts.At(new MapAddress(address), at)))
            .OrderBy(front => front.Address.IPAddress, AddressOrder.Instance)];
        if (found.Length > 0)
            return found;
        IReadOnlyList<AddressFront> declared = fronts.DeclaredBy(balancerArn, hostName: null);
        if (declared.Count > 0)
            return declared;
        (Cloud.LoadBalancer Balancer, CloudState Cloud)? read = index.Balancer(balancerArn);
        return
        [
            new AddressFront
            {
                Address = new MapAddress(""),
                Owner = read is null ? AddressOwner.Unknown : AddressOwner.LoadBalancer,
                Detail = read is null
                    ? GapIndex.Words($"load balancer {SafeText.Escape(balancerArn)} was", index.Gaps.Of(index.CloudOf(balancerArn), "DescribeLoadBalancers", balancerArn))
                    : "none of its addresses was read",
                Cloud = read?.Cloud,
                Balancer = read?.Balancer,
            },
        ];
    }
}
