using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Collecting;

/// <summary>What has been read of an account so far.</summary>
internal sealed class CloudDraft
{
    private readonly Dictionary<string, NetworkInterface> _interfaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LoadBalancer> _balancers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TargetGroup> _groups = new(StringComparer.Ordinal);

    public HashSet<string> AddressesLookedUp { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, IReadOnlyDictionary<string, string>> Settings { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, IReadOnlyDictionary<string, string>> Tags { get; } = new(StringComparer.Ordinal);

    public List<LoadBalancerName> Names { get; } = [];

    public List<Listener> Listeners { get; } = [];

    public Dictionary<string, Rule[]> Rules { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, TargetHealthDescription[]> Targets { get; } = new(StringComparer.Ordinal);

    public IEnumerable<NetworkInterface> Interfaces => _interfaces.Values;

    public IEnumerable<LoadBalancer> Balancers => _balancers.Values;

    public IEnumerable<TargetGroup> Groups => _groups.Values;

    public void Add(IEnumerable<NetworkInterface> interfaces)
    {
        foreach (NetworkInterface one in interfaces)
            _interfaces[one.NetworkInterfaceId ?? ""] = one;
    }

    public IReadOnlyList<LoadBalancer> Add(IEnumerable<LoadBalancer> balancers)
    {
        var added = new List<LoadBalancer>();
        foreach (LoadBalancer one in balancers)
        {
            if (one.LoadBalancerArn is { } arn && _balancers.TryAdd(arn, one))
                added.Add(one);
        }

        return added;
    }

    public void Add(IEnumerable<TargetGroup> groups)
    {
        foreach (TargetGroup one in groups)
            _groups[one.TargetGroupArn ?? ""] = one;
    }

    public bool Has(string loadBalancerArn) => _balancers.ContainsKey(loadBalancerArn);

    public TargetGroup? Group(string arn) => _groups.GetValueOrDefault(arn);

    public TargetGroup[] GroupsRequested(SnapshotRequest request) => [.. request.TargetGroupArns.Select(Group).OfType<TargetGroup>()];
}
