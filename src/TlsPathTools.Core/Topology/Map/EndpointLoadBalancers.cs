using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Map;

/// <summary>Says which load balancer, zone, interface and listener stands behind an address.</summary>
public static class EndpointLoadBalancers
{
    /// <summary>
    /// A row per address and, where no port was given, listener. Every address has at least one row: one that belongs to no load balancer that was
    /// read says what is known of it instead. Rows come out sorted, whatever order things were read in.
    /// </summary>
    public static IReadOnlyList<EndpointLoadBalancer> Find(PathSnapshot snapshot, IReadOnlyList<MapAddress> addresses)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(addresses);
        var index = new SnapshotIndex(snapshot);
        var fronts = new AddressFronts(index, addresses);
        return [.. MapAddresses.Merge(addresses).SelectMany(fronts.Of).SelectMany(front => RowsOf(index, front))];
    }

    private static IEnumerable<EndpointLoadBalancer> RowsOf(SnapshotIndex index, AddressFront front)
    {
        EndpointLoadBalancer row = RowOf(index, front);
        if (front.BalancerArn is not { } arn)
            return [row with { Detail = front.BalancerType == "classic" ? $"{row.Detail}; a classic load balancer, whose instances are not followed" : row.Detail }];
        Listener[] listeners = index.ListenersOfBalancer.GetValueOrDefault(arn) ?? [];
        // A gateway load balancer's listener has no port: it takes everything.
        Listener[] asked = [.. listeners.Where(listener => front.Address.Port is null || listener.Port is null || listener.Port == front.Address.Port)];
        return asked.Length > 0
            ? asked.Select(listener => WithListener(index, front, row, listener))
            : [row with { Detail = $"{row.Detail}; {NoListener(index, front, arn)}" }];
    }

    /// <summary>Why a load balancer has no listener that could be shown.</summary>
    internal static string NoListener(SnapshotIndex index, AddressFront front, string arn) => index.Gaps.Of(front.Cloud, "DescribeListeners", arn) switch
    {
        { } gap => GapIndex.Words("its listeners were", gap),
        null when !index.ListenersOfBalancer.ContainsKey(arn) && front.Balancer is null => AddressFronts.UnreadBalancer(index, front.Cloud, front.BalancerName),
        null => front.Address.Port is { } port ? $"it has no listener on port {port}" : "it has no listener",
    };

    private static EndpointLoadBalancer RowOf(SnapshotIndex index, AddressFront front) => new()
    {
        HostName = front.Address.HostName,
        IPAddress = front.Address.IPAddress,
        Port = front.Address.Port,
        Owner = front.Owner,
        Detail = front.Detail,
        LoadBalancerArn = front.BalancerArn,
        LoadBalancerName = SafeText.Escape(front.BalancerName),
        LoadBalancerType = SafeText.Escape(front.BalancerType),
        Scheme = SafeText.Escape(front.Balancer?.Scheme),
        DnsName = SafeText.Escape(front.Balancer?.DNSName),
        InDns = front.InDns(index),
        AvailabilityZone = front.Zone,
        NetworkInterfaceId = front.Interface?.NetworkInterfaceId,
        SubnetId = front.Interface?.SubnetId,
        VpcId = front.Interface?.VpcId ?? front.Balancer?.VpcId,
        AccountId = front.Interface?.OwnerId ?? front.Cloud?.AccountId,
        Region = front.Cloud?.Region,
        ManagedBy = front.Owner == AddressOwner.LoadBalancer ? Ownership.Of(index, front.BalancerArn, front.BalancerName).Words : null,
    };

    private static EndpointLoadBalancer WithListener(SnapshotIndex index, AddressFront front, EndpointLoadBalancer row, Listener listener)
    {
        ListenerChoices choices = ListenerChoices.Of(index, listener, front.BalancerType, front.Address.HostName);
        string[] groups = [.. choices.Groups.Select(choice => choice.GroupArn)];
        TlsTermination termination = Termination.Of(index, listener, groups);
        string detail = $"{row.Detail}; listener {listener}: {Words(termination)}";
        return row with
        {
            Port = listener.Port ?? row.Port,
            ListenerArn = listener.ListenerArn,
            ListenerProtocol = SafeText.Escape(listener.Protocol),
            TlsTermination = termination,
            CertificateArns = [.. listener.Certificates.OrderByDescending(certificate => certificate.IsDefault == true).Select(certificate => certificate.CertificateArn).OfType<string>().Distinct(StringComparer.Ordinal)],
            TargetGroupArns = groups,
            Detail = choices.Unread is null ? detail : $"{detail}; {choices.Unread}",
        };
    }

    private static string Words(TlsTermination termination) => termination switch
    {
        TlsTermination.LoadBalancer => "TLS ends at the load balancer",
        TlsTermination.Target => "TLS passes through to the target",
        TlsTermination.None => "no TLS",
        _ => "who ends TLS is not known",
    };
}
