using System.Management.Automation;
using TlsPathTools.Pipeline;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.KubeProxies;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Commands;

/// <summary>Addresses, load balancers or target groups → one row per target: the whole chain from address to node and pods.</summary>
[Cmdlet(VerbsCommon.Get, "TargetNodeMap")]
[OutputType(typeof(TargetNode))]
public sealed class GetTargetNodeMapCommand : AddressPathCommand
{
    // Two requests a node: more than these few are asked only where somebody says so.
    private const int ProxiesByItself = 20;

    private readonly List<string> _loadBalancers = [];
    private readonly List<string> _targetGroups = [];

    /// <summary>Load balancers to show whole.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? LoadBalancerArn { get; set; }

    /// <summary>Target groups to show.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? TargetGroupArn { get; set; }

    /// <summary>What Test-NodePort found: the only kind of observation that singles out a node, beside a stale kube-proxy.</summary>
    [Parameter]
    [AllowNull, AllowEmptyCollection]
    public NodePortResult[]? NodePortResult { get; set; }

    /// <summary>Leave the kube-proxies unasked.</summary>
    [Parameter]
    public SwitchParameter SkipKubeProxy { get; set; }

    private protected override bool IsNothingAsked => base.IsNothingAsked && _loadBalancers.Count + _targetGroups.Count == 0;

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        base.OnRecord();
        // A row that has an address is about the address; its other identities follow from it.
        if (IPAddress is not null && Array.Exists(IPAddress, text => !string.IsNullOrWhiteSpace(text)))
            return;
        if (!string.IsNullOrWhiteSpace(LoadBalancerArn))
            _loadBalancers.Add(LoadBalancerArn.Trim());
        if (!string.IsNullOrWhiteSpace(TargetGroupArn))
            _targetGroups.Add(TargetGroupArn.Trim());
    }

    private protected override SnapshotRequest Request() => new()
    {
        Addresses = Input.Addresses,
        LoadBalancerArns = _loadBalancers,
        TargetGroupArns = _targetGroups,
        Parts = SkipKubeProxy ? SnapshotParts.Map : SnapshotParts.Map | SnapshotParts.KubeProxies,
        KubeProxyLimit = ProxiesByItself,
    };

    private protected override async Task TellAsync(PathSnapshot snapshot, PipelineWriter pipeline, CancellationToken cancellationToken)
    {
        var query = new MapQuery
        {
            Addresses = Input.Addresses,
            LoadBalancerArns = _loadBalancers,
            TargetGroupArns = _targetGroups,
            NodePorts = [.. (NodePortResult ?? []).Concat(Evidence?.NodePorts ?? [])],
        };
        foreach (TargetNode row in TargetNodeMap.Build(snapshot, query, NodeKubeProxies.Find(snapshot)))
            await pipeline.RecordAsync(row).ConfigureAwait(false);
    }
}
