using System.Management.Automation;
using TlsPathTools.Comparison;
using TlsPathTools.Completers;
using TlsPathTools.Parameters;
using TlsPathTools.Pipeline;
using TlsPathTools.Probing;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Commands;

/// <summary>Nodes → how they differ, property by property, and whether a difference lines up with the failing ones.</summary>
[Cmdlet(VerbsData.Compare, "NodeNetworkConfig")]
[OutputType(typeof(NodeConfigComparison), typeof(NodeComparisonSummary))]
public sealed class CompareNodeNetworkConfigCommand : PathCommand
{
    private const int ProxiesAtMost = 200;

    private readonly List<NodeRow> _rows = [];

    /// <summary>The nodes.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeCompleter))]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    public string[]? NodeName { get; set; }

    /// <summary>Their instances.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    public string[]? InstanceId { get; set; }

    /// <summary>The nodes that fail, by name or instance; without it, those that only failing addresses lead to.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NodeCompleter))]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    public string[]? FaultyNode { get; set; }

    /// <summary>Only these properties.</summary>
    [Parameter]
    [SupportsWildcards]
    [AllowNull, AllowEmptyCollection]
    public string[]? Property { get; set; }

    /// <summary>Also what is equal, and what could not be compared.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <summary>One summary instead of a row per property.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <summary>The address that leads to the node.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? IPAddress { get; set; }

    /// <summary>Whether the address fails.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public bool? AddressFailing { get; set; }

    /// <summary>The verdict on the address.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public Verdict? Verdict { get; set; }

    /// <summary>Whether the address can reach the node.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public bool? Reachable { get; set; }

    /// <summary>The load balancer, whose subnets are compared too.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? LoadBalancerArn { get; set; }

    /// <summary>The target group.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? TargetGroupArn { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        string[] names = Given(NodeName);
        string[] instances = Given(InstanceId);
        NodeRow row = new()
        {
            IPAddress = Given(IPAddress),
            AddressFailing = AddressFailing ?? false,
            Verdict = Verdict,
            Reachable = Reachable,
            LoadBalancerArn = Given(LoadBalancerArn),
            TargetGroupArn = Given(TargetGroupArn),
        };
        // A row says both of one node; on the command line they are lists of their own. A row without either still says how its address does.
        if (names.Length == 1 && instances.Length == 1)
            _rows.Add(row with { NodeName = names[0], InstanceId = instances[0] });
        else
            _rows.AddRange(names.Select(name => row with { NodeName = name }).Concat(instances.Select(id => row with { InstanceId = id })));
        if (names.Length + instances.Length == 0 && row.LoadBalancerArn is not null)
            _rows.Add(row);
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        if (Evidence is null && _rows.Select(row => row.NodeName ?? row.InstanceId).OfType<string>().Distinct(StringComparer.Ordinal).Take(2).ToArray() is { Length: < 2 } few)
        {
            WriteError(Errors.ThereAreTooFewNodes(few));
            return;
        }

        // The account is asked by instance, and only the cluster knows those of names.
        string[] names = [.. _rows.Select(row => row.NodeName).OfType<string>().Distinct(StringComparer.Ordinal)];
        List<string> instances = [.. _rows.Select(row => row.InstanceId).OfType<string>()];
        string[] alone = [.. _rows.Where(row => row.InstanceId is null).Select(row => row.NodeName).OfType<string>()];
        if (Evidence is null && alone.Length > 0)
        {
            WithSnapshot(new SnapshotRequest { Parts = SnapshotParts.Nodes }, (snapshot, _, _) =>
            {
                instances.AddRange(NodeComparison.InstanceIdsOf(snapshot, alone));
                return Task.CompletedTask;
            });
        }

        WithSnapshot(new SnapshotRequest
        {
            Addresses = [.. _rows.Select(row => row.IPAddress).OfType<string>().Distinct(StringComparer.Ordinal).Select(address => new MapAddress(address))],
            LoadBalancerArns = [.. _rows.Select(row => row.LoadBalancerArn).OfType<string>().Distinct(StringComparer.Ordinal)],
            TargetGroupArns = [.. _rows.Select(row => row.TargetGroupArn).OfType<string>().Distinct(StringComparer.Ordinal)],
            NodeNames = names,
            InstanceIds = [.. instances.Distinct(StringComparer.Ordinal)],
            Parts = SnapshotParts.Map | SnapshotParts.KubeProxies | SnapshotParts.Network,
            KubeProxyLimit = ProxiesAtMost,
        }, (snapshot, pipeline, _) => TellAsync(snapshot, pipeline));
    }

    private async Task TellAsync(PathSnapshot snapshot, PipelineWriter pipeline)
    {
        IReadOnlyList<NodeRow> rows = Evidence is { } evidence && _rows.Count == 0 ? EvidenceRows.Of(evidence, snapshot) : _rows;
        NodeComparisonResult result = NodeComparison.Compare(snapshot, new NodeComparisonQuery { Rows = rows, FaultyNodes = Given(FaultyNode) });
        foreach (string missing in result.NotFound)
            await pipeline.ErrorAsync(Errors.NodeIsNotFound(missing)).ConfigureAwait(false);
        if (result.Nodes.Count < 2)
            await pipeline.ErrorAsync(Errors.ThereAreTooFewNodes(result.Nodes)).ConfigureAwait(false);

        WildcardPattern[] wanted = [.. Given(Property).Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase))];
        NodeConfigComparison[] all =
        [
            .. NodeComparison.InOrder(result.Comparisons.Concat(LoadBalancerSubnetComparisons.Compare(snapshot, rows)))
                .Where(one => wanted.Length == 0 || Array.Exists(wanted, pattern => pattern.IsMatch(one.Property))),
        ];
        if (Summary)
        {
            if (all.Length > 0)
                await pipeline.RecordAsync(NodeComparisonSummary.Of(result, all)).ConfigureAwait(false);
            return;
        }

        foreach (NodeConfigComparison one in all.Where(one => IncludeEqual || one.Same == false))
            await pipeline.RecordAsync(one).ConfigureAwait(false);
        string[] unknown = [.. all.Where(one => one is { Same: null, Unknown: > 0 }).Select(one => one.Property)];
        if (unknown.Length > 0 && !IncludeEqual)
            await pipeline.VerboseAsync($"{unknown.Length} properties could not be compared, and may differ: {string.Join(", ", unknown)}. -IncludeEqual says why.").ConfigureAwait(false);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string[] Given(string[]? texts) => [.. (texts ?? []).Select(Given).OfType<string>()];
}
