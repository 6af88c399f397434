using System.Management.Automation;
using System.Net;
using TlsPathTools.Completers;
using TlsPathTools.Pipeline;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.KubeProxies;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Commands;

/// <summary>Rows of the target-node map → what security groups, network ACLs and routes say about each hop, there and back.</summary>
[Cmdlet(VerbsDiagnostic.Test, "NodeReachability")]
[OutputType(typeof(ReachabilityCheck))]
public sealed class TestNodeReachabilityCommand : AddressPathCommand
{
    private readonly ChosenRows _chosen = new();
    private readonly List<string> _loadBalancers = [];
    private readonly List<string> _targetGroups = [];

    /// <summary>The load balancer, where no address is given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? LoadBalancerArn { get; set; }

    /// <summary>Only targets of this group.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? TargetGroupArn { get; set; }

    /// <summary>Only targets of this node.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeCompleter))]
    [AllowNull, AllowEmptyString]
    public string? NodeName { get; set; }

    /// <summary>Only targets of this instance.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? InstanceId { get; set; }

    /// <summary>Only this target, as it is registered.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? TargetId { get; set; }

    /// <summary>The client's address or range; whoever may use the load balancer, unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClientAddress { get; set; }

    /// <summary>The first and the last port that the client's connections come from.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    [ValidateRange(1, 65535)]
    public int[] ClientPort { get; set; } = [1024, 65535];

    /// <summary>Only hops that are not allowed.</summary>
    [Parameter]
    public SwitchParameter NotAllowed { get; set; }

    private protected override bool IsNothingAsked => base.IsNothingAsked && _loadBalancers.Count + _targetGroups.Count == 0;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (ClientAddress is { } address && !ReachabilityOptions.IsClientAddress(address))
            ThrowTerminatingError(Errors.ClientAddressIsNone(address));
        if (ClientPort[0] > ClientPort[1])
            Array.Reverse(ClientPort);
    }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        base.OnRecord();
        string? balancer = Given(LoadBalancerArn);
        string? group = Given(TargetGroupArn);
        string[] addresses = [.. (IPAddress ?? []).Select(Given).OfType<string>().Select(text => System.Net.IPAddress.TryParse(text, out IPAddress? parsed) ? parsed.ToString() : text)];
        _chosen.Add(addresses, group, Given(TargetId), Given(InstanceId), Given(NodeName));
        // A row that has an address is about the address; its other identities follow from it.
        if (addresses.Length > 0)
            return;
        if (group is not null)
            _targetGroups.Add(group);
        else if (balancer is not null)
            _loadBalancers.Add(balancer);
    }

    private protected override SnapshotRequest Request() => new()
    {
        // A client in the network has an interface, whose groups and subnet decide too.
        Addresses = [.. Input.Addresses, .. System.Net.IPAddress.TryParse(ClientAddress, out IPAddress? client) ? [new MapAddress($"{client}")] : Array.Empty<MapAddress>()],
        LoadBalancerArns = _loadBalancers,
        TargetGroupArns = _targetGroups,
        Parts = SnapshotParts.Map | SnapshotParts.Network,
    };

    private protected override async Task TellAsync(PathSnapshot snapshot, PipelineWriter pipeline, CancellationToken cancellationToken)
    {
        var query = new MapQuery { Addresses = Input.Addresses, LoadBalancerArns = _loadBalancers, TargetGroupArns = _targetGroups };
        TargetNode[] rows = [.. TargetNodeMap.Build(snapshot, query, NodeKubeProxies.Find(snapshot)).Where(_chosen.Has)];
        var options = new ReachabilityOptions { ClientAddress = ClientAddress, FirstClientPort = ClientPort[0], LastClientPort = ClientPort[1] };
        foreach (ReachabilityCheck check in NodeReachability.Check(snapshot, rows, options))
        {
            if (!NotAllowed || check.Reachability is not ReachabilityVerdict.Allowed)
                await pipeline.RecordAsync(check).ConfigureAwait(false);
        }
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Which rows of the map the input names: any of it may be missing, and is any then.</summary>
    private sealed class ChosenRows
    {
        private readonly HashSet<(string? Address, string? Group, string? Target)> _wanted = [];

        public void Add(string[] addresses, string? group, string? target, string? instance, string? node)
        {
            string? who = target ?? instance ?? node;
            foreach (string? address in addresses.Length == 0 ? (string?[])[null] : addresses)
                _wanted.Add((address, group, who));
        }

        public bool Has(TargetNode row)
        {
            if (_wanted.Count == 0)
                return true;
            foreach (string? address in (string?[])[null, row.IPAddress])
            {
                foreach (string? group in (string?[])[null, row.TargetGroupArn])
                {
                    if (_wanted.Contains((address, group, null)) || _wanted.Contains((address, group, row.TargetId)) || _wanted.Contains((address, group, row.InstanceId))
                        || _wanted.Contains((address, group, row.NodeName)))
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }
}
